"""One of several things chosen with ← and →."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from records.model import DeadlineKind, Status
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from tui.app import Prozvit

#: From this width on, all statuses have room for their whole names.
_ROOMY = 84


class Choice(Widget, can_focus=True):
    """One of several values, by the codes of the file; ← and → choose the next to a side."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way to declare them
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
    ]
    VALUES: Sequence[str] = ()
    value: reactive[str] = reactive("")
    app: Prozvit

    class Chosen(Message):
        """Somebody chose."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, value: str, **values: Any) -> None:
        super().__init__(**values)
        self.set_reactive(Choice.value, value)

    @property
    def typed(self) -> str:
        """What is chosen."""
        return self.value

    def action_move(self, by: int) -> None:
        """Choose the next to a side."""
        self.choose((self.VALUES.index(self.value) + by) % len(self.VALUES))

    def choose(self, place: int) -> None:
        """Choose the value at a place."""
        self.value = self.VALUES[place]
        self.post_message(self.Chosen(self))

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they went on."""
        self.refresh()


class StatusChoice(Choice):
    """The five statuses in a row: ← → or a figure 1 to 5 chooses."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way to declare them
        Binding(str(n), f"choose({n - 1})", show=False) for n in range(1, len(Status) + 1)
    ]
    VALUES = tuple(Status)

    @property
    def status(self) -> Status:
        """The status that is chosen."""
        return Status(self.value)

    def render(self) -> Content:
        """Return the row; the chosen one is marked by a sign as well as by its colour."""
        roomy = self.size.width >= _ROOMY
        language = self.app.language
        parts: list[Content | str] = []
        for status in Status:
            short = status is Status.PARTLY and not roomy
            name = language.say("Partly") if short else language.show(status)
            if status is self.status:
                parts.append(content(f"(•) {name}", "bold reverse" if self.has_focus else "bold"))
            else:
                parts.append(content(f"( ) {name}"))
            parts.append("  " if roomy else " ")
        return join(*parts[:-1])

    def action_choose(self, place: int) -> None:
        """Choose the status of a figure."""
        self.choose(place)


class KindChoice(Choice):
    """What a deadline's wording means: the chosen kind between two arrows."""

    VALUES = tuple(DeadlineKind)

    def render(self) -> Content:
        """Return the chosen kind."""
        name = self.app.language.show(DeadlineKind(self.value))
        return content(f"‹ {name} ›", "bold reverse" if self.has_focus else "bold")

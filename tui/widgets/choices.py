"""Widgets for choosing one of several values with ← and →."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from records.values.model import DeadlineKind, Status
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.content import Content

    from tui.app import Prozvit

#: Shorter names, used one after another if the row lacks room.
_SHORT_NAMES = {Status.PARTLY: "Partly", Status.NOT_IMPLEMENTED: "Not impl."}


class Choice(Widget, can_focus=True):
    """One of several values, given by their codes; ← and → choose the previous and the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
    ]
    VALUES: Sequence[str] = ()
    value: reactive[str] = reactive("")
    app: Prozvit

    class Chosen(Message):
        """Posted when a value was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, value: str, **values: Any) -> None:
        super().__init__(**values)
        self.set_reactive(Choice.value, value)

    @property
    def typed(self) -> str:
        """The code of the chosen value."""
        return self.value

    def action_move(self, by: int) -> None:
        """Choose the previous (-1) or the next (1) value."""
        self.choose((self.VALUES.index(self.value) + by) % len(self.VALUES))

    def choose(self, place: int) -> None:
        """Choose the value at an index."""
        self.value = self.VALUES[place]
        self.post_message(self.Chosen(self))

    def alone(self, name: str) -> Content:
        """Return a name between two arrows, as the only value shown."""
        left, right = "<>" if self.app.plain else "‹›"
        return content(f"{left} {name} {right}", self.marked)

    @property
    def marked(self) -> str:
        """The style of the chosen value, which also shows the focus."""
        return "bold reverse" if self.has_focus else "bold"

    def on_focus(self) -> None:
        """Redraw to show the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """Redraw without the focus."""
        self.refresh()


class StatusChoice(Choice):
    """The five statuses in a row; ← →, or a digit from 1 to 5, chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(n), f"choose({n - 1})", show=False) for n in range(1, len(Status) + 1)
    ]
    VALUES = tuple(Status)

    @property
    def status(self) -> Status:
        """The chosen status."""
        return Status(self.value)

    def render(self) -> Content:
        """Return the row with the chosen status marked, or only that status if the row does not fit."""
        for shorter in range(len(_SHORT_NAMES) + 1):
            row = self._row(set(list(_SHORT_NAMES)[:shorter]))
            if row.cell_length <= self.size.width:
                return row
        return self.alone(self.app.language.show(self.status))

    def _row(self, shorter: set[Status]) -> Content:
        language, chosen = self.app.language, "(x)" if self.app.plain else "(•)"
        gap = " " if shorter else "  "
        parts: list[Content | str] = []
        for status in Status:
            name = language.translate(_SHORT_NAMES[status]) if status in shorter else language.show(status)
            is_chosen = status is self.status
            parts += [
                content(f"{chosen if is_chosen else '( )'} {name}", self.marked if is_chosen else ""),
                gap,
            ]
        return join(*parts[:-1])

    def action_choose(self, place: int) -> None:
        """Choose the status of a digit."""
        self.choose(place)


class KindChoice(Choice):
    """The kind of a deadline, shown between two arrows."""

    VALUES = tuple(DeadlineKind)

    def render(self) -> Content:
        """Return the chosen kind."""
        return self.alone(self.app.language.show(DeadlineKind(self.value)))


class OneOf(Choice):
    """One of several values, each with a label; the chosen one is shown between two arrows."""

    def __init__(self, value: str, names: Mapping[str, object], **values: Any) -> None:
        super().__init__(value, **values)
        self.VALUES = tuple(names)
        self._names = names

    def render(self) -> Content:
        """Return the label of the chosen value."""
        return self.alone(self.app.language.show(self._names[self.value]))

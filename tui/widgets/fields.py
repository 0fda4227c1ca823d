"""Fields to type into: what is pasted is cleaned first, and a terminal's cursor does not blink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events  # noqa: TC002 - Textual finds handlers by their annotations
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from records.model import LONGEST_TEXT, Status
from records.sanitise import clean, clean_line
from tui.safe import content, join

if TYPE_CHECKING:
    from textual.app import App
    from textual.content import Content
    from textual.document._document import EditResult
    from textual.document._edit import Edit

    from records.language import Language

#: From this width on, all statuses have room for their whole names.
_ROOMY = 84


def say(app: App[None], template: str, **values: object) -> None:
    """Say something about a key, in the corner, for a while."""
    language: Language = app.language  # type: ignore[attr-defined]
    app.notify(language.say(template, **values), markup=False)


class Line(Input):
    """One line of text."""

    def __init__(self, value: str = "", **values: Any) -> None:
        super().__init__(value=clean_line(value).text, compact=True, **values)
        self.cursor_blink = False

    def action_paste(self) -> None:
        """Say how to paste: what the person copied lies in their own terminal, where Ctrl+V doesn't reach."""
        say(self.app, "Paste with the right mouse button or Shift+Insert.")

    def _on_paste(self, event: events.Paste) -> None:
        # A pasted line break would end the line half-way. Textual calls the base's handler itself.
        event.text = clean_line(event.text).text


class Editor(TextArea):
    """A text of several lines, wrapped softly."""

    def __init__(self, text: str = "", **values: Any) -> None:
        super().__init__(
            clean(text).text.removesuffix("\n"),
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            **values,
        )
        self.cursor_blink = False

    def action_paste(self) -> None:
        """Say how to paste: what the person copied lies in their own terminal, where Ctrl+V doesn't reach."""
        say(self.app, "Paste with the right mouse button or Shift+Insert.")

    def edit(self, edit: Edit) -> EditResult:
        """Take a text in cleaned, also one that the register holds and somebody goes on from."""
        edit.text = clean(edit.text).text
        return super().edit(edit)

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the base's handler itself: called from here as well, it would paste twice.
        event.text = clean(event.text).text
        if len(self.text) + len(event.text) > LONGEST_TEXT:
            # Wrapping a paragraph of a hundred thousand letters anew on each key would stop the screen.
            event.prevent_default()
            say(self.app, "A text holds up to {n} characters: this would be longer.", n=LONGEST_TEXT)


class StatusChoice(Widget, can_focus=True):
    """The five statuses in a row: ← → or a figure 1 to 5 chooses."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way to declare them
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        *[Binding(str(n), f"choose({n - 1})", show=False) for n in range(1, len(Status) + 1)],
    ]
    status: reactive[Status] = reactive(Status.IN_PROGRESS)

    class Chosen(Message):
        """Somebody chose a status."""

        def __init__(self, status: Status) -> None:
            super().__init__()
            self.status = status

    def __init__(self, status: Status, language: Language, **values: Any) -> None:
        super().__init__(**values)
        self._language = language
        self.set_reactive(StatusChoice.status, status)

    def render(self) -> Content:
        """Return the row; the chosen one is marked by a sign as well as by its colour."""
        parts: list[Content | str] = []
        for status in Status:
            short = status is Status.PARTLY and self.size.width < _ROOMY
            name = self._language.say("Partly") if short else self._language.show(status)
            if status is self.status:
                parts.append(content(f"(•) {name}", "bold reverse" if self.has_focus else "bold"))
            else:
                parts.append(content(f"( ) {name}"))
            parts.append("  " if self.size.width >= _ROOMY else " ")
        return join(*parts[:-1])

    def action_move(self, by: int) -> None:
        """Choose the next status to a side."""
        statuses = list(Status)
        self._choose(statuses[(statuses.index(self.status) + by) % len(statuses)])

    def action_choose(self, place: int) -> None:
        """Choose the status of a figure."""
        self._choose(list(Status)[place])

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they went on."""
        self.refresh()

    def _choose(self, status: Status) -> None:
        self.status = status
        self.post_message(self.Chosen(status))

"""Input fields: pasted text is cleaned, and the cursor does not blink.

Errors and doubts about a field appear in a note under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events  # noqa: TC002 - Textual finds handlers by their annotations
from textual.widgets import Input, Static, TextArea

from records.language import Message, Plural
from records.sanitise import clean, clean_line
from records.texts.bullets import as_list
from records.values.model import LONGEST_TEXT
from tui.safe import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content
    from textual.document._document import EditResult
    from textual.document._edit import Edit

    from tui.app import Prozvit

#: The placeholder of a field for a day.
DAY = "__.__.____"
_HOW_TO_PASTE = Message("Paste with the right mouse button or Shift+Insert.")


def say(app: Prozvit, message: Message) -> None:
    """Show a message in the corner for a while."""
    app.notify(message.render(app.language), markup=False)


def _say_removed(app: Prozvit, removed: int) -> None:
    if removed:
        say(
            app,
            Plural(
                "{n} invisible or control character was left out of what you pasted.",
                "{n} invisible or control characters were left out of what you pasted.",
                n=removed,
            ),
        )


class Line(Input):
    """One line of text."""

    app: Prozvit

    def __init__(self, value: str = "", **values: Any) -> None:
        super().__init__(value=clean_line(value).text, compact=True, **values)
        self.cursor_blink = False

    @property
    def typed(self) -> str:
        """The typed text, without blanks at the ends."""
        return self.value.strip()

    def action_paste(self) -> None:
        """Explain how to paste: Ctrl+V can't reach what was copied on the person's own machine."""
        say(self.app, _HOW_TO_PASTE)

    def _on_paste(self, event: events.Paste) -> None:
        # A pasted line break would cut the text off. Textual calls the base class's handler itself.
        cleaned = clean_line(event.text)
        if "\n" in clean(event.text).text.strip("\n"):
            say(self.app, Message("The lines are joined into one: this field takes one line."))
        _say_removed(self.app, cleaned.removed)
        event.text = cleaned.text


class Editor(TextArea):
    """A text of several lines, with soft wrapping."""

    app: Prozvit

    def __init__(self, text: str = "", **values: Any) -> None:
        super().__init__(
            clean(text).text.removesuffix("\n"),
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            **values,
        )
        self.cursor_blink = False

    @property
    def typed(self) -> str:
        """The typed text."""
        return self.text

    def action_paste(self) -> None:
        """Explain how to paste: Ctrl+V can't reach what was copied on the person's own machine."""
        say(self.app, _HOW_TO_PASTE)

    def edit(self, edit: Edit) -> EditResult:
        """Clean every inserted text, also one that comes from the register."""
        edit.text = clean(edit.text).text
        return super().edit(edit)

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the base class's handler itself; calling it here too would paste twice.
        row, column = min(self.selection)
        goes_on = bool(self.document.get_line(row)[:column].strip())
        # The letter "x" in front keeps a first line that continues another from becoming a list item.
        cleaned = clean(as_list("x" + event.text)[1:] if goes_on else as_list(event.text))
        event.text = cleaned.text
        _say_removed(self.app, cleaned.removed)
        # The recorded text ends in a newline, which counts too.
        if len(self.text) - len(self.selected_text) + len(event.text) >= LONGEST_TEXT:
            # Wrapping a paragraph of a hundred thousand letters on each key would freeze the screen.
            event.prevent_default()
            say(self.app, Message("A text holds up to {n} characters: this would be longer.", n=LONGEST_TEXT))


class Note(Static):
    """The errors or doubts about a field, under it: a sign and words; hidden if there are none."""

    app: Prozvit

    def tell(self, errors: Sequence[Message], doubts: Sequence[Message]) -> None:
        """Show the first error, else the first doubt, and how many more there are."""
        found = errors or doubts
        sign = ("x" if self.app.plain else "✗") if errors else "!"
        language = self.app.language
        said = f"{sign} {found[0].render(language)}" if found else ""
        if len(found) > 1:
            said += " · " + language.count("{n} more", "{n} more", n=len(found) - 1)
        show(self, content(said, "bold red" if errors else "yellow"))
        self.set_class(not found, "hidden")


def show(static: Static, words: Content) -> None:
    """Show a text if it differs: a redraw would send it over the line again."""
    if static.content != words:
        static.update(words)


def field_id(key: str) -> str:
    """Return the id of the widget for a field of a file, such as "deadline.text"."""
    return key.replace(".", "-")


def note_id(key: str) -> str:
    """Return the id of the note under a field."""
    return f"{field_id(key)}-note"

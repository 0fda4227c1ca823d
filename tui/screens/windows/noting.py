"""A window that asks for a note: what to improve in an answer, or a remark on its acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from records.values.model import LONGEST_LINE
from tui.actions import NOTING
from tui.safe import content
from tui.screens.page import Window
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.actions import Action


class Noting(Window[str | None]):
    """Asks for a note; dismissed with it, or None if the user cancels."""

    ACTIONS: ClassVar[tuple[Action, ...]] = NOTING

    def __init__(self, title: str, question: str, button: str) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._button = button

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and the buttons."""
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            yield Static(content(self._question))
            yield Line(id="note", max_length=LONGEST_LINE)
            yield Static(id="problem")
            with Horizontal(id="buttons"):
                yield Button(content(f"Enter {self._button}"), id="take", variant="primary", compact=True)
                yield Button(content(self.app.language.say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Focus the field."""
        self.query_one("#note", Line).focus()

    def on_input_submitted(self) -> None:
        """Accept the note on Enter."""
        self.action_take()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        if event.button.id == "take":
            self.action_take()
        else:
            self.action_back()

    def action_take(self) -> None:
        """Accept the note, or show that it is empty."""
        note = self.query_one("#note", Line).typed
        if note:
            self.dismiss(note)
        else:
            said = content(self.app.language.say("Write the note first."), "bold red")
            self.query_one("#problem", Static).update(said)

"""The confirmation of a change to many files: a short summary, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from records.errors import ProzvitError
from records.language import Message
from tui.actions import CONFIRMING
from tui.safe import content
from tui.screens.windows.lastlook import LastLook
from tui.undertaking import undertake
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.values.changes import Change
    from tui.actions import Action


class Confirming(LastLook):
    """Confirms a change to many files, described by a summary."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CONFIRMING

    def __init__(self, change: Change, base: str, title: str, summary: str) -> None:
        super().__init__(change, base, title)
        self._summary = summary

    def compose(self) -> ComposeResult:
        """Lay out the summary, the reason, the basis and the buttons."""
        say = self.app.language.say
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            yield Static(content(self._summary))
            yield from self.compose_reason()
            with Horizontal(id="buttons"):
                yield Button(content(say("Enter Record")), id="record", variant="primary", compact=True)
                yield Button(content(say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Focus the reason."""
        self.query_one("#reason", Line).focus()

    def on_input_submitted(self) -> None:
        """Record on Enter in a field."""
        self.action_record()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        if event.button.id == "record":
            self.action_record()
        else:
            self.action_back()

    def action_record(self) -> None:
        """Record the change as one commit."""
        if self._busy:
            return
        self._busy = True
        self.say_problem(self.app.language.say("Recording…"), "dim")
        undertake(self, self._save, self.with_reason())

    async def _save(self, change: Change) -> None:
        try:
            saved = await self.app.desk.save(change, self._base)
        except ProzvitError as error:
            self.refuse(error)
        else:
            self.leave_saved(saved, Message("Recorded: {commit}", commit=(saved.commit or "")[:10]))
        finally:
            self._busy = False

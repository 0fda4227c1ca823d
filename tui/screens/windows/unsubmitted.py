"""The window that confirms a change recorded without submitting it, and the reason for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets import Button

from records.language import Message
from records.rules.permissions import submit_refusal
from records.writing.proposing import PROPOSED, proposes
from tui.actions import RECORDING
from tui.safe import content
from tui.screens.windows.saving import SaveDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.files.snapshot import Snapshot
    from records.values.layout import Place
    from tui.actions import Action


class RecordDialog(SaveDialog):
    """Confirms a change that is not submitted, because it is no progress or for the reason `why`."""

    ACTIONS: ClassVar[tuple[Action, ...]] = RECORDING
    SUBMITS = False

    def __init__(self, *arguments: Any, why: Message | None = None, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self._why = why

    def compose_buttons(self) -> ComposeResult:
        """Lay out the buttons, the one for Enter first."""
        say = self.app.language.say
        yield Button(content(say("Enter Record")), id="record", variant="primary", compact=True)
        yield Button(content(say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Show why nothing is submitted."""
        if self._why is not None:
            self.say_problem(self._why.render(self.app.language), "yellow")


def recorded_only(snapshot: Snapshot, login: str, where: Place) -> Message | None:
    """Return why a change of a file is recorded without being submitted, or None."""
    if proposes(snapshot, login, [where.path]):
        return PROPOSED
    if where.period in snapshot.closed:
        return Message("The period is closed: this is recorded as a correction. Say why.")
    why = submit_refusal(snapshot, login, [where.path])
    return None if why is None else Message("{why} Your change is recorded and waits for that.", why=why)

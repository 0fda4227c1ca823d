"""The last look before a change of many files is recorded: what it is in a few lines, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from records.errors import NoReason, ProzvitError
from records.values.model import LONGEST_LINE
from tui.actions import CONFIRMING
from tui.safe import content
from tui.screens.page import Window
from tui.undertaking import undertake
from tui.widgets.fields import Line
from tui.widgets.recorder import Recorder

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.values.changes import Change
    from tui.actions import Action


class Confirming(Window[str | None]):
    """Confirm a change planned against the commit `base`; dismissed with a line that says it is recorded."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CONFIRMING

    def __init__(self, change: Change, base: str, title: str, summary: str) -> None:
        super().__init__()
        self._change = change
        self._base = base
        self._title = title
        self._summary = summary
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out what it is, the reason, the basis and the buttons."""
        say = self.app.language.say
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            yield Static(content(self._summary))
            yield Static(content(say("Why"), "bold"), classes="apart")
            yield Line(self._change.reason, id="reason", select_on_focus=True, max_length=LONGEST_LINE)
            yield Static(content(say("Basis: an order’s or a protocol’s number, where there is one"), "dim"))
            yield Line(self._change.basis, id="basis", max_length=LONGEST_LINE)
            yield Recorder()
            yield Static(id="problem")
            with Horizontal(id="buttons"):
                yield Button(content(say("Enter Record")), id="record", variant="primary", compact=True)
                yield Button(content(say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the reason."""
        self.query_one("#reason", Line).focus()

    def on_input_submitted(self) -> None:
        """Enter in a field confirms."""
        self.action_record()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what a button says."""
        if event.button.id == "record":
            self.action_record()
        else:
            self.action_back()

    def action_record(self) -> None:
        """Record the change as one commit."""
        if self._busy:
            return
        self._busy = True
        reason, basis = (self.query_one(name, Line).value for name in ("#reason", "#basis"))
        self._problem(self.app.language.say("Recording…"), "dim")
        undertake(self, self._save, replace(self._change, reason=reason, basis=basis))

    async def _save(self, change: Change) -> None:
        language = self.app.language
        try:
            saved = await self.app.desk.save(change, self._base)
        except NoReason:
            # The error itself names the option of a command.
            self._problem(language.say("First the reason: why is this changed?"))
            self.query_one("#reason", Line).focus()
        except ProzvitError as error:
            self._problem(error.message().render(language))
        else:
            if saved.commit is None:
                line = language.say("There was nothing to record.")
            else:
                line = language.say("Recorded: {commit}", commit=saved.commit[:10])
            self.dismiss(" · ".join([line, *(notice.render(language) for notice in saved.notices)]))
        finally:
            self._busy = False

    def action_back(self) -> None:
        """Go back; nothing is recorded."""
        if not self._busy:
            self.dismiss(None)

    def _problem(self, text: str, style: str = "bold red") -> None:
        self.query_one("#problem", Static).update(content(text, style))

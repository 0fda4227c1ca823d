"""The base of the windows that confirm a change: the reason, its basis, and the result of saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.widgets import Static

from records.errors import NoBasis, NoReason, ProzvitError
from records.language import Message
from records.values.model import LONGEST_LINE
from tui.safe import content
from tui.screens.page import Window
from tui.widgets.fields import Line
from tui.widgets.recorder import Recorder

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from records.values.changes import Change, Saved


class LastLook(Window[str | None]):
    """Confirms a change that is based on the commit `base`.

    Dismissed with a line on what was recorded, or None if the user cancels.
    """

    def __init__(self, change: Change, base: str, title: str) -> None:
        super().__init__()
        self._change = change
        self._base = base
        self._title = title
        self._busy = False

    def compose_reason(self) -> ComposeResult:
        """Lay out the reason, the basis, who records, and the line for errors."""
        yield Static(content(self.app.language.say("Why"), "bold"), classes="why")
        yield Line(self._change.reason, id="reason", select_on_focus=True, max_length=LONGEST_LINE)
        yield Static(self.basis_head())
        yield Line(self._change.basis, id="basis", max_length=LONGEST_LINE)
        yield Recorder()
        yield Static(id="problem")

    def basis_head(self) -> Content:
        """Return the text above the basis."""
        say = self.app.language.say
        return content(say("Basis: an order’s or a protocol’s number, where there is one"), "dim")

    def with_reason(self) -> Change:
        """Return the change with the typed reason and basis."""
        reason, basis = (self.query_one(name, Line).value for name in ("#reason", "#basis"))
        return replace(self._change, reason=reason, basis=basis)

    def leave_saved(self, saved: Saved, recorded: Message) -> None:
        """Leave with a line: `recorded`, or that there was nothing to record, followed by the notices."""
        done = recorded if saved.commit is not None else Message("There was nothing to record.")
        self.dismiss(" · ".join(each.render(self.app.language) for each in (done, *saved.notices)))

    def refuse(self, error: ProzvitError) -> None:
        """Show why nothing was recorded; focus the reason or the basis if it is missing."""
        if isinstance(error, NoBasis):
            self.ask_for_basis()
        elif isinstance(error, NoReason):
            # The error's own text names an option of the command line.
            self.say_problem(self.app.language.say("First the reason: why is this changed?"))
            self.query_one("#reason", Line).focus()
        else:
            self.say_problem(error.message().render(self.app.language))

    def ask_for_basis(self) -> None:
        """Ask for the word of the unit whose answer this is."""
        self.say_problem(self.app.language.say("First the basis: the number and date of the unit’s letter."))
        self.query_one("#basis", Line).focus()

    def say_problem(self, text: str, style: str = "bold red") -> None:
        """Show below the fields an error, or what is under way."""
        self.query_one("#problem", Static).update(content(text, style))

    def action_back(self) -> None:
        """Go back without recording."""
        if not self._busy:
            self.dismiss(None)

"""The last look before a change is recorded: field by field, with the reason; one key confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from records.errors import NoBasis, ProzvitError, StaleField
from records.language import Message
from records.values.changes import SUBMITTED
from records.values.changes import Action as Kind
from records.values.fields import undotted
from tui.actions import SAVING
from tui.safe import content, join
from tui.screens.windows.lastlook import LastLook
from tui.undertaking import undertake
from tui.viewing.differences import field_lines
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content
    from textual.widgets import Input

    from records.values.changes import Change
    from records.values.model import Unit
    from tui.actions import Action
    from tui.screens.windows.conflict import Answers


def _forget(_reason: str, _basis: str) -> None:
    """Keep nothing of what is typed in the dialog: there is no draft to keep it in."""


#: Seconds between looks whom a save waits for.
_ASKED_EVERY = 1.0


class SaveDialog(LastLook):
    """Confirm one change, shown field by field."""

    ACTIONS: ClassVar[tuple[Action, ...]] = SAVING
    #: Whether what is recorded is submitted with it, unless somebody chooses otherwise.
    SUBMITS: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        ("up,pageup", "look(-1)"),
        ("down,pagedown", "look(1)"),
    ]

    def __init__(
        self,
        change: Change,
        base: str,
        title: str,
        remember: Callable[[str, str], None] = _forget,
        units: Mapping[str, Unit] | None = None,
        *,
        answers_for: str | None = None,
    ) -> None:
        super().__init__(change, base, title)
        #: The unit whose answer somebody else enters: its letter is the basis.
        self._answers_for = answers_for
        self._remember = remember
        self._units = units

    def compose(self) -> ComposeResult:
        """Lay out the fields, the reason, the basis and the buttons."""
        say = self.app.language.say
        with Vertical(id="save", classes="window"):
            yield Static(content(say("Record the change · {what}", what=self._title), "bold"))
            with VerticalScroll(id="changes", can_focus=False):
                yield Static(content(say("Reading…"), "dim"), id="fields")
            yield from self.compose_reason()
            with Horizontal(id="buttons"):
                yield from self.compose_buttons()

    def basis_head(self) -> Content:
        """Return what stands above the basis: whose letter it is where somebody enters a unit’s answer."""
        if self._answers_for is None:
            return super().basis_head()
        needed = self.app.language.say(
            "You enter the answer of {unit}. Basis: the number of its letter", unit=self._answers_for
        )
        return content(needed, "bold yellow")

    def compose_buttons(self) -> ComposeResult:
        """Lay out the buttons: what Enter does is the first."""
        say = self.app.language.say
        yield Button(content(say("Enter Record and submit")), id="submit", variant="primary", compact=True)
        yield Button(content(say("F4 Record only")), id="record", compact=True)
        yield Button(content(say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the reason."""
        self.query_one("#reason", Line).focus()
        undertake(self, self._preview)

    async def _preview(self) -> None:
        try:
            preview = await self.app.desk.preview(replace(self._change, word=None), self._base)
        except StaleField as error:
            self._choose(error)
            return
        except ProzvitError as error:
            self.query_one("#fields", Static).update("")
            self.say_problem(error.message().render(self.app.language))
            return
        language = self.app.language
        lines = [
            field_lines(each.path, field, language, self._units)
            for each in preview.changes
            for field in each.fields
        ]
        nothing = content(language.say("No field differs from what is recorded."), "dim")
        shown = join(*[part for line in lines for part in (line, "\n")]) if lines else nothing
        self.query_one("#fields", Static).update(shown)
        if preview.notices:
            self.say_problem("\n".join(notice.render(language) for notice in preview.notices), "yellow")

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Keep the reason with the draft, where it isn't the one that was offered."""
        reason, basis = self.query_one("#reason", Line).value, self.query_one("#basis", Line).value
        if (reason, basis) != (self._change.reason, self._change.basis):
            self._remember(reason, basis)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter in a field confirms."""
        self._confirm(submit=self.SUBMITS)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what a button says."""
        if event.button.id == "cancel":
            self.action_back()
        else:
            self._confirm(submit=event.button.id == "submit")

    def action_submit(self) -> None:
        """Record and submit in one commit."""
        self._confirm(submit=True)

    def action_record(self) -> None:
        """Record without submitting."""
        self._confirm(submit=False)

    def action_look(self, by: int) -> None:
        """Show more of a long change; the keys go on typing the reason meanwhile."""
        changes = self.query_one("#changes")
        changes.scroll_relative(y=by * max(changes.size.height - 1, 1), animate=False)

    def _confirm(self, *, submit: bool) -> None:
        if self._busy:
            return
        if self._answers_for is not None and not self.query_one("#basis", Line).typed:
            self._ask_for_basis()
            return
        self._busy = True
        change = replace(self.with_reason(), word=SUBMITTED if submit else None)
        self._say_who_saves()
        undertake(self, self._save, change)

    def _ask_for_basis(self) -> None:
        self.say_problem(self.app.language.say("First the basis: the number and date of the unit’s letter."))
        self.query_one("#basis", Line).focus()

    def _say_who_saves(self) -> None:
        """Say whom the save waits for, while it does."""
        who = self.app.desk.who_saves()
        language = self.app.language
        if who is None:
            self.say_problem(language.say("Recording…"), "dim")
        else:
            self.say_problem(language.say("{who} is saving just now; waiting for that.", who=who), "yellow")

    async def _save(self, change: Change) -> None:
        waiting = self.set_interval(_ASKED_EVERY, self._say_who_saves)
        try:
            saved = await self.app.desk.save(change, self._base)
        except StaleField as error:
            self._choose(error)
        except NoBasis:
            self._ask_for_basis()
        except ProzvitError as error:
            self.refuse(error)
        else:
            commit = (saved.commit or "")[:10]
            if change.word is None:
                self.leave_saved(saved, Message("Recorded: {commit}", commit=commit))
            else:
                self.leave_saved(saved, Message("Recorded and submitted: {commit}", commit=commit))
        finally:
            waiting.stop()
            self._busy = False

    def _choose(self, error: StaleField) -> None:
        """Let choose between what somebody else wrote and this, field by field."""
        if self._change.action is Kind.CREATE:
            # Nobody's new measure is to be written over with another.
            added = self.app.language.say(
                "Somebody else has just added such a measure. Esc goes back to yours."
            )
            self.say_problem(added)
            return
        from tui.screens.windows.conflict import ConflictPage

        def chosen(answers: Answers | None) -> None:
            if answers is not None:
                self._settle(error, answers)

        not_yet = self.app.language.say(
            "Somebody else changed the same. Enter shows it; Esc goes back to yours."
        )
        self.say_problem(not_yet)
        self.app.push_screen(ConflictPage(self._title, error.conflicts, self._units or {}), chosen)

    def _settle(self, error: StaleField, answers: Answers) -> None:
        """Go on with what was chosen, on what there is now; the rest of the change is merged already."""
        values = {(conflict.clash.path, undotted(conflict.clash.key)): value for conflict, value in answers}
        edits = tuple(
            replace(
                edit,
                values={
                    **edit.values,
                    **{key: value for (path, key), value in values.items() if path == edit.path},
                },
            )
            for edit in error.merged.edits
        )
        self._change = replace(self._change, edits=edits)
        self._base = str(error.values["head"])
        self.say_problem("")
        undertake(self, self._preview)
        self.query_one("#reason", Line).focus()

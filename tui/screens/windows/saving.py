"""The window that confirms a save: the changed fields and the reason; one key records them."""

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
    """Keep nothing: there is no draft to store the reason in."""


#: Seconds between checks for whom a save waits.
_ASKED_EVERY = 1.0


class SaveDialog(LastLook):
    """Confirms one change, shown field by field."""

    ACTIONS: ClassVar[tuple[Action, ...]] = SAVING
    #: Whether Enter also submits what is recorded.
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
        #: The unit on whose behalf somebody else enters the answer, with the unit's letter as the basis.
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
        """Return the text above the basis: whose letter it is, if a unit's answer is entered for it."""
        if self._answers_for is None:
            return super().basis_head()
        needed = self.app.language.say(
            "You enter the answer of {unit}. Basis: the number of its letter", unit=self._answers_for
        )
        return content(needed, "bold yellow")

    def compose_buttons(self) -> ComposeResult:
        """Lay out the buttons, the one for Enter first."""
        say = self.app.language.say
        yield Button(content(say("Enter Record and submit")), id="submit", variant="primary", compact=True)
        yield Button(content(say("F4 Record only")), id="record", compact=True)
        yield Button(content(say("Esc Back")), id="cancel", compact=True)

    def on_mount(self) -> None:
        """Focus the reason and read the preview."""
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
        """Keep the reason and basis with the draft, unless they are the suggested ones."""
        reason, basis = self.query_one("#reason", Line).value, self.query_one("#basis", Line).value
        if (reason, basis) != (self._change.reason, self._change.basis):
            self._remember(reason, basis)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Save on Enter in a field."""
        self._confirm(submit=self.SUBMITS)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
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
        """Scroll a long change while the typing still goes to the reason."""
        changes = self.query_one("#changes")
        changes.scroll_relative(y=by * max(changes.size.height - 1, 1), animate=False)

    def _confirm(self, *, submit: bool) -> None:
        if self._busy:
            return
        if self._answers_for is not None and not self.query_one("#basis", Line).typed:
            self.ask_for_basis()
            return
        self._busy = True
        change = replace(self.with_reason(), word=SUBMITTED if submit else None)
        self._say_who_saves()
        undertake(self, self._save, change)

    def _say_who_saves(self) -> None:
        """Show for whom the save waits, while it waits."""
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
            self.ask_for_basis()
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
        """Let the user choose, field by field, between another officer's changes and this one."""
        if self._change.action is Kind.CREATE:
            # A new measure must not overwrite another officer's new measure.
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
        """Continue with the chosen values on the current commit; the rest of the change is already merged."""
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

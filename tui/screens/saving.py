"""The last look before a change is recorded: field by field, with the reason; one key confirms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from records.errors import ProzvitError, StaleField
from records.language import Message
from records.problems import quoted
from tui.actions import SAVING
from tui.safe import content, join
from tui.screens.differences import field_lines
from tui.screens.page import Window
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from records.changes import Change
    from tui.actions import Action


def _forget(_reason: str, _basis: str) -> None:
    """Keep nothing of what is typed in the dialog: there is no draft to keep it in."""


@dataclass(frozen=True)
class Done:
    """What a save came to, in a line for the next screen."""

    line: str


class SaveDialog(Window[Done | None]):
    """Confirm one change. Dismissed with what was done, or None where nobody confirmed."""

    ACTIONS: ClassVar[tuple[Action, ...]] = SAVING
    BINDINGS: ClassVar[list[BindingType]] = [
        ("up,pageup", "look(-1)"),
        ("down,pagedown", "look(1)"),
    ]

    def __init__(
        self, change: Change, base: str, title: str, remember: Callable[[str, str], None] = _forget
    ) -> None:
        super().__init__()
        self._change = change
        self._base = base
        self._title = title
        self._remember = remember
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the fields, the reason, the basis and the buttons."""
        say = self.app.language.say
        with Vertical(id="save", classes="window"):
            yield Static(content(say("Record the change · {what}", what=self._title), "bold"))
            with VerticalScroll(id="changes", can_focus=False):
                yield Static(content(say("Reading…"), "dim"), id="fields")
            yield Static(content(say("Why"), "bold"))
            yield Line(self._change.reason, id="reason", select_on_focus=True)
            yield Static(content(say("Basis: an order’s or a protocol’s number, where there is one"), "dim"))
            yield Line(self._change.basis, id="basis")
            me = self.app.desk.me
            yield Static(content(say("Recorded by: {name} ({login})", name=me.name, login=me.login), "dim"))
            yield Static(id="problem")
            with Horizontal(id="buttons"):
                yield Button(
                    content(say("Enter Record and submit")), id="submit", variant="primary", compact=True
                )
                yield Button(content(say("Record only")), id="record", compact=True)
                yield Button(content(say("Esc Back")), id="cancel", compact=True)

    async def on_mount(self) -> None:
        """Begin in the reason."""
        self.query_one("#reason", Line).focus()
        self.run_worker(self._preview())

    async def _preview(self) -> None:
        try:
            preview = await self.app.desk.preview(replace(self._change, submit=False), self._base)
        except StaleField as error:
            self._refuse(error)
            return
        except ProzvitError as error:
            self._problem(error.message().render(self.app.language))
            return
        language = self.app.language
        lines = [field_lines(each.path, field, language) for each in preview.changes for field in each.fields]
        nothing = content(language.say("No field differs from what is recorded."), "dim")
        shown = join(*[part for line in lines for part in (line, "\n")]) if lines else nothing
        self.query_one("#fields", Static).update(shown)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the reason with the draft, where it isn't the one that was offered."""
        reason, basis = self.query_one("#reason", Line).value, self.query_one("#basis", Line).value
        if event.value not in {self._change.reason, self._change.basis}:
            self._remember(reason, basis)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter in a field confirms."""
        self.action_submit()

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

    def action_back(self) -> None:
        """Back to the form; nothing is recorded."""
        if not self._busy:
            self.dismiss(None)

    def _confirm(self, *, submit: bool) -> None:
        if self._busy:
            return
        self._busy = True
        change = replace(
            self._change,
            reason=self.query_one("#reason", Line).value,
            basis=self.query_one("#basis", Line).value,
            submit=submit,
        )
        self._problem(self.app.language.say("Recording…"), "dim")
        self.run_worker(self._save(change))

    async def _save(self, change: Change) -> None:
        language = self.app.language
        try:
            saved = await self.app.desk.save(change, self._base)
        except StaleField as error:
            self._refuse(error)
        except ProzvitError as error:
            self._problem(error.message().render(language))
        else:
            if saved.commit is None:
                line = language.say("There was nothing to record.")
            elif change.submit:
                line = language.say("Recorded and submitted: {commit}", commit=saved.commit[:10])
            else:
                line = language.say("Recorded: {commit}", commit=saved.commit[:10])
            notices = [notice.render(language) for notice in saved.notices]
            self.dismiss(Done(" · ".join([line, *notices])))
        finally:
            self._busy = False

    def _refuse(self, error: StaleField) -> None:
        """Say what somebody else wrote; whoever confirms again has seen it, in the other fields too."""
        self._base = str(error.values["head"])
        self.run_worker(self._preview())
        again = self.app.language.say("Enter records yours in its place; Esc goes back to compare.")
        # Whole texts would push the rest out of the window; they stand above, word by word.
        values = {
            name: quoted(value.strip() if isinstance(value, str) else value)
            for name, value in error.values.items()
        }
        said = Message(error.message().template, **values)
        self._problem(f"{said.render(self.app.language)} {again}")

    def _problem(self, text: str, style: str = "bold red") -> None:
        self.query_one("#problem", Static).update(content(text, style))

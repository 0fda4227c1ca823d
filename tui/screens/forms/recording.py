"""The steps from a form to a save: rights, errors, the save window, and going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.rules.permissions import refusal
from tui.screens.forms.filling import Filling
from tui.screens.windows.drafts import Discarding
from tui.undertaking import undertake
from tui.widgets.fields import Editor
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.files.snapshot import Snapshot
    from records.language import Message
    from records.values.layout import Place
    from records.writing.drafts import Draft
    from tui.screens.windows.saving import SaveDialog
    from tui.typed.judging import Judged

#: The actions that change or save the form's values.
_TYPING = {"save", "copy", "units"}


class Recording(Filling):
    """A form whose values are saved as a change of the register, if the officer may make it."""

    def __init__(self, snapshot: Snapshot, place: Place, start: dict[str, str]) -> None:
        super().__init__(snapshot, place, start)
        self._why_not: Message | None = None

    # Defined by each form

    def dialog(self, judged: Judged) -> SaveDialog:
        """Return the save window."""
        raise NotImplementedError

    def forbidden(self) -> Message | None:
        """Return why this officer may not make the change, or None."""
        raise NotImplementedError

    def draft_words(self, draft: Draft) -> str:
        """Return the line that describes a draft."""
        raise NotImplementedError

    def refusal_of(self, path: str) -> Message | None:
        """Return why this officer may not change a file, or None."""
        return refusal(self.snapshot, self.app.desk.me.login, self.snapshot.today(), [path])

    def on_mount(self) -> None:
        """Show the values, focus the first field and look up the officer's rights."""
        self.show_all()
        undertake(self, self._find_why_not)

    async def relabel(self) -> None:
        """Redraw all texts in the other language; locked fields stay locked."""
        await super().relabel()
        self._lock()

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return the line about the whole form: why it is locked, or else what is wrong."""
        if self._why_not is not None:
            return self._why_not.render(self.app.language), "bold yellow"
        return super().standing(judged)

    async def _find_why_not(self) -> None:
        """Lock the form before anyone types into it if a save would be refused."""
        self._why_not = await self.app.desk.read_only() or self.forbidden()
        if self._why_not is not None:
            self._lock()
            self.settle()
            self.query_one(KeyBar).refresh()

    def _lock(self) -> None:
        """Make the fields read-only if the form cannot be saved."""
        if self._why_not is None:
            return
        self.show_head()
        for field in map(self.field, self.typed.start):
            if isinstance(field, Editor):
                # A read-only text, unlike a disabled one, can still be scrolled.
                field.read_only = True
            else:
                field.disabled = True

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that write from a locked form, and discarding if nothing was typed."""
        if action in _TYPING and self._why_not is not None:
            return False
        if action == "discard" and not self.typed.touched():
            return False
        return super().check_action(action, parameters)

    async def action_save(self) -> None:
        """Open the save window, or focus the first field with an error."""
        language = self.app.language
        why = await self.app.desk.read_only() or self.forbidden()
        if why is not None:
            self.say(why.render(language), "bold yellow")
            return
        judged = self.settle()
        wrong = judged.first_wrong(self.typed.start)
        if wrong is not None:
            if wrong:
                self.field(wrong).focus()
            self.say(language.say("First: {problem}", problem=judged.errors[wrong][0]), "bold red")
            return
        self.keep_draft()
        self.app.push_screen(self.dialog(judged), self._saved)

    def remember(self, reason: str, basis: str) -> None:
        """Keep the typed reason with the draft, in case the user goes back or the connection drops."""
        self.typed.reason, self.typed.basis = reason, basis
        self.keep_draft()

    def _saved(self, line: str | None) -> None:
        if line is None:
            self.field(self.first_field()).focus()
            return
        self._close(line)

    def _close(self, line: str) -> None:
        """Leave without a draft, passing a line to the previous screen."""
        self.stop_timers()
        self.typed.discard()
        self.dismiss(line)

    def action_discard(self) -> None:
        """Discard the draft after a confirmation that names it."""
        draft = self.keep_draft()
        if draft is not None:
            words = self.draft_words(draft)
            self.app.push_screen(Discarding(draft, words, self.app.language), self._discarded)

    def _discarded(self, draft: Draft | None) -> None:
        if draft is not None:
            self._close(self.app.language.say("The draft is deleted."))

    def action_back(self) -> None:
        """Go back, keeping the typed values as a draft."""
        self.stop_timers()
        self.keep_draft()
        self.dismiss(self.app.language.say("A draft is kept.") if self.typed.touched() else None)

    def notes(self) -> Iterable[str]:
        """Yield the additional lines of the help."""
        yield self.app.language.say("Paste with the right mouse button or Shift+Insert.")

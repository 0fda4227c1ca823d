"""The way from a form to a save: who may, what is wrong, the last look, the way back."""

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

#: The actions that type into the form or record it.
_TYPING = {"save", "copy", "units"}


class Recording(Filling):
    """A form whose fields are recorded in the end, by who may; what is typed stays until then."""

    def __init__(self, snapshot: Snapshot, place: Place, start: dict[str, str]) -> None:
        super().__init__(snapshot, place, start)
        self._why_not: Message | None = None

    # What a form of its own says

    def dialog(self, judged: Judged) -> SaveDialog:
        """Return the last look before a save."""
        raise NotImplementedError

    def forbidden(self) -> Message | None:
        """Return why this officer may not change this, or None."""
        raise NotImplementedError

    def draft_words(self, draft: Draft) -> str:
        """Return a draft in a line."""
        raise NotImplementedError

    def refusal_of(self, path: str) -> Message | None:
        """Return why this officer may not change a file, or None."""
        return refusal(self.snapshot, self.app.desk.me.login, self.snapshot.today(), [path])

    def on_mount(self) -> None:
        """Show what is typed, begin in the first field."""
        self.show_all()
        undertake(self, self._find_why_not)

    async def relabel(self) -> None:
        """Say everything anew, in another language; what can't be written stays locked."""
        await super().relabel()
        self._lock()

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return what is said of the whole: why nothing can be written, else what is wrong."""
        if self._why_not is not None:
            return self._why_not.render(self.app.language), "bold yellow"
        return super().standing(judged)

    async def _find_why_not(self) -> None:
        """Say before anyone types that it could not be saved."""
        self._why_not = await self.app.desk.read_only() or self.forbidden()
        if self._why_not is not None:
            self._lock()
            self.settle()
            self.query_one(KeyBar).refresh()

    def _lock(self) -> None:
        """Let nobody type what could not be saved, and promise no key for it."""
        if self._why_not is None:
            return
        self.show_head()
        for field in map(self.field, self.typed.start):
            if isinstance(field, Editor):
                # A text can still be read to its end.
                field.read_only = True
            else:
                field.disabled = True

    # What keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what would write where nothing can be written, and throw away where nothing is typed."""
        if action in _TYPING and self._why_not is not None:
            return False
        if action == "discard" and not self.typed.touched():
            return False
        return super().check_action(action, parameters)

    async def action_save(self) -> None:
        """Look at the change and record it; what is wrong is mended first, at its field."""
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
        """Keep the reason that was typed, for when somebody goes back to the text or the line drops."""
        self.typed.reason, self.typed.basis = reason, basis
        self.keep_draft()

    def _saved(self, line: str | None) -> None:
        if line is None:
            self.field(self.first_field()).focus()
            return
        self._close(line)

    def _close(self, line: str) -> None:
        """Leave without a draft, with a line for the next screen."""
        self.stop_timers()
        self.typed.discard()
        self.dismiss(line)

    def action_discard(self) -> None:
        """Throw away what was typed, once more asked by its name."""
        draft = self.keep_draft()
        if draft is not None:
            words = self.draft_words(draft)
            self.app.push_screen(Discarding(draft, words, self.app.language), self._discarded)

    def _discarded(self, draft: Draft | None) -> None:
        if draft is not None:
            self._close(self.app.language.say("The draft is thrown away."))

    def action_back(self) -> None:
        """Go back; what is typed stays as a draft."""
        self.stop_timers()
        self.keep_draft()
        self.dismiss(self.app.language.say("A draft is kept.") if self.typed.touched() else None)

    def notes(self) -> Iterable[str]:
        """Yield what else the help says."""
        yield self.app.language.say("Paste with the right mouse button or Shift+Insert.")

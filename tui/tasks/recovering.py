"""Everything unsaved, of each kind, under ids that a person can type; and how it is restored.

A draft is offered by its form. Files that were set aside return to the folder as hand edits if the register
has not changed them since; otherwise their changes become drafts.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.durable import write_file
from records.errors import InvalidDocument, Misused, NotRestored
from records.files.documents import read_document
from records.language import Message
from records.values.fields import differences, flatten
from records.values.layout import Place, place
from records.writing.drafts import Draft, Drafts
from records.writing.hand_edits import hand_edits
from records.writing.leftovers import Kind, Leftover, leftovers
from tui.typed.fields import as_field

if TYPE_CHECKING:
    from records.register import Register

DRAFT = "draft"


class Unsaved(Struct, frozen=True):
    """One unsaved item: its id and kind, its owner's login, its time, the files that it concerns."""

    id: str
    kind: str
    login: str
    at: datetime
    paths: tuple[str, ...]
    kept: Draft | Leftover

    def title(self) -> Message:
        """Return the name of its kind."""
        return self.kept.kind.message() if isinstance(self.kept, Leftover) else Message("draft")


class Recovery:
    """All that is unsaved in a register, for one officer."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._drafts = Drafts(register)

    def all(self) -> list[Unsaved]:
        """Return all items, the newest first."""
        drafts = self._drafts.all()
        places = Counter(draft.place for draft in drafts)
        me = self._register.me.login
        found = [_of_draft(draft, me, alone=places[draft.place] == 1) for draft in drafts]
        found += [
            Unsaved(each.id, each.kind.value, each.login, each.at, each.paths, each)
            for each in leftovers(self._register.private)
        ]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def find(self, wanted: str) -> Unsaved:
        """Return the item with this id, or the only one whose id begins with it; raise `Misused`."""
        known = self.all()
        found = [each for each in known if each.id == wanted]
        found = found or [each for each in known if wanted and each.id.startswith(wanted)]
        if len(found) != 1:
            raise Misused(
                "There is nothing unsaved called “{id}”. There is: {known}.",
                id=wanted,
                known=[each.id for each in known] or None,
            )
        return found[0]

    def discard(self, unsaved: Unsaved) -> None:
        """Delete an item for good."""
        if isinstance(unsaved.kept, Leftover):
            unsaved.kept.discard()
        else:
            self._drafts.discard(unsaved.kept)

    def restore(self, unsaved: Unsaved) -> list[Message]:
        """Restore an item so that editing can continue; return what was done. The item stays until discarded.

        Raises `NotRestored` if that would overwrite something.
        """
        if not isinstance(unsaved.kept, Leftover):
            return [Message("The form of the measure offers this draft.")]
        kept = unsaved.kept
        # Check every file before restoring any.
        drafted = {path: self._drafted(kept, path) for path in unsaved.paths}
        return [self._put(kept, path, draft) for path, draft in drafted.items()]

    def _drafted(self, kept: Leftover, path: str) -> Draft | None:
        """Return the draft that a file is restored as, or None if it is restored into the folder.

        Raise `NotRestored` if neither is possible without overwriting something.
        """
        draft, free = self._as_draft(kept, path), self._is_free(kept, path)
        if free and (draft is None or kept.kind is Kind.ASIDE):
            return None
        if draft is None:
            raise NotRestored(
                "{file} was changed since, so it is not overwritten. What was kept of it is in {folder}.",
                file=path,
                folder=kept.folder,
            )
        if self._drafts.find(draft.place) is not None:
            raise NotRestored("You have a draft of {file} already. Save it or delete it first.", file=path)
        return draft

    def _put(self, kept: Leftover, path: str, draft: Draft | None) -> Message:
        if draft is not None:
            self._drafts.keep(draft)
            return Message("{file}: what it changes is a draft now, which the form offers.", file=path)
        write_file(self._register.path / path, kept.read(path), aside=self._register.private)
        return Message("{file} is back in the folder as a hand edit: `prozvit commit` records it.", file=path)

    def _is_free(self, kept: Leftover, path: str) -> bool:
        """Return whether a file is unchanged since it was kept, in the commits and in the folder."""
        repository, register = self._register.repository, self._register
        if not kept.base or not repository.holds(kept.base):
            return False
        same = repository.file(kept.base, path) == repository.file(register.head(), path)
        found = hand_edits(register)
        return same and path not in found.files and path not in found.outside

    def _as_draft(self, kept: Leftover, path: str) -> Draft | None:
        """Return the changes of a file as a draft, or None if no form could open it."""
        where = place(path)
        base = kept.base if kept.base and self._register.repository.holds(kept.base) else ""
        if where is None or not base or not self._has(where):
            return None
        before = self._register.repository.file(base, path)
        try:
            old = flatten(read_document(before, path)) if before is not None else {}
            new = flatten(read_document(kept.read(path), path))
        except InvalidDocument:
            return None
        values = {change.key: as_field(change.new) for change in differences(old, new)}
        return Draft(*where, base, values, datetime.now().astimezone()) if values else None

    def _has(self, where: Place) -> bool:
        home = where._replace(period=None).path
        return self._register.repository.file(self._register.head(), home) is not None


def _of_draft(draft: Draft, login: str, *, alone: bool) -> Unsaved:
    name = draft.place.measure + (f"/{draft.period.code}" if draft.period else "")
    if not alone:
        # Several sessions have a draft of this place: only the session's name tells them apart.
        name += f"~{draft.session}"
    return Unsaved(name, DRAFT, login, draft.saved_at, (draft.place.path,), draft)

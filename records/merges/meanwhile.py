"""Merges a change with what others saved since its author read the register, or refuses it on a clash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from records.errors import StaleField
from records.files.documents import read_document
from records.language import Message
from records.merges.conflicts import Conflict, Who, who_changed
from records.merges.merging import Clash, merge_edit
from records.values.fields import differences, flatten, label, shown
from records.values.layout import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.git.archive import Archive
    from records.values.changes import Change, Edit


class Fresh(Struct, frozen=True):
    """A change rebased onto the current commit, and notices about the changes of others."""

    change: Change
    notices: tuple[Message, ...]


class Meanwhile:
    """The changes between the commit that an author saw and the one that their change is based on now."""

    def __init__(self, repository: Archive, author: str, base: str, head: str) -> None:
        self._repository = repository
        self._author = author
        self._base, self._head = base, head

    def merge(self, change: Change) -> Fresh:
        """Return a change merged with the changes since; raise `StaleField`, with all clashes, on any."""
        edits: list[Edit] = []
        conflicts: list[Conflict] = []
        notices: list[Message] = []
        for edit in change.edits:
            base, now = (self._repository.file(commit, edit.path) for commit in (self._base, self._head))
            if base == now:
                edits.append(edit)
                continue
            if edit.removes or edit.whole is not None or (change.word is not None and not edit.values):
                # An edit or review of a whole file is valid only for the version of the file that its author
                # saw.
                merged, clashes = edit, _differences(edit.path, base, now)
            else:
                merged, clashes = merge_edit(edit, base, now)
            edits.append(merged)
            mine = Who(self._author, None)
            conflicts += [Conflict(clash, self._who(edit.path, clash.key), mine) for clash in clashes]
            notices += self._told(edit, base, now)
        change = replace(change, edits=tuple(edits))
        if conflicts:
            raise self._refusal(conflicts, change)
        return Fresh(change, tuple(notices))

    def _told(self, edit: Edit, base: bytes | None, now: bytes | None) -> Iterator[Message]:
        """Yield a notice of the fields of a file that others changed and that do not clash with this edit."""
        changed = [each.key for each in _differences(edit.path, base, now) if each.key != "review"]
        if changed and edit.values:
            by = self._who(edit.path, changed[0])
            yield Message(
                "Merged with the later change of {by} of {at}: {fields}.",
                by=by.name,
                at=by.at,
                fields=[label(edit.path, key) for key in changed],
            )

    def _who(self, path: str, key: str) -> Who:
        return who_changed(self._repository, path, key, self._base, self._head)

    def _refusal(self, conflicts: list[Conflict], merged: Change) -> StaleField:
        clash, by = conflicts[0].clash, conflicts[0].first_by
        return StaleField(
            conflicts,
            merged,
            "Nothing was saved: {file}, field “{field}” ({key}) was changed meanwhile by {by} on {at}. "
            "It was: {seen}. There is now: {theirs}. Yours: {mine}. Look at both and save again.",
            file=clash.path,
            field=label(clash.path, clash.key),
            key=clash.key,
            by=by.name,
            at=by.at,
            seen=shown(clash.key, clash.base),
            theirs=shown(clash.key, clash.first),
            mine=shown(clash.key, clash.second),
            base=self._base,
            head=self._head,
        )


def _differences(path: str, base: bytes | None, now: bytes | None) -> list[Clash]:
    """Return every changed field of a file as a clash; for a file without fields, a single clash."""
    if kind_of(path) is None:
        return [Clash(path, "", None, None, None)]
    seen, there = (flatten(read_document(data, path)) if data is not None else {} for data in (base, now))
    return [Clash(path, each.key, each.old, each.new, each.old) for each in differences(seen, there)]

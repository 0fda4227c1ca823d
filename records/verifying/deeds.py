"""A deed: what a commit really changed, computed from the blobs, together with what its message says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from records.telling.messages import parse
from records.values.changes import Action
from records.values.fields import FileChange, differences, same
from records.values.layout import kind_of, place
from records.verifying.ground import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.git.commits import Commit
    from records.git.evidence import Entry
    from records.telling.messages import Told
    from records.verifying.ground import Ground
    from records.verifying.readings import Reading, Readings
    from records.verifying.walk import Step

_CONFLICT = re.compile(r"^Prozvit-Conflict: (\S+(?: \S+){1,2})$", re.MULTILINE)


class Version(Struct, frozen=True):
    """A record's file changed by a commit, as read before and after; `blobs` are the two blob ids."""

    path: str
    old: Reading
    new: Reading
    blobs: tuple[str | None, str | None]


class Deed(Struct, frozen=True):
    """A commit with the changes it made itself; for a merge, only values that neither side had.

    `versions` are all record files that differ from the first parent, including those a merge brought in.
    """

    step: Step
    told: Told | None
    versions: tuple[Version, ...]
    changes: tuple[FileChange, ...]

    @property
    def commit(self) -> Commit:
        """The commit."""
        return self.step.commit

    @property
    def action(self) -> Action | None:
        """The action that the message declares; None if prozvit has no such action."""
        try:
            return Action(self.told.action) if self.told is not None else None
        except ValueError:
            return None

    @property
    def is_merge(self) -> bool:
        """Whether the commit has more than one parent."""
        return len(self.step.parents) > 1

    @property
    def reason(self) -> str:
        """The reason given in the message, "" if there is none."""
        return self.told.reason.strip() if self.told is not None else ""


def versions(step: Step, ground: Ground, readings: Readings) -> tuple[Version, ...]:
    """Return the record files that a commit changed. `ground` must be at the commit's first parent."""
    found = []
    for entry in step.entries:
        if kind_of(entry.path) is None:
            continue
        old, new = ground.blobs.get(entry.path), plain(entry)
        found.append(
            Version(entry.path, readings.read(entry.path, old), readings.read(entry.path, new), (old, new))
        )
    return tuple(found)


def deed(step: Step, changed: tuple[Version, ...], own: tuple[FileChange, ...] | None) -> Deed:
    """Return the deed of a commit; `own` are the changes that a merge made itself, None if it is no merge."""
    message = step.commit.message
    changes = _without_open(own, message) if own is not None else _changes(step.entries, changed)
    return Deed(step, parse(message), changed, tuple(changes))


def conflicts(message: str) -> set[tuple[str, str]]:
    """Return the fields that a merge's message leaves unresolved (`Prozvit-Conflict`), as (path, key)."""
    found = set()
    for line in _CONFLICT.findall(message):
        name, *period, key = line.split(" ")
        home = f"measures/{name}/{period[0] if period else 'measure'}.toml"
        found.add((home if place(home) is not None else name, key))
    return found


def _without_open(own: Iterable[FileChange], message: str) -> Iterable[FileChange]:
    """Drop the fields declared unresolved for which the merge kept the first parent's value."""
    left = conflicts(message)
    for change in own:
        fields = tuple(
            field
            for field in change.fields
            if (change.path, field.key) not in left or not same(field.old, field.new)
        )
        if fields or not change.fields:
            yield FileChange(change.path, fields)


def _changes(entries: Iterable[Entry], changed: Iterable[Version]) -> Iterable[FileChange]:
    known = {version.path: version for version in changed}
    for entry in entries:
        version = known.get(entry.path)
        fields = differences(version.old.fields, version.new.fields) if version is not None else ()
        yield FileChange(entry.path, fields)

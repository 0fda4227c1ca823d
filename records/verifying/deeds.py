"""What a commit really did, told from the blobs, beside what its message says."""

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
    """A record's file that a commit changed: before it, and after."""

    path: str
    old: Reading
    new: Reading
    blobs: tuple[str | None, str | None]


class Deed(Struct, frozen=True):
    """A commit's own changes. Of a merge they are what neither of its sides had.

    `versions` are all record files that differ from the first parent's, also what a merge brought.
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
        """What the message says that it is; None for no action of this program's."""
        try:
            return Action(self.told.action) if self.told is not None else None
        except ValueError:
            return None

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.step.parents) > 1

    @property
    def reason(self) -> str:
        """The reason that the message gives."""
        return self.told.reason.strip() if self.told is not None else ""


def versions(step: Step, ground: Ground, readings: Readings) -> tuple[Version, ...]:
    """Return the record files that a commit changed against its first parent, where the ground is."""
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
    """Return what a commit did; `own` are the changes of a merge's own, None: it is no merge."""
    message = step.commit.message
    changes = _without_open(own, message) if own is not None else _changes(step.entries, changed)
    return Deed(step, parse(message), changed, tuple(changes))


def conflicts(message: str) -> set[tuple[str, str]]:
    """Return the fields that a merge leaves open, each as its file and its key (`Prozvit-Conflict`)."""
    found = set()
    for line in _CONFLICT.findall(message):
        name, *period, key = line.split(" ")
        home = f"measures/{name}/{period[0] if period else 'measure'}.toml"
        found.add((home if place(home) is not None else name, key))
    return found


def _without_open(own: Iterable[FileChange], message: str) -> Iterable[FileChange]:
    """Leave out what a merge says is open between its sides, where the first side's value stands."""
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

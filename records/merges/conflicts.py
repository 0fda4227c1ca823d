"""The conflicts that merges left open, as recorded in the history, and how they are settled.

A merge commit names the fields it leaves open in `Prozvit-Conflict`; a later commit names the conflicts it
settles, with their merge, in `Prozvit-Settles`. So all clones that have both commits agree.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from records.errors import InvalidDocument
from records.files.documents import read_document
from records.language import Plural
from records.merges.merging import Clash, clash_between
from records.telling.messages import parse
from records.telling.openings import Opening
from records.values.changes import Action, Change, Edit
from records.values.fields import differences, flatten, label, same, undotted
from records.values.layout import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from records.files.reader import Reader
    from records.git.archive import Archive
    from records.language import Message
    from records.values.changes import Key
    from records.values.periods import Period

_CONFLICT, _SETTLES = "Prozvit-Conflict", "Prozvit-Settles"


class Who(Struct, frozen=True):
    """The author, time and commit of the last change to a field; `commit` is "" if it is not saved yet."""

    name: str
    at: datetime | None
    commit: str = ""


class Mark(NamedTuple):
    """A field that a merge left open."""

    merge: str
    opening: Opening

    @property
    def settled(self) -> str:
        """The trailer value with which a commit settles this conflict."""
        return f"{self.merge} {self.opening}"


class Conflict(Struct, frozen=True):
    """A clash with the authors of both sides; `mark` is None if no merge commit recorded the clash yet."""

    clash: Clash
    first_by: Who
    second_by: Who
    mark: Mark | None = None

    @property
    def label(self) -> Message:
        """The label of the field."""
        return label(self.clash.path, self.clash.key)


def open_marks(register: Reader, head: str | None = None) -> tuple[Mark, ...]:
    """Return the open conflicts in the history of a commit, by default of now; newer merges come first."""
    repository, head = register.repository, head or register.head()
    merges = repository.saying(_CONFLICT, "--merges", head)
    if not merges:
        return ()
    marks = [
        Mark(merge.id, Opening.read(each))
        for merge in merges
        if (told := parse(merge.message)) is not None
        for each in told.conflicts
    ]
    # Commits that precede the oldest of these merges cannot settle any of them.
    settlers = repository.saying(_SETTLES, head, *(f"^{parent}" for parent in merges[-1].parents))
    told_of = (parse(commit.message) for commit in settlers)
    settled = {each for told in told_of if told is not None for each in told.settles}
    return tuple(dict.fromkeys(mark for mark in marks if mark.settled not in settled))


def conflict_of(register: Reader, mark: Mark) -> Conflict:
    """Return an open conflict as it stands now: the first side's value is the current one."""
    repository = register.repository
    path, key = mark.opening
    first, second = repository.commit(mark.merge).parents[:2]
    base = repository.merge_base(first, second) or first
    was, one, other, merged, now = (
        _fields(repository, commit, path).get(undotted(key))
        for commit in (base, first, second, mark.merge, register.head())
    )
    clash = clash_between(path, key, was, one, other)
    if not same(clash.first, merged):
        # The whole file was left open, and the merge took nothing of the other side.
        clash = Clash(path, key, was, merged, other)
    by = who_changed(repository, path, key, base, first)
    if not same(now, merged):
        # Somebody changed the field after the merge without settling the conflict.
        clash = Clash(path, key, was, now, clash.second)
        by = who_changed(repository, path, key, mark.merge, register.head())
    if not by.commit:
        # A proposal made after a closing conflicts with a value that nobody has changed since the base.
        by = who_changed(repository, path, key, "", first)
    return Conflict(clash, by, who_changed(repository, path, key, base, second), mark)


def who_changed(repository: Archive, path: str, key: str, since: str, until: str) -> Who:
    """Return who last changed a field between two commits; `since` is "" for the beginning of the history."""
    last = None
    for commit, changes in repository.log(f"{since}..{until}" if since else until, [path]):
        last = last or commit
        for change in changes:
            old, new = (
                _read(path, repository.blob(blob)) if blob is not None else {}
                for blob in (change.old, change.new)
            )
            if len(commit.parents) == 1 and any(each.key == key for each in differences(old, new)):
                return Who(commit.name, commit.at, commit.id)
    return Who("", None) if last is None else Who(last.name, last.at, last.id)


def settling(
    register: Reader, chosen: Mapping[Mark, Any], kept: Iterable[Mark], reason: str, basis: str = ""
) -> Change:
    """Return the change that settles conflicts: with a chosen value (`chosen`) or the current one (`kept`).

    If one side lacks the file, all conflicts about that file are settled at once: the second side's version
    is taken as a whole, or the file is deleted. A review is not taken over, because it stands in the name of
    the person who made it.
    """
    repository, head = register.repository, register.head()
    values: dict[str, dict[Key, Any]] = {mark.opening.path: {} for mark in (*chosen, *kept)}
    settled = dict.fromkeys((*chosen, *kept))
    gone: set[str] = set()
    for mark, value in chosen.items():
        path = mark.opening.path
        here, there = repository.file(head, path), repository.file(other := _second(repository, mark), path)
        if here is None or there is None:
            settled |= dict.fromkeys(each for each in open_marks(register, head) if each.opening.path == path)
        if there is None and value is None:
            gone.add(path)
            continue
        if here is None:
            there_all = _fields(repository, other, path)
            values[path] = {key: each for key, each in there_all.items() if key != ("review",)} | values[path]
        values[path][undotted(mark.opening.key)] = value
    edits = tuple(Edit(path, fields, removes=path in gone) for path, fields in values.items())
    return Change(Action.RESOLVE, edits, reason, basis, settles=tuple(mark.settled for mark in settled))


def of_measure(marks: Iterable[Mark], measure: str) -> list[Mark]:
    """Return the open conflicts about a measure ("2017/4") and its progress."""
    return [mark for mark in marks if (where := mark.opening.where) is not None and where.measure == measure]


def proposals(marks: Iterable[Mark], closed: Iterable[Period]) -> list[Message]:
    """Return how many corrections of each closed period were proposed and wait for the authorised officer."""
    reported = set(closed)
    places = {
        where for mark in marks if (where := mark.opening.where) is not None and where.period in reported
    }
    counted = Counter(where.period for where in places if where.period is not None)
    return [
        Plural(
            "{period}: {n} proposed correction waits for the authorised officer",
            "{period}: {n} proposed corrections wait for the authorised officer",
            n=counted[period],
            period=period,
        )
        for period in sorted(counted)
    ]


def _second(repository: Archive, mark: Mark) -> str:
    return repository.commit(mark.merge).parents[1]


def _fields(repository: Archive, commit: str, path: str) -> dict[Key, Any]:
    data = repository.file(commit, path)
    return {} if data is None or kind_of(path) is None else _read(path, data)


def _read(path: str, data: bytes) -> dict[Key, Any]:
    try:
        return flatten(read_document(data, path))
    except InvalidDocument:
        return {}

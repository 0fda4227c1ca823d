"""Merges two commits of a register: the files to write over the first, and the fields left open.

A file that only one side changed takes that side's version. Other files are merged field by field
(`merging`). If the result as a whole is invalid, all of the second side's changes to the file at fault are
left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import NotSynced
from records.files.reading import assemble, read_file
from records.git.trees import is_file
from records.language import Language
from records.merges.merging import Merged, left_open, merge_file
from records.rules.continuity import problems_of_change
from records.rules.validation import problems_alone, problems_of_record
from records.telling.messages import compose_merge
from records.telling.openings import Opening
from records.telling.subjects import Names
from records.values.layout import OFFICERS, REGISTER, UNITS, kind_of, place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from records.files.snapshot import File, Snapshot
    from records.git.repository import Repository
    from records.identity import Identity
    from records.merges.merging import Clash, Side
    from records.register import Register
    from records.values.periods import Period

Files = Mapping[str, bytes | None]
#: Files that neither side may delete.
_NEEDED = {REGISTER, UNITS, OFFICERS}


class Joined(Struct, frozen=True):
    """The result of merging `second` into `first`: the files to write (None deletes one) and the open fields.

    `after` is the register after the merge.
    """

    first: str
    second: str
    files: Files
    clashes: tuple[Clash, ...]
    after: Snapshot


def join(register: Register, first: str, second: str) -> Joined:
    """Return the merge of two commits; raise `NotSynced` if they have no common ancestor."""
    return _Joining(register, first, second).join()


def record_join(register: Register, joined: Joined, author: Identity, at: datetime) -> str:
    """Store the merge's commit, with two parents, and return its id; no ref points to it yet.

    The commit is signed if the rules of its first parent, by which it is judged, require it. Raises
    `NotSigned`.
    """
    after = joined.after
    openings = [Opening(clash.path, clash.key) for clash in joined.clashes]
    language = Language(after.rules.language)
    message = compose_merge(len(joined.files), openings, Names.of(after), language)
    repository = register.repository
    parents = [joined.first, joined.second]
    # A commit must not be dated before its parents, even if the clock was set back.
    at = max([at.replace(microsecond=0), *(repository.commit(each).committed_at for each in parents)])
    sign = register.signer(author, at, joined.first)
    return repository.write_commit(parents, joined.files, author, at, message, sign=sign)


def closed_by(repository: Repository, period: Period, base: str, first: str, second: str) -> Side | None:
    """Return the side that closed a period since the merge base, "first" if both did, None if neither."""
    was, here, there = (
        repository.file(commit, f"periods/{period.code}.toml") is not None for commit in (base, first, second)
    )
    if was:
        return None
    if here:
        return "first"
    return "second" if there else None


class _Joining:
    """A single merge of two commits."""

    def __init__(self, register: Register, first: str, second: str) -> None:
        self._register = register
        self._repository = register.repository
        self._first, self._second = first, second
        base = self._repository.merge_base(first, second)
        if base is None:
            raise NotSynced(
                "{first} and {second} have no commit in common: they are of two registers.",
                first=first[:10],
                second=second[:10],
            )
        self._base = base
        here, there = self._repository.differing(base, first), self._repository.differing(base, second)
        self._was = {path: old for path, (old, _) in (there | here).items()}
        self._here, self._there = ({path: new for path, (_, new) in side.items()} for side in (here, there))
        self._bytes: dict[str, bytes] = {}
        self._closed: dict[Period, Side | None] = {}

    def join(self) -> Joined:
        """Return the files to write and the fields left open, so that the resulting register is valid."""
        touched = self._touched()
        self._read(touched)
        merged = {path: self._merge(path) for path in touched}
        provenance, files = self._register.files(self._first)
        while True:
            written = {path: each.data for path, each in merged.items() if each.data != self._mine(path)}
            after, wrong = _judged(partial(assemble, provenance), files, written)
            if not wrong:
                wrong = self._harmful(assemble(provenance, files), after, written)
            if not wrong:
                clashes = tuple(clash for each in merged.values() for clash in each.clashes)
                return Joined(self._first, self._second, written, clashes, after)
            merged |= {path: left_open(path, *self._versions(path)) for path in wrong}

    def _harmful(self, before: Snapshot, after: Snapshot, written: Files) -> set[str]:
        """Return the files whose changes would break the rules for changes to officers and administrators.

        The rules are applied as of the later commit's date, so that the result does not depend on the day of
        the merge.
        """
        commits = map(self._repository.commit, (self._first, self._second))
        on = max(commit.committed_at for commit in commits).astimezone(after.timezone).date()
        return {each.path for each in problems_of_change(before, after, written, on) if each.is_error}

    def _touched(self) -> list[str]:
        """Return the files to merge: those that the second side changed, or whose period it closed."""
        return sorted({*self._there, *(path for path in self._here if self._closer(path) == "second")})

    def _closer(self, path: str) -> Side | None:
        where = place(path)
        if where is None or where.period is None:
            return None
        if where.period not in self._closed:
            sides = self._base, self._first, self._second
            self._closed[where.period] = closed_by(self._repository, where.period, *sides)
        return self._closed[where.period]

    def _read(self, paths: list[str]) -> None:
        """Read all versions of some files in a single request to git."""
        entries = [side.get(path) for path in paths for side in (self._was, self._here, self._there)]
        wanted = list(dict.fromkeys(entry[1] for entry in entries if entry is not None and is_file(entry[0])))
        self._bytes = dict(zip(wanted, self._repository.blobs(wanted), strict=True))

    def _merge(self, path: str) -> Merged:
        entry = self._there.get(path)
        if entry is not None and not is_file(entry[0]):
            return left_open(path, *self._versions(path))
        return merge_file(path, *self._versions(path), closed_by=self._closer(path))

    def _versions(self, path: str) -> tuple[bytes | None, bytes | None, bytes | None]:
        was = self._was[path]
        sides = was, self._here.get(path, was), self._there.get(path, was)
        base, first, second = (
            self._bytes[entry[1]] if entry is not None and is_file(entry[0]) else None for entry in sides
        )
        return base, first, second

    def _mine(self, path: str) -> bytes | None:
        return self._versions(path)[1]


def _judged(
    put_together: Callable[[Mapping[str, File]], Snapshot], files: Mapping[str, File], written: Files
) -> tuple[Snapshot, set[str]]:
    """Return the register with `written` applied to `files`, and the written files that make it invalid."""
    read = {
        path: read_file(path, data)
        for path, data in written.items()
        if data is not None and kind_of(path) is not None
    }
    kept = {path: file for path, file in files.items() if path not in written}
    gone = {path for path, data in written.items() if data is None}
    wrong = gone & _NEEDED
    wrong |= {home for home in gone if any(_is_progress_of(home, path) for path in (*kept, *read))}
    wrong |= {path for path, file in read.items() if file.problem is not None}
    if (rules := read.get(REGISTER)) is not None and rules.record is not None:
        wrong |= {REGISTER for problem in problems_alone(REGISTER, rules.record) if problem.is_error}
    if wrong:
        return put_together(files), wrong
    after = put_together({**kept, **read})
    wrong = {
        path
        for path, file in read.items()
        if file.record is not None
        and any(problem.is_error for problem in problems_of_record(path, file.record, after))
    }
    return after, wrong


def _is_progress_of(home: str, path: str) -> bool:
    measure, where = place(home), place(path)
    if measure is None or where is None:
        return False
    return measure.period is None and where.period is not None and where.measure == measure.measure

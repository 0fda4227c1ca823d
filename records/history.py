"""The history of the register and of each measure, read from git: who changed what, when and why.

The fields are told from the files that each commit left, never from what its message claims.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from records.authorship import Version
from records.documents import read_document
from records.errors import InvalidDocument
from records.fields import FieldChange, differences, flatten
from records.layout import kind_of, place
from records.messages import Told, parse
from records.standing import Standings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from datetime import date, datetime

    from records.changes import Key
    from records.commits import Commit, PathChange
    from records.layout import Place
    from records.periods import Period
    from records.register import Register
    from records.snapshot import Snapshot
    from records.standing import Standing

    _Found = tuple[Commit, list[PathChange]]

#: So many commits are read together, at first and later.
_FEW, _MANY = 8, 64


@dataclass(frozen=True)
class Entry:
    """What one commit did to one measure in one period, or (`measure` None) to the register's own files.

    `signature` says how the commit's signature stands (None: nobody asked); `through` says whether the
    message is one of this program's.
    """

    commit: str
    parents: tuple[str, ...]
    at: datetime
    login: str
    name: str
    email: str
    measure: str | None
    period: Period | None
    action: str
    reason: str
    basis: str
    fields: tuple[FieldChange, ...]
    signature: Standing | None
    through: Literal["prozvit", "other"]


@dataclass(frozen=True)
class Filter:
    """Which entries are wanted; None: all. `measure` is "2017/4"; `field` is a key, "deadline.text"."""

    measure: str | None = None
    field: str | None = None
    by: str | None = None
    unit: str | None = None
    period: Period | None = None
    since: date | None = None
    until: date | None = None
    through: Literal["prozvit", "other"] | None = None


class Historian:
    """Reads the history of one register, up to the commit that it was at when the reading began."""

    def __init__(self, register: Register) -> None:
        self._repository = register.repository
        self._register = register
        self.commit = register.head()
        officers = register.officers()
        # A commit made elsewhere has that place's zone; side by side, times are those of the register.
        self._zone = ZoneInfo(register.rules().timezone)
        self._logins = {officer.email: login for login, officer in officers.items() if officer.email}
        self._units: dict[str, set[str]] = {}
        self._standings = Standings(self._repository, self._zone)

    @cached_property
    def _snapshot(self) -> Snapshot:
        """The register as it is now, which only some filters ask for."""
        return self._register.snapshot()

    def entries(self, wanted: Filter | None = None, limit: int | None = None) -> Iterator[Entry]:
        """Yield entries, newest first, at most `limit`."""
        return islice(chain.from_iterable(self.walk(wanted)), limit)

    def walk(self, wanted: Filter | None = None, after: str | None = None) -> Generator[list[Entry]]:
        """Yield each commit's entries, newest first; none for a commit without any that is wanted.

        With `after` only commits are walked that can't be reached from that one.
        """
        wanted = wanted or Filter()
        options = [*_dates(wanted), *([f"^{after}"] if after else [])]
        for part in _in_parts(self._repository.log(self.commit, self._paths(wanted), *options)):
            self._standings.prepare(commit for commit, _ in part if self._is_by(commit, wanted))
            for commit, paths in part:
                yield list(self._of_commit(commit, paths, wanted))

    def of(self, commit: str) -> list[Entry]:
        """Return what one commit (its full id) did."""
        for found, paths in self._repository.log(commit, (), "-1"):
            return list(self._of_commit(found, paths, Filter()))
        return []

    def versions(self, where: Place) -> list[Version[Entry]]:
        """Return all versions of a file, each after those that it came from. No signature is looked at."""
        # Each version is the new one of one commit and the old one of the next.
        read = cache(partial(self._read, where.path))
        found = []
        for commit, parents, change in self._repository.versions(self.commit, where.path):
            old, new = read(change.old), read(change.new)
            entry = self._entry(commit, parse(commit.message), where, differences(old, new))
            found.append(Version(commit.id, parents, new, entry))
        return found[::-1]

    def fields(self, commit: str, where: Place) -> dict[Key, object]:
        """Return the fields of a file as a commit left it; none where it is not there."""
        return self._parsed(where.path, self._repository.file(commit, where.path))

    def _of_commit(self, commit: Commit, paths: Sequence[PathChange], wanted: Filter) -> Iterator[Entry]:
        told = parse(commit.message)
        if not self._is_by(commit, wanted) or wanted.through not in {None, _through(told)}:
            return
        groups: dict[Place | None, list[FieldChange]] = {}
        for change in paths:
            where = place(change.path)
            # What nobody wants is not read.
            if self._is_of(where, wanted):
                groups.setdefault(where, []).extend(self._fields(change))
        signature: Standing | None = None
        for where, fields in groups.items():
            if wanted.field is None or any(_within(change.key, wanted.field) for change in fields):
                # Only what is shown is looked at, and once a commit.
                signature = signature or self._standings.of(commit)
                yield replace(self._entry(commit, told, where, tuple(fields)), signature=signature)

    def _entry(
        self, commit: Commit, told: Told | None, where: Place | None, fields: tuple[FieldChange, ...]
    ) -> Entry:
        return Entry(
            commit=commit.id,
            parents=commit.parents,
            at=commit.at.astimezone(self._zone),
            login=self._login(commit),
            name=commit.name,
            email=commit.email,
            measure=where.measure if where is not None else None,
            period=where.period if where is not None else None,
            action=told.action if told is not None else "",
            reason=told.reason if told is not None else commit.message.strip(),
            basis=told.basis if told is not None else "",
            fields=fields,
            signature=None,
            through=_through(told),
        )

    def changed(self, commit: str) -> Iterator[tuple[str, tuple[FieldChange, ...]]]:
        """Yield the record files that a commit changed, with their fields before and after."""
        for _, paths in self._repository.log(commit, (), "-1"):
            for change in paths:
                if fields := self._fields(change):
                    yield change.path, fields

    def _fields(self, change: PathChange) -> tuple[FieldChange, ...]:
        if kind_of(change.path) is None:
            return ()
        return differences(self._read(change.path, change.old), self._read(change.path, change.new))

    def _read(self, path: str, blob: str | None) -> dict[Key, object]:
        return self._parsed(path, None if blob is None else self._repository.blob(blob))

    @staticmethod
    def _parsed(path: str, data: bytes | None) -> dict[Key, object]:
        if data is None:
            return {}
        try:
            return flatten(read_document(data, path))
        except InvalidDocument:
            # A commit of somebody's own may have left a file that is no TOML.
            return {}

    def _paths(self, wanted: Filter) -> list[str]:
        """Return the literal files to ask git for, since folders and wildcards defeat its filters."""
        if wanted.measure is None:
            return []
        folder = f"measures/{wanted.measure}"
        if wanted.period is not None:
            return [f"{folder}/{wanted.period.code}.toml"]
        return [f"{folder}/measure.toml", *(f"{folder}/{each.code}.toml" for each in self._periods(wanted))]

    def _periods(self, wanted: Filter) -> set[Period]:
        known = set(self._snapshot.periods())
        for record in self._snapshot.measures:
            if record.key == wanted.measure:
                known |= set(record.progress)
        return known

    def _login(self, commit: Commit) -> str:
        return self._logins.get(commit.email, commit.email.partition("@")[0])

    def _is_by(self, commit: Commit, wanted: Filter) -> bool:
        return wanted.by is None or wanted.by in {self._login(commit), commit.name, commit.email}

    def _is_of(self, where: Place | None, wanted: Filter) -> bool:
        measure, period = (where.measure, where.period) if where is not None else (None, None)
        return (
            wanted.measure in {None, measure}
            and wanted.period in {None, period}
            and (wanted.unit is None or measure in self._of_unit(wanted.unit))
        )

    def _of_unit(self, unit: str) -> set[str]:
        if unit not in self._units:
            records = self._snapshot.measures
            self._units[unit] = {record.key for record in records if unit in record.measure.responsible}
        return self._units[unit]


def history(register: Register, wanted: Filter | None = None, limit: int | None = None) -> Iterator[Entry]:
    """Yield what was done to a register, newest first: one entry a commit, measure and period."""
    return Historian(register).entries(wanted, limit)


def _in_parts(commits: Iterator[_Found]) -> Iterator[list[_Found]]:
    """Yield commits in parts, the first small: whoever wants a few does not wait for many."""
    size = _FEW
    while part := list(islice(commits, size)):
        yield part
        size = min(size * 2, _MANY)


def _through(told: Told | None) -> Literal["prozvit", "other"]:
    return "other" if told is None else "prozvit"


def _within(key: str, wanted: str) -> bool:
    return key == wanted or key.startswith(f"{wanted}.")


def _dates(wanted: Filter) -> Iterator[str]:
    # Git takes a bare day with the present time of day.
    if wanted.since is not None:
        yield f"--since={wanted.since:%Y-%m-%d}T00:00:00"
    if wanted.until is not None:
        yield f"--until={wanted.until:%Y-%m-%d}T23:59:59"

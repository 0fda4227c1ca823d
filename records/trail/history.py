"""The history of the register and of each measure, read from git: who changed what, when and why.

Changed fields are computed from the files in each commit, never taken from the commit's message.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from records.files.blobs import BlobFields, fields_of
from records.files.reading import assemble
from records.merges.merged import own_changes
from records.telling.messages import Told, parse
from records.trail.authorship import Version
from records.trail.standing import Standings
from records.values.fields import FileChange
from records.values.layout import OFFICERS, REGISTER, kind_of, place

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from records.files.reader import Reader
    from records.files.snapshot import Snapshot
    from records.git.commits import Commit, PathChange
    from records.trail.standing import Standing
    from records.values.changes import Key
    from records.values.fields import FieldChange
    from records.values.layout import Place
    from records.values.periods import Period


class Entry(Struct, frozen=True):
    """A commit's changes to one measure in one period or, if `measure` is None, to the register's own files.

    `files` are the changes to the files' fields. `signature` is None if signatures were not checked.
    `through` tells whether the commit has a message in prozvit's form.
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
    files: tuple[FileChange, ...]
    signature: Standing | None
    through: Literal["prozvit", "other"]

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        """The fields of all files; a measure and its progress have one each."""
        return tuple(field for file in self.files for field in file.fields)

    @property
    def is_merge(self) -> bool:
        """Whether the commit is a merge; changes it took over are in the entries of its sides' commits."""
        return len(self.parents) > 1


class Filter(Struct, frozen=True):
    """Conditions for entries; None accepts all. `measure` is "2017/4"; `field` is a key, "deadline.text".

    Days are in the register's time zone. With `itself`, entries of the measures' own files are included along
    with those of a period.
    """

    measure: str | None = None
    programme: str | None = None
    field: str | None = None
    by: str | None = None
    unit: str | None = None
    period: Period | None = None
    itself: bool = False
    since: date | None = None
    until: date | None = None
    through: Literal["prozvit", "other"] | None = None

    @property
    def is_of_files(self) -> bool:
        """Whether only certain files are of interest, as opposed to all commits."""
        return any((self.measure, self.programme, self.field, self.unit, self.period))


class Historian:
    """Reads the history of a register up to a revision, resolved when the object is made."""

    def __init__(self, register: Reader, revision: str = "HEAD") -> None:
        self._repository = register.repository
        self._register = register
        self.commit = register.resolve(revision)
        self._blobs = BlobFields(self._repository)
        self._units: dict[str, set[str]] = {}

    @cached_property
    def _standings(self) -> Standings:
        """The signature checker for commits."""
        return Standings(self._repository, self._zone)

    @cached_property
    def _setting(self) -> Snapshot:
        """The register's rules and officers."""
        return assemble(*self._register.files(self.commit, under=[REGISTER, OFFICERS]))

    @property
    def asks_for_signatures(self) -> bool:
        """Whether the register requires signatures, so that an unsigned change should stand out."""
        return self._setting.rules.require_signature

    @cached_property
    def _zone(self) -> tzinfo:
        """The register's time zone, in which all times are given, wherever a commit was made."""
        return self._setting.timezone

    @cached_property
    def _logins(self) -> Mapping[str, str]:
        """The officers' logins by e-mail address."""
        return {each.email: login for login, each in self._setting.officers.items() if each.email}

    @cached_property
    def _snapshot(self) -> Snapshot:
        """The register at the commit; loaded only for filters that need it."""
        return self._register.snapshot(self.commit)

    # Entries

    def entries(self, wanted: Filter | None = None, limit: int | None = None) -> Iterator[Entry]:
        """Yield the matching entries, newest first, at most `limit`."""
        return islice(chain.from_iterable(self.walk(wanted, most=limit)), limit)

    def walk(
        self, wanted: Filter | None = None, *, after: str | None = None, most: int | None = None
    ) -> Generator[list[Entry]]:
        """Yield the matching entries of each commit, newest first; an empty list if a commit has none.

        With `after`, commits reachable from that one are left out. `most` is the number of entries that the
        caller needs; the walk may stop after them.
        """
        wanted = wanted or Filter()
        # Without this option git omits the side of a merge whose change was not kept.
        options = ["--full-history", *self._since(wanted), *([f"^{after}"] if after else [])]
        if most is not None and wanted == Filter():
            # Every commit has at least one entry.
            options.append(f"--max-count={most}")
        for part in self._repository.log_in_parts(self.commit, _paths(wanted), *options):
            if not part:
                self._read_setting()
            chosen = [(commit, self._chosen(commit, paths, wanted)) for commit, paths in part]
            self._prepare(change for _, changes in chosen for _, change in changes)
            self._standings.prepare(commit for commit, _ in chosen if self._is_by(commit, wanted))
            for commit, changes in chosen:
                yield list(self._of_commit(commit, changes, wanted))

    def of(self, commit: str) -> list[Entry]:
        """Return the entries of one commit, given by its full id."""
        wanted = Filter()
        for found, paths in self._repository.log(commit, (), "-1"):
            return list(self._of_commit(found, self._chosen(found, paths, wanted), wanted))
        return []

    def changed(self, commit: str) -> Iterator[tuple[str, tuple[FieldChange, ...]]]:
        """Yield the record files that a commit changed, with the changed fields of each."""
        for _, paths in self._repository.log(commit, (), "-1"):
            for change in paths:
                if fields := self._fields(change):
                    yield change.path, fields

    def of_file(self, path: str) -> Iterator[Entry]:
        """Yield the entries for a file of the register that belongs to no measure, newest first."""
        for commit, paths in self._repository.log(self.commit, [path], "--full-history"):
            for change in paths:
                if fields := self._fields(change):
                    standing = self._standings.of(commit)
                    files = (FileChange(path, fields),)
                    yield self._entry(commit, parse(commit.message), None, files, standing)

    # The versions of a file

    def versions(self, where: Place) -> list[Version[Entry]]:
        """Return all versions of a file, merges included, each after its parents.

        Signatures are not checked.
        """
        found = {
            commit: (parents, {} if file is None else self._blobs.take(file.id, file.data))
            for commit, parents, file in self._repository.versions(self.commit, where.path)
        }
        ordered = list(
            TopologicalSorter({each: parents for each, (parents, _) in found.items()}).static_order()
        )
        versions = []
        for commit in self._repository.commits(ordered):
            parents, fields = found[commit.id]
            changes = own_changes([found[parent][1] for parent in parents], fields)
            files = (FileChange(where.path, changes),)
            entry = self._entry(commit, parse(commit.message), where, files)
            versions.append(Version(commit.id, parents, fields, entry))
        return versions

    def fields(self, commit: str, where: Place) -> Mapping[Key, object]:
        """Return the fields of a file as a commit left it; none if the file is absent."""
        data = self._repository.file(commit, where.path)
        return {} if data is None else fields_of(data)

    # Helpers

    def _read_setting(self) -> Snapshot:
        """Load the rules and officers, which every entry needs, while git starts to answer."""
        return self._setting

    def _chosen(
        self, commit: Commit, paths: Sequence[PathChange], wanted: Filter
    ) -> list[tuple[Place | None, PathChange]]:
        """Return those of a commit's changes that pass a filter, without reading any file."""
        if not self._is_by(commit, wanted) or not self._is_in_time(commit, wanted):
            return []
        changes = ((place(change.path), change) for change in paths)
        return [(where, change) for where, change in changes if self._is_of(where, wanted)]

    def _prepare(self, changes: Iterable[PathChange]) -> None:
        blobs = ((change.new, *change.before) for change in changes if kind_of(change.path) is not None)
        self._blobs.prepare(chain.from_iterable(blobs))

    def _of_commit(
        self, commit: Commit, changes: Iterable[tuple[Place | None, PathChange]], wanted: Filter
    ) -> Iterator[Entry]:
        told = parse(commit.message)
        if wanted.through not in {None, _through(told)}:
            return
        groups: dict[Place | None, list[FileChange]] = {}
        for where, change in changes:
            fields = self._fields(change)
            groups.setdefault(where, []).extend([FileChange(change.path, fields)] if fields else ())
        if len(commit.parents) > 1:
            # Changes taken over from a side are in the entries of that side's commits.
            groups = {where: files for where, files in groups.items() if files}
        told_of = [
            (where, tuple(files))
            for where, files in groups.items()
            if wanted.field is None
            or any(_within(change.key, wanted.field) for file in files for change in file.fields)
        ]
        if not groups and self._is_whole(commit, wanted):
            told_of.append((None, ()))
        # Signatures are checked only for commits that are shown, and once for each.
        signature = self._standings.of(commit) if told_of else None
        for where, files in told_of:
            yield self._entry(commit, told, where, files, signature)

    def _is_whole(self, commit: Commit, wanted: Filter) -> bool:
        """Return whether a commit without file changes of its own matches the filter."""
        return not wanted.is_of_files and self._is_by(commit, wanted) and self._is_in_time(commit, wanted)

    def _entry(
        self,
        commit: Commit,
        told: Told | None,
        where: Place | None,
        files: tuple[FileChange, ...],
        signature: Standing | None = None,
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
            files=files,
            signature=signature,
            through=_through(told),
        )

    def _fields(self, change: PathChange) -> tuple[FieldChange, ...]:
        if kind_of(change.path) is None:
            return ()
        return own_changes([self._blobs(blob) for blob in change.before], self._blobs(change.new))

    def _login(self, commit: Commit) -> str:
        return self._logins.get(commit.email, commit.email.partition("@")[0])

    # Filtering

    def _since(self, wanted: Filter) -> Iterator[str]:
        # This only spares git reading further back. Git compares commit dates, which in an honest history are
        # never earlier than the author date or the dates of the parents.
        if wanted.since is not None:
            first = datetime.combine(wanted.since, time.min, self._zone)
            yield f"--since={first.isoformat()}"

    def _is_in_time(self, commit: Commit, wanted: Filter) -> bool:
        if wanted.since is None and wanted.until is None:
            return True
        day = commit.at.astimezone(self._zone).date()
        return (wanted.since or day) <= day <= (wanted.until or day)

    def _is_by(self, commit: Commit, wanted: Filter) -> bool:
        return wanted.by is None or wanted.by in {self._login(commit), commit.name, commit.email}

    def _is_of(self, where: Place | None, wanted: Filter) -> bool:
        programme, measure, period = (None, None, None)
        if where is not None:
            programme, measure, period = where.programme, where.measure, where.period
        is_itself = where is not None and period is None
        return (
            wanted.programme in {None, programme}
            and wanted.measure in {None, measure}
            and (wanted.period in {None, period} or (wanted.itself and is_itself))
            and (wanted.unit is None or measure in self._of_unit(wanted.unit))
        )

    def _of_unit(self, unit: str) -> set[str]:
        if unit not in self._units:
            records = self._snapshot.measures
            self._units[unit] = {record.key for record in records if unit in record.measure.responsible}
        return self._units[unit]


def history(register: Reader, wanted: Filter | None = None, limit: int | None = None) -> Iterator[Entry]:
    """Yield the entries of a register's history, newest first: one per commit, measure and period."""
    return Historian(register).entries(wanted, limit)


def _through(told: Told | None) -> Literal["prozvit", "other"]:
    return "other" if told is None else "prozvit"


def _within(key: str, wanted: str) -> bool:
    return key == wanted or key.startswith(f"{wanted}.")


def _paths(wanted: Filter) -> list[str]:
    """Return at most one path to pass to git, whose Bloom filters help only with a single literal path."""
    if wanted.measure is not None and wanted.period is not None and not wanted.itself:
        return [f"measures/{wanted.measure}/{wanted.period.code}.toml"]
    if wanted.measure is not None or wanted.programme is not None:
        return [f"measures/{wanted.measure or wanted.programme}"]
    return []

"""Reads a register, at any commit of its repository or from its working folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from records.errors import GitFailed
from records.files.editions import recalled
from records.files.folder import read_folder
from records.files.reading import assemble, link, read_file
from records.files.snapshot import File, Provenance
from records.git.commits import COMMIT_ID
from records.git.repository import Repository
from records.git.trees import is_file
from records.language import Language
from records.values.layout import (
    OFFICERS,
    REGISTER,
    UNITS,
    closed_period,
    kind_of,
    needed,
    place,
    tagged,
)
from records.values.moments import last_moment
from records.values.numbers import number_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.values.layout import Place
    from records.values.model import Rules
    from records.values.periods import Period

#: A first screen loads up to `_READ_AT_ONCE` measures whole. Of a larger register it loads only the first
#: `_READ_FIRST`, which fill a few screens.
_READ_AT_ONCE, _READ_FIRST = 1000, 100


class Reader:
    """One register, for reading. It keeps git processes running until it is closed.

    A revision is anything that `resolve` accepts. All methods that read raise `GitFailed`, and `NoRegister`
    or `InvalidDocument` if the commit's rules cannot be read; other unreadable files are listed in the
    snapshot's `problems`.

    The ways to read, cheapest first. No snapshot is cached: each call reads again.

    =================  ===========================================  ==========================================
    method             what is read                                 used for
    =================  ===========================================  ==========================================
    head, resolve      a reference; for a day also the rules        saves, synchronising, named revisions
    rules, language,   register.toml, and units.toml or             `verify`, `recover`, the wording of a
    units, officers    officers.toml                                reason
    files(under=…)     these files and folders; closing records     a save (one measure), names of officers
                       are listed, not read
    outline            the list of all files; all but measures      closing a period, `undo`, `doctor`
    beginning          up to 1,000 measures: everything; else the   the first screen
                       first 100 and those with drafts
    as_of, refreshed   files that differ from a whole snapshot      editions of a report; screens after a save
    as_reported        the list of all files; mostly one progress   exporting one period
                       for each measure
    snapshot, files()  every record of the commit                   lists, reports over time, import; merging
    work_snapshot      every record of the working folder           `check`, `doctor`
    =================  ===========================================  ==========================================
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repository = Repository(path)

    def head(self) -> str:
        """Return the commit that the register is at."""
        found = self.repository.head()
        if found is None:
            # The commit existed when the register was opened.
            raise GitFailed("git ended without an answer. Run `prozvit doctor`.")
        return found

    def resolve(self, revision: str) -> str:
        """Return the commit of a revision: an id, a tag, or a day or moment (main's last commit up to it).

        Days and moments are in the register's time zone. Raises `UnknownRevision`.
        """
        if revision == "HEAD":
            return self.head()
        if COMMIT_ID.fullmatch(revision) and self.repository.kind(revision) == "commit":
            return revision
        if revision[:1].isdigit():
            moment = last_moment(revision, ZoneInfo(self.rules().timezone))
            if moment is not None:
                return self.repository.commit_before(moment)
        return self.repository.resolve(revision)

    def snapshot(self, revision: str = "HEAD", *, of: Callable[[str], bool] = bool) -> Snapshot:
        """Return the register at a commit; `of` selects the record files to read, by default all."""
        return assemble(*self.files(revision, of=of))

    def as_reported(self, period: Period, revision: str = "HEAD") -> Snapshot:
        """Return the part of the register at a commit that a period's report needs; see `layout.needed`."""
        provenance = self._provenance(self.resolve(revision))
        present = self.repository.files(provenance.commit)
        return assemble(provenance, self._read_some(present, needed(present, period)))

    def outline(self) -> Snapshot:
        """Return the current register without its measures: rules, units, officers and closed periods."""
        return self.snapshot(of=lambda path: place(path) is None)

    def beginning(self, also: Iterable[Place] = ()) -> Snapshot:
        """Return what a first screen needs: the whole register, or only its first measures if it is large.

        The first measures are those of the open period's programme (the first such programme, if there are
        several) in order of their ids; the measures of the places `also` are added.
        """
        head = self.head()
        outline = assemble(*self.files(head, under=[REGISTER, "periods"]))
        present = {
            programme.id: self.repository.folders(head, f"measures/{programme.id}")
            for programme in outline.rules.programmes
        }
        if sum(map(len, present.values())) <= _READ_AT_ONCE:
            return self.recalled(self.snapshot(head))
        programme = outline.programmes_of(outline.open_period())[0].id
        homes = [
            f"measures/{programme}/{first}"
            for first in sorted(present[programme], key=number_order)[:_READ_FIRST]
        ]
        homes += [f"measures/{place.measure}" for place in also]
        files = self.files(head, under=[REGISTER, UNITS, OFFICERS, "periods", *homes])
        return self.recalled(replace(assemble(*files), whole=False))

    def refreshed(self, old: Snapshot) -> Snapshot:
        """Return the current register; if `old` is a whole snapshot, only files changed since are read."""
        head = self.head()
        if not old.whole or not self.repository.holds(old.commit):
            return self.recalled(self.snapshot(head))
        return self.recalled(self.as_of(head, old))

    def recalled(self, snapshot: Snapshot, period: Period | None = None) -> Snapshot:
        """Return a snapshot that knows what its reopened periods had, or one of them; see `editions`.

        Closing sets a tag, so the history is read only if a period that is open has one.
        """
        reports = filter(None, map(tagged, self.repository.report_names()))
        if all(each in snapshot.closed for each, _ in reports):
            return snapshot
        return recalled(self.repository, snapshot, period=period)

    def as_of(self, commit: str, known: Snapshot) -> Snapshot:
        """Return the register at a commit id, reading only what differs from the whole snapshot `known`."""
        if commit == known.commit:
            return known
        changed = self.repository.changed_files(known.commit, commit)
        files = {path: file for path, file in known.files.items() if path not in changed}
        present = {path: entry for path, entry in changed.items() if entry is not None}
        return assemble(self._provenance(commit), files | self._read_all(present))

    def files(
        self,
        revision: str = "HEAD",
        *,
        of: Callable[[str], bool] = bool,
        under: Sequence[str] | None = None,
    ) -> tuple[Provenance, dict[str, File]]:
        """Return the record files of a commit by path, and the commit's provenance.

        `under` limits the reading to some files and folders. Closing records, which hold a line for each
        record, are then listed but not read.
        """
        provenance = self._provenance(self.resolve(revision))
        if under is None:
            present = self.repository.files(provenance.commit)
        else:
            present = self.repository.files_under(provenance.commit, under)
            return provenance, self._read_some(present, lambda path: of(path) and closed_period(path) is None)
        return provenance, self._read_all({path: entry for path, entry in present.items() if of(path)})

    def work_snapshot(self) -> Snapshot:
        """Return the register in its working folder, including hand edits."""
        return assemble(self._provenance(self.head()), read_folder(self.path))

    def rules(self) -> Rules:
        """Return the register's rules."""
        return assemble(*self.files(under=[REGISTER])).rules

    def language(self) -> Language:
        """Return the language of the register's reports and commit messages."""
        return Language(self.rules().language)

    def close(self) -> None:
        """End the git processes."""
        self.repository.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _provenance(self, revision: str) -> Provenance:
        commit = self.repository.commit(revision)
        return Provenance(commit.id, commit.committed_at, commit.name)

    def _read_some(
        self, present: Mapping[str, tuple[str, str]], of: Callable[[str], bool]
    ) -> dict[str, File]:
        """Read the chosen records among some paths; other closing records are listed but not read."""
        left = {path: entry for path, entry in present.items() if of(path)}
        known = (path for path in present if path not in left and closed_period(path) is not None)
        return self._read_all(left) | {path: File(None, None, "") for path in known}

    def _read_all(self, present: Mapping[str, tuple[str, str]]) -> dict[str, File]:
        """Read the records among some paths, given with the mode and blob of each."""
        wanted: dict[str, str] = {}
        files: dict[str, File] = {}
        for path, (mode, blob) in present.items():
            if kind_of(path) is None:
                continue
            if is_file(mode):
                wanted[path] = blob
            else:
                files[path] = link(path)
        for path, data in zip(wanted, self.repository.blobs(list(wanted.values())), strict=True):
            files[path] = read_file(path, data)
        return files

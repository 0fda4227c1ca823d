"""A register as it is read: at any commit of its repository, or as its folder has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from records.errors import GitFailed
from records.files.folder import read_folder
from records.files.reading import assemble, link, read_file
from records.files.snapshot import File, Provenance
from records.git.commits import COMMIT_ID
from records.git.repository import Repository
from records.git.trees import is_file
from records.language import Language
from records.values.layout import OFFICERS, REGISTER, UNITS, closed_period, kind_of, needed, place
from records.values.moments import last_moment
from records.values.numbers import number_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.values.layout import Place
    from records.values.model import Officer, Rules, Unit
    from records.values.periods import Period

#: A first screen waits for as many measures as this; of more it reads the first, a few screens of them.
_READ_AT_ONCE, _READ_FIRST = 1000, 100


class Reader:
    """One register, to be read. It holds a conversation with git until it is closed.

    A revision is what `resolve` takes. All that reads raises `NoRegister` or `InvalidDocument` where the
    rules of that commit can't be read, and `GitFailed`; any other file that fails stands in the snapshot's
    `problems`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repository = Repository(path)

    def head(self) -> str:
        """Return the commit that the register is at."""
        found = self.repository.head()
        if found is None:
            # It was there when the register was opened.
            raise GitFailed("git ended without an answer. Run `prozvit doctor`.")
        return found

    def resolve(self, revision: str) -> str:
        """Return the commit that a revision names: an id, a tag, or main's last one up to a day or moment.

        Days and moments are those of the register's time zone. Raises `UnknownRevision`.
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
        """Return the register at a commit; `of` chooses which record files are read, all by default."""
        return assemble(*self.files(revision, of=of))

    def as_reported(self, period: Period, revision: str = "HEAD") -> Snapshot:
        """Return the register at a commit as the report of a period needs it; see `layout.needed`."""
        provenance = self._provenance(self.resolve(revision))
        present = self.repository.files(provenance.commit)
        return assemble(provenance, self._read_some(present, needed(present, period)))

    def outline(self) -> Snapshot:
        """Return the register as it is now without its measures: rules, units, officers, closed periods."""
        return self.snapshot(of=lambda path: place(path) is None)

    def beginning(self, also: Iterable[Place] = ()) -> Snapshot:
        """Return the register as a first screen needs it: whole, or of a large one its first measures.

        These are the first of the programme of the open period (where it lies in several, of the first), in
        order of their ids, and those of the places `also`.
        """
        head = self.head()
        outline = assemble(*self.files(head, under=[REGISTER, "periods"]))
        present = {
            programme.id: self.repository.folders(head, f"measures/{programme.id}")
            for programme in outline.rules.programmes
        }
        if sum(map(len, present.values())) <= _READ_AT_ONCE:
            return self.snapshot(head)
        programme = outline.programmes_of(outline.open_period())[0].id
        homes = [
            f"measures/{programme}/{first}"
            for first in sorted(present[programme], key=number_order)[:_READ_FIRST]
        ]
        homes += [f"measures/{place.measure}" for place in also]
        files = self.files(head, under=[REGISTER, UNITS, OFFICERS, "periods", *homes])
        return replace(assemble(*files), whole=False)

    def refreshed(self, old: Snapshot) -> Snapshot:
        """Return the register as it is now; of a whole snapshot, only what changed since is read."""
        head = self.head()
        if not old.whole or not self.repository.holds(old.commit):
            return self.snapshot(head)
        return self.as_of(head, old)

    def as_of(self, commit: str, known: Snapshot) -> Snapshot:
        """Return the register at a commit (its id); only what differs from a known whole snapshot is read."""
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
        """Return the record files of a commit by their paths, and where they come from.

        `under` names the files and folders to look in, where a few will do: then of the closed periods it
        is only known which they are, since each holds a line a record.
        """
        provenance = self._provenance(self.resolve(revision))
        if under is None:
            present = self.repository.files(provenance.commit)
        else:
            present = self.repository.files_under(provenance.commit, under)
            return provenance, self._read_some(present, lambda path: of(path) and closed_period(path) is None)
        return provenance, self._read_all({path: entry for path, entry in present.items() if of(path)})

    def work_snapshot(self) -> Snapshot:
        """Return the register as its work tree has it, hand edits and all."""
        return assemble(self._provenance(self.head()), read_folder(self.path))

    def rules(self) -> Rules:
        """Return the register's rules."""
        return assemble(*self.files(under=[REGISTER])).rules

    def language(self) -> Language:
        """Return the language of the register's reports and commit messages."""
        return Language(self.rules().language)

    def units(self) -> Mapping[str, Unit]:
        """Return the register's units by their ids."""
        return assemble(*self.files(under=[REGISTER, UNITS])).units

    def officers(self) -> Mapping[str, Officer]:
        """Return the register's officers by their logins."""
        return assemble(*self.files(under=[REGISTER, OFFICERS])).officers

    def close(self) -> None:
        """End the conversation with git."""
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
        """Read some of the records among paths; of closed periods left out it is known which they are."""
        left = {path: entry for path, entry in present.items() if of(path)}
        known = (path for path in present if path not in left and closed_period(path) is not None)
        return self._read_all(left) | {path: File(None, None, "") for path in known}

    def _read_all(self, present: Mapping[str, tuple[str, str]]) -> dict[str, File]:
        """Read the records among some paths, each with its mode and blob."""
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

"""A register on disk: find it, open it, read it at any commit, save into it."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from zoneinfo import ZoneInfo

from records.disk.durable import holds_anything
from records.disk.specials import read_plain, refuse_special_files
from records.disk.system import refusal_of
from records.errors import ClosedPeriod, GitFailed, InvalidDocument, NoRegister, NotSigned
from records.files.reading import assemble, link, read_file
from records.files.snapshot import File, Provenance
from records.git.addresses import REMOTE
from records.git.objects import BLOB_MODE, checked_in
from records.git.repository import Repository
from records.identity import Identity, identify
from records.language import Language, Message
from records.rules.permissions import barred
from records.values.layout import (
    OFFICERS,
    REGISTER,
    UNFINISHED,
    UNITS,
    closed_period,
    kind_of,
    needed,
    place,
)
from records.values.model import Officers
from records.values.moments import last_moment
from records.values.numbers import number_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from records.files.snapshot import Snapshot
    from records.git.signing import Signer
    from records.values.changes import Change, Saved
    from records.values.layout import Place
    from records.values.model import Officer, Rules, Unit
    from records.values.periods import Period
    from records.writing.saving import Preview, Saving

T = TypeVar("T")

_ID = re.compile(r"[0-9a-f]{40}")
#: A first screen waits for as many measures as this; of more it reads the first, a few screens of them.
_READ_AT_ONCE, _READ_FIRST = 1000, 100


class Register:
    """One register. It holds a conversation with git until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.private = path / ".git" / "prozvit"
        self.repository = Repository(path)
        #: What opening it has to tell: of a save that was interrupted, and what became of it.
        self.notices: list[Message] = []

    @classmethod
    def find(cls, start: Path) -> Path:
        """Return the nearest folder upward from `start` that holds a register; raise `NoRegister`."""
        start = start.absolute()
        for folder in (start, *start.parents):
            if (folder / REGISTER).is_file() and (folder / ".git").exists():
                return folder
        raise NoRegister(
            "There is no register in {folder} or above it. Name one with --register, "
            "or make one with `prozvit init`.",
            folder=start,
        )

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the register in a folder; raise `NoRegister`, or `GitFailed` where git can't read it.

        What an interrupted save left is finished or undone first, where that can be done.
        """
        path = path.absolute()
        if not (path / ".git").is_dir():
            raise NoRegister(
                "{folder} is no register: it holds no git repository of its own. Name another folder, "
                "or make a register there with `prozvit init`.",
                folder=path,
            )
        # Objects are many; only a full verification looks for one that is no file.
        for folder in (path / ".git", path / ".git" / "objects" / "info"):
            refuse_special_files(folder, apart_from="objects")
        register = cls(path)
        if register.repository.head() is None:
            damaged = register.repository.has_main()
            register.close()
            if damaged:
                raise GitFailed(
                    "The commit that main is at can’t be read: {folder} is damaged. Run `git fsck` there.",
                    folder=path,
                )
            raise NoRegister("The register in {folder} has no commit on its branch main.", folder=path)
        if holds_anything(register.private / UNFINISHED):
            from records.writing.intent import settle

            register.notices = settle(register.repository, register.private)
        return register

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        rules: Rules,
        units: Mapping[str, Unit] | None = None,
        officers: Mapping[str, Officer] | None = None,
        author: Identity | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Make a register in a folder that is empty or not there; return it open.

        Raises `Misused` where the folder holds anything, `InvalidChange` where the rules are not valid,
        `NotSaved` where nothing can be written.
        """
        from records.writing import founding

        founding.found(path, rules=rules, units=units or {}, officers=officers or {}, author=author, at=at)
        return cls.open(path)

    # Reading

    def head(self) -> str:
        """Return the commit that the register is at."""
        found = self.repository.head()
        if found is None:
            # It was there when the register was opened.
            raise GitFailed("git ended without an answer. Run `prozvit doctor`.")
        return found

    def resolve(self, revision: str) -> str:
        """Return the commit that a revision names: an id, a tag, or main's last one up to a day or moment.

        Days and moments are those of the register's time zone.
        """
        if revision == "HEAD":
            return self.head()
        if _ID.fullmatch(revision):
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

        These are the first of the programme of the open period, in order of their ids, and those of the
        places `also`. Raises `Misused` where that period lies in several programmes.
        """
        head = self.head()
        outline = assemble(*self.files(head, under=[REGISTER, "periods"]))
        present = {
            programme.id: self.repository.folders(head, f"measures/{programme.id}")
            for programme in outline.rules.programmes
        }
        if sum(map(len, present.values())) <= _READ_AT_ONCE:
            return self.snapshot(head)
        programme = outline.programme(outline.open_period()).id
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
            if int(mode, 8) & ~0o111 == BLOB_MODE:
                wanted[path] = blob
            else:
                files[path] = link(path)
        for path, data in zip(wanted, self.repository.blobs(list(wanted.values())), strict=True):
            files[path] = read_file(path, data)
        return files

    def work_snapshot(self) -> Snapshot:
        """Return the register as its work tree has it, hand edits and all."""
        files: dict[str, File] = {}
        for folder, folders, names in os.walk(self.path):
            if ".git" in folders:
                folders.remove(".git")
            for name in sorted(names):
                file = Path(folder, name)
                path = file.relative_to(self.path).as_posix()
                if kind_of(path) is not None:
                    files[path] = self._read(file, path)
        return assemble(self._provenance(self.head()), files)

    @staticmethod
    def _read(file: Path, path: str) -> File:
        if file.is_symlink():
            return link(path)
        try:
            return read_file(path, checked_in(read_plain(file)))
        except OSError as error:
            problem = InvalidDocument(
                "{file} can't be read: {problem}.", file=path, problem=refusal_of(error)
            )
            return File(None, problem, "")

    @cached_property
    def me(self) -> Identity:
        """Who is at the keyboard."""
        data = self.repository.file(self.head(), OFFICERS)
        record = read_file(OFFICERS, data).record if data is not None else None
        return identify(record.officers if isinstance(record, Officers) else {})

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

    # Writing

    def read_only(self) -> Message | None:
        """Return why you can't write in the register now, or None: no right, or no key to sign with."""
        if (why := self.unwritable()) is not None:
            return why
        snapshot = assemble(*self.files(under=[REGISTER, OFFICERS]))
        if (why := barred(snapshot, self.me.login, snapshot.today())) is not None:
            return why
        if not snapshot.rules.require_signature:
            return None
        from records.writing.signers import signer_of

        try:
            signer_of(snapshot, self.me.login, snapshot.today())
        except NotSigned as error:
            return error.message()
        return None

    def signer(self, author: Identity, at: datetime, revision: str = "HEAD") -> Signer | None:
        """Return who signs what an author writes on a commit; None: its rules ask for no signature.

        Raises `NotSigned`.
        """
        from records.writing.signers import signer_of

        snapshot = assemble(*self.files(revision, under=[REGISTER, OFFICERS]))
        return signer_of(snapshot, author.login, at.astimezone(snapshot.timezone).date())

    def unwritable(self) -> Message | None:
        """Return why nobody can write in the register now, or None."""
        branch = self.repository.branch()
        if branch != "main":
            return Message(
                "The register is at “{branch}”, not at its branch main: it can be read, not written. "
                "Run `git switch main` in its folder.",
                branch=branch or self.repository.resolve("HEAD")[:10],
            )
        if not os.access(self.path, os.W_OK) or not os.access(self.path / ".git", os.W_OK):
            return Message(
                "You have no right to write in {folder}: the register can be read only.", folder=self.path
            )
        return None

    def save(
        self,
        change: Change,
        *,
        base: str | None = None,
        author: Identity | None = None,
        at: datetime | None = None,
    ) -> Saved:
        """Make a change one commit; see `saving.Saving.save`."""
        return self._as_it_may(change, author or self.me, at, lambda saving: saving.save(base))

    def preview(self, change: Change, *, base: str | None = None, explained: bool = False) -> Preview:
        """Return what saving a change would write, and write nothing; see `saving.Saving.preview`."""
        return self._as_it_may(
            change, self.me, None, lambda saving: saving.preview(base, explained=explained)
        )

    def _as_it_may(
        self, change: Change, author: Identity, at: datetime | None, act: Callable[[Saving], T]
    ) -> T:
        """Save or preview a change: as a proposal where the period is closed to its author."""
        from records.writing.saving import Saving

        try:
            return act(Saving(self, change, author, at))
        except ClosedPeriod:
            from records.writing.proposing import Proposing, can_propose

            if not can_propose(self, change, author):
                raise
            return act(Proposing(self, change, author, at))

    def set_remote(self, address: str) -> None:
        """Let the other clones be reached at an address, one that is checked (`addresses`)."""
        for key, value in ((REMOTE, address), ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")):
            self.repository.set_config(key, value)

    def close(self) -> None:
        """End the conversation with git."""
        self.repository.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

"""A register on disk, the way in to it: found, opened, made; read, and saved into."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from records.disk.durable import make_folder
from records.disk.locks import locked
from records.errors import ClosedPeriod, ProzvitError
from records.files.reader import Reader
from records.files.reading import assemble, read_file
from records.git.addresses import REMOTE
from records.identity import Identity, identify
from records.values.layout import OFFICERS, REGISTER
from records.values.model import Officers
from records.writing import admission, opening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from records.git.signing import Signer
    from records.language import Message
    from records.values.changes import Change, Saved
    from records.values.model import Officer, Rules, Unit
    from records.writing.saving import Preview, Saving

T = TypeVar("T")


class Register(Reader):
    """One register, to be read (`Reader`) and saved into by whoever is at the keyboard."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.private = path / ".git" / "prozvit"
        #: What opening it has to tell: of a save that was interrupted, and what became of it.
        self.notices: list[Message] = []

    @classmethod
    def find(cls, start: Path) -> Path:
        """Return the nearest folder upward from `start` that holds a register; raise `NoRegister`."""
        return opening.find(start)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the register in a folder; raise `NoRegister`, or `GitFailed` where git can't read it.

        What an interrupted save left is finished or undone first, where that can be done.
        """
        path = path.absolute()
        opening.check_folder(path)
        register = cls(path)
        try:
            opening.check_main(register.repository, path)
        except ProzvitError:
            register.close()
            raise
        register.notices = opening.settle(register.repository, register.private)
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

    @cached_property
    def me(self) -> Identity:
        """Who is at the keyboard."""
        data = self.repository.file(self.head(), OFFICERS)
        record = read_file(OFFICERS, data).record if data is not None else None
        return identify(record.officers if isinstance(record, Officers) else {})

    def read_only(self) -> Message | None:
        """Return why you can't write in the register now, or None: no right, or no key to sign with."""
        if (why := self.unwritable()) is not None:
            return why
        return admission.refusal(assemble(*self.files(under=[REGISTER, OFFICERS])), self.me.login)

    def unwritable(self) -> Message | None:
        """Return why nobody can write in the register now, or None."""
        return admission.unwritable(self.repository, self.path)

    def signer(self, author: Identity, at: datetime, revision: str = "HEAD") -> Signer | None:
        """Return who signs what an author writes on a commit; None: its rules ask for no signature.

        Raises `NotSigned`.
        """
        from records.writing.signers import signer_of

        snapshot = assemble(*self.files(revision, under=[REGISTER, OFFICERS]))
        return signer_of(snapshot, author.login, at.astimezone(snapshot.timezone).date())

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
        make_folder(self.private, 0o700)
        with locked(self.private / "lock", self.me.login):
            self.repository.set_config(REMOTE, address)
            self.repository.set_config("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")

"""A register on disk, and the entry point to it: find, open, create, read and save."""

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
    """One register: read through `Reader`, and saved into by the current user."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.private = path / ".git" / "prozvit"
        #: Messages from opening: an interrupted save and whether it was completed or undone.
        self.notices: list[Message] = []

    @classmethod
    def find(cls, start: Path) -> Path:
        """Return the nearest folder from `start` upwards that holds a register; raise `NoRegister`."""
        return opening.find(start)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the register in a folder; raise `NoRegister`, or `GitFailed` if git cannot read it.

        An interrupted save is first completed or undone, if possible.
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
        """Create a register in an empty or missing folder and return it open.

        Raises `Misused` if the folder is not empty, `InvalidChange` if the rules are invalid and `NotSaved`
        if writing fails.
        """
        from records.writing import founding

        founding.found(path, rules=rules, units=units or {}, officers=officers or {}, author=author, at=at)
        return cls.open(path)

    @cached_property
    def me(self) -> Identity:
        """The current user, with the name and address from the officers file at HEAD."""
        data = self.repository.file(self.head(), OFFICERS)
        record = read_file(OFFICERS, data).record if data is not None else None
        return identify(record.officers if isinstance(record, Officers) else {})

    def read_only(self) -> Message | None:
        """Return why the current user cannot write to the register (no right, or no signing key), or None."""
        if (why := self.unwritable()) is not None:
            return why
        return admission.refusal(assemble(*self.files(under=[REGISTER, OFFICERS])), self.me.login)

    def unwritable(self) -> Message | None:
        """Return why nobody can write to the register now, or None."""
        return admission.unwritable(self.repository, self.path)

    def signer(self, author: Identity, at: datetime, revision: str = "HEAD") -> Signer | None:
        """Return the signer of the author’s next commit, or None if no signature is required at `revision`.

        Raises `NotSigned` if a signature is required and cannot be made.
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
        """Save a change as one commit; see `saving.Saving.save`."""
        return self._as_it_may(change, author or self.me, at, lambda saving: saving.save(base))

    def preview(self, change: Change, *, base: str | None = None, explained: bool = False) -> Preview:
        """Return what saving a change would write, without writing; see `saving.Saving.preview`."""
        return self._as_it_may(
            change, self.me, None, lambda saving: saving.preview(base, explained=explained)
        )

    def _as_it_may(
        self, change: Change, author: Identity, at: datetime | None, act: Callable[[Saving], T]
    ) -> T:
        """Save or preview a change; if the period is closed to its author, as a proposed correction."""
        from records.writing.saving import Saving

        try:
            return act(Saving(self, change, author, at))
        except ClosedPeriod:
            from records.writing.proposing import Proposing, can_propose

            if not can_propose(self, change, author):
                raise
            return act(Proposing(self, change, author, at))

    def set_remote(self, address: str) -> None:
        """Set the address at which the other clones are reached, already checked by `addresses`."""
        make_folder(self.private, 0o700)
        with locked(self.private / "lock", self.me.login):
            self.repository.set_config(REMOTE, address)
            self.repository.set_config("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")

"""Synchronises a register with its remote: fetches and merges the remote's commits, and pushes its own.

Commits are never rewritten. If both sides have new commits, a merge commit joins them field by field; its
first parent is the fetched commit. The process may be killed at any point: fetched commits are unreferenced
objects until main moves, and main moves in the same recoverable way as in a save.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.disk.durable import make_folder
from records.disk.locks import locked
from records.disk.system import refusal_of
from records.errors import Declined, LockHeld, NotAllowed, NotSynced, ProzvitError, ReadOnly, Refused
from records.exchange.customs import Customs
from records.exchange.queue import LOCK, Result, note_result
from records.files.reading import assemble
from records.git.addresses import REMOTE, configured_remote
from records.git.archive import MAIN, TAGS, THERE
from records.git.remotes import Transfer
from records.language import Message
from records.merges.conflicts import open_marks
from records.merges.joining import join, record_join
from records.rules.permissions import barred
from records.trail.lapsing import joined_with_others, put_together
from records.values.layout import OFFICERS, REGISTER
from records.writing.advancing import Advancing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.git.remotes import There
    from records.merges.conflicts import Mark
    from records.register import Register

#: The number of attempts when others keep pushing to the remote or saving here.
_ATTEMPTS = 20
#: The longest pause in seconds before the second attempt; it grows by as much with each further attempt.
_PAUSE = 0.2
#: Seconds to wait for another synchronisation to end.
_PATIENCE = 60.0


class Outcome(Struct):
    """The effects of a synchronisation: numbers of commits, merges made here, and new conflicts (`opened`).

    `tags` are the refs of report tags that were received or sent.
    """

    fetched: int = 0
    pushed: int = 0
    merges: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    opened: tuple[Mark, ...] = ()
    notices: list[Message] = field(default_factory=list)


def sync(
    register: Register,
    progress: Callable[[Message], object] = lambda _step: None,
    patience: float = _PATIENCE,
    remote: str | None = None,
) -> Outcome | None:
    """Synchronise with the register's remote; return what was done, or None if there is no remote.

    `remote` is the checked address of a new remote, stored in the configuration once it answers. `progress`
    is called with each step. The result is stored for later (`queue`). Raises `NotSynced` (`Unreachable`
    without network: the commits are pushed the next time), `NotAllowed`, `NotSigned`, `ReadOnly`, `LockHeld`,
    `GitFailed`.
    """
    try:
        address = remote or configured_remote(register.repository)
        if address is None:
            return None
        return _synced(register, address, progress, patience, is_new=remote is not None)
    except LockHeld:
        # The other, running synchronisation stores its own result.
        raise
    except ProzvitError as error:
        if remote is None or remote == register.repository.config().get(REMOTE):
            with suppress(OSError):
                note_result(register.private, Result.of(error))
        raise
    except OSError as error:
        raise NotSynced(
            "The exchange with the remote ended: {problem} ({path}).",
            problem=refusal_of(error),
            path=error.filename or register.path,
        ) from error


def _synced(
    register: Register,
    address: str,
    progress: Callable[[Message], object],
    patience: float,
    *,
    is_new: bool,
) -> Outcome:
    if (why := register.unwritable()) is not None:
        raise ReadOnly(why.template, **why.values)
    make_folder(register.private, 0o700)
    known = not is_new and register.repository.holds(THERE)
    with (
        locked(register.private / LOCK, register.me.login, patience) as lock,
        Transfer(register.repository, register.private, address, lock, known=known) as transfer,
    ):
        if is_new:
            # Store the address only after a fetch, or a mistyped one would replace the right one for good.
            transfer.fetch(register.head())
            register.set_remote(address)
        outcome = _Exchange(register, transfer, progress).run()
        note_result(register.private, Result.done())
        return outcome


class _Exchange:
    """One synchronisation with a remote."""

    def __init__(self, register: Register, transfer: Transfer, progress: Callable[[Message], object]) -> None:
        self._register = register
        self._repository = register.repository
        self._transfer = transfer
        self._progress = progress
        self._done = Outcome()
        self._moved_tags: list[str] = []
        self._customs = Customs(register.path, progress)

    def run(self) -> Outcome:
        """Fetch, merge and push until both sides have the same commits and report tags."""
        self._refuse_shallow()
        known = set(open_marks(self._register))
        there = self._same_main()
        self._exchange_tags(there)
        self._done.opened = tuple(mark for mark in open_marks(self._register) if mark not in known)
        joined = {path for merge in self._done.merges for path in put_together(self._repository, merge)}
        self._done.notices += joined_with_others(self._register, sorted(joined))
        if self._moved_tags:
            raise Refused(
                "The remote has other tags of reports than this register: {tags}. A report’s tag never "
                "moves. Ask the administrator.",
                tags=self._moved_tags,
            )
        return self._done

    def _refuse_shallow(self) -> None:
        shallow = self._repository.folder / "shallow"
        if shallow.exists():
            raise NotSynced(
                "This clone holds only the end of the history ({file}). Clone the register without --depth.",
                file=shallow,
            )

    def _same_main(self) -> There:
        """Fetch and push until main is the same on both sides; return the remote's last fetched state."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                # A random pause keeps two clones that push at the same time from colliding again.
                time.sleep(random.uniform(0, _PAUSE * attempt))  # noqa: S311 - no secret
            self._progress(Message("Fetching from the remote…"))
            there = self._transfer.fetch(self._register.head())
            if there.main is not None:
                self._note_there(there.main)
                self._take(there.main)
            head = self._register.head()
            if there.main == head:
                return there
            if there.main is not None:
                self._customs.check_own(head, there.main)
            self._progress(Message("Sending to the remote…"))
            if self._sent(head, there.main):
                self._done.pushed += self._repository.ahead(head, there.main or "")
                self._note_there(head)
                return there
        raise NotSynced(
            "Others sent changes {n} times while yours were being sent. Yours wait and are sent the next "
            "time.",
            n=_ATTEMPTS,
        )

    def _sent(self, head: str, known: str | None) -> bool:
        """Push main and return whether the remote accepted it; raise the errors of `Transfer.push`."""
        try:
            return self._transfer.push({MAIN: head})
        except Declined:
            # If the remote has moved on since, its hook's refusal no longer applies.
            if self._transfer.fetch(head).main == known:
                raise
            return False

    def _note_there(self, commit: str) -> None:
        with locked(self._register.private / "lock", self._register.me.login) as lock:
            self._repository.note_there(commit, lock)

    # Main

    def _take(self, main: str) -> None:
        """Bring the remote's main into the local main, by moving main forward or by a merge."""
        head = self._register.head()
        came = self._repository.ahead(main, head)
        if not came:
            return
        base = self._repository.merge_base(main, head)
        if base is None:
            raise NotSynced(
                "The remote holds another register: it has no commit in common with this one. Look at the "
                "address: prozvit sync --remote ADDRESS."
            )
        self._customs.check_fetched(main, head)
        for _ in range(_ATTEMPTS):
            new = main if base == head else self._merged(main, head)
            if self._advance(new, head):
                self._done.fetched += came
                if new != main:
                    self._done.merges.append(new)
                return
            # Somebody saved in the meantime.
            head = self._register.head()
            base = self._repository.merge_base(main, head)
        raise LockHeld(
            "Somebody else changed the register {n} times while this was being saved. Try again.", n=_ATTEMPTS
        )

    def _merged(self, main: str, head: str) -> str:
        """Store the commit that merges the local main into the fetched one; return its id."""
        me = self._register.me
        theirs = assemble(*self._register.files(main, under=[REGISTER, OFFICERS]))
        if (why := barred(theirs, me.login, theirs.today())) is not None:
            raise NotAllowed("Your changes can’t be merged with those of the others: {why}", why=why)
        joined = join(self._register, main, head)
        merge = record_join(self._register, joined, me, datetime.now(theirs.timezone))
        # Check before main moves, which cannot be undone, so that main never holds what a hub would refuse.
        self._customs.check_own(merge, main)
        return merge

    def _advance(self, new: str, head: str) -> bool:
        """Move main from `head` to its descendant `new` and update the files; return whether it moved."""
        me = self._register.me
        with locked(self._register.private / "lock", me.login) as lock:
            advancing = Advancing(self._register, me, lock)
            self._done.notices += advancing.settle()
            if self._register.head() != head:
                return False
            told = advancing.advance(new, head, self._differing(head, new), is_own=False)
        self._done.notices += told or ()
        return told is not None

    def _differing(self, old: str, new: str) -> Mapping[str, bytes | None]:
        """Return the files that differ between two commits, with their new contents (None if deleted)."""
        changed = self._repository.changed_files(old, new)
        blobs = [entry[1] for entry in changed.values() if entry is not None]
        data = dict(zip(blobs, self._repository.blobs(blobs), strict=True))
        return {path: None if entry is None else data[entry[1]] for path, entry in changed.items()}

    # Report tags

    def _exchange_tags(self, there: There) -> None:
        """Take over report tags that only the remote has, and send those that only this clone has."""
        here = self._repository.report_tags()
        for name, tag in there.tags.items():
            if name not in here and self._is_fit(name, tag):
                self._set_tag(name, tag)
            elif here.get(name, tag) != tag:
                self._moved_tags.append(name)
        only_here = {name: tag for name, tag in here.items() if name not in there.tags}
        new = {name: tag for name, tag in only_here.items() if self._is_fit(name, tag)}
        # A push fails if somebody else has just set the tag; the next synchronisation compares it.
        if new and self._transfer.push(new):
            self._done.tags += new

    def _is_fit(self, name: str, tag: str) -> bool:
        """Return whether a tag may be received or sent; if not, add a notice of the reason."""
        why = self._customs.wrong_tag(name, tag)
        if why is not None:
            self._done.notices.append(why)
        return why is None

    def _set_tag(self, name: str, tag: str) -> None:
        with locked(self._register.private / "lock", self._register.me.login) as lock:
            if self._repository.set_tag(name.removeprefix(TAGS), tag, lock):
                self._done.tags.append(name)

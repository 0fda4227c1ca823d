"""Save a change as one commit or not at all; it is acknowledged only when it is on disk and reachable.

The order of steps makes it safe to kill the process at any moment. Objects are written and synced before the
reference moves; the reference moves only from the commit that the change was planned against; the work tree,
which git can restore, follows last.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from records.disk.durable import make_folder
from records.disk.locks import locked
from records.disk.system import refusal_of
from records.errors import (
    InvalidChange,
    LockHeld,
    LongReason,
    NoBasis,
    NoReason,
    NotAllowed,
    NotSaved,
    NotSigned,
    ReadOnly,
    UnknownRevision,
)
from records.language import Language, Message, Plural
from records.merges.meanwhile import Meanwhile
from records.rules.permissions import answers_for, on_behalf, refusal, refusal_of_change
from records.rules.reviewing import lapses
from records.staff.formerly import addresses_given_away
from records.telling.messages import compose
from records.telling.subjects import Names
from records.values.changes import Action, Saved
from records.values.layout import OFFICERS, place
from records.values.model import LONGEST_LINE
from records.values.moments import is_ahead
from records.writing.advancing import Advancing
from records.writing.planning import Planner, needed
from records.writing.signers import signer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.files.snapshot import Snapshot
    from records.git.signing import Signer
    from records.identity import Identity
    from records.register import Register
    from records.values.changes import Change
    from records.values.fields import FileChange
    from records.writing.planning import Plan

#: How many times something that ignores our lock (git itself) may move main before we give up.
_ATTEMPTS = 20


class Preview(Struct, frozen=True):
    """What a save would write: the changed fields of each file and the commit's message; empty if nothing.

    `notices` name the changes it was merged with and, if `explained`, what else `save` would report. `after`
    is the register after the change, as far as it was read.
    """

    changes: tuple[FileChange, ...]
    message: str
    notices: tuple[Message, ...]
    after: Snapshot


class Ready(Struct, frozen=True):
    """A stored change: its own commit, and `tip`, the commit that main will move to.

    `files` are those in which `tip` differs from main.
    """

    commit: str
    tip: str
    files: Mapping[str, bytes | None]
    notices: tuple[Message, ...]


class Planned(NamedTuple):
    """A change planned against one commit for a moment; `merged` names the changes it was merged with."""

    planner: Planner
    plan: Plan
    at: datetime
    merged: tuple[Message, ...]


class Saving:
    """One change on its way into a register."""

    def __init__(self, register: Register, change: Change, author: Identity, at: datetime | None) -> None:
        self._register = register
        self._repository = register.repository
        self._change = change
        self._author = author
        self._at = at

    def preview(self, base: str | None, *, explained: bool) -> Preview:
        """Return what `save` would write now, without writing. Raises what `save` raises.

        Reason and basis are checked only if the change is already `explained`.
        """
        head = self._register.head()
        planner, plan, now, told = self._plan(self._seen(base), head)
        if not plan.files and not self._change.settles:
            return Preview((), "", told, planner.after)
        if explained:
            self._check_explained(planner.snapshot, plan)
            self._signer(planner.snapshot, now)
            told = (*self._told(planner, plan, now), *told)
        return Preview(tuple(plan.changes), _message(self._change, plan, planner.after), told, planner.after)

    def save(self, base: str | None) -> Saved:
        """Save the change as one commit by the author and return the result.

        `base` is the commit that the author edited: later changes are merged in, and a field that both
        changed differently is not overwritten (`StaleField`). Raises `UnknownRevision` if main never was at
        `base`, `NoReason`, `InvalidChange`, `ClosedPeriod`, `ReadOnly`, `LockHeld`, `NotSigned` and, if the
        disk or git refuses, `NotSaved` or `GitFailed`. After any of these nothing is recorded.
        """
        try:
            if (why := self._register.unwritable()) is not None:
                raise ReadOnly(why.template, **why.values)
            make_folder(self._register.private, 0o700)
            with locked(self._register.private / "lock", self._author.login) as lock:
                return self._save(self._seen(base), lock)
        except OSError as error:
            raise NotSaved(
                "Nothing was saved: {problem} ({path}). Free some space or ask the administrator, "
                "then save again.",
                problem=refusal_of(error),
                path=error.filename or self._register.path,
            ) from error

    def _seen(self, base: str | None) -> str | None:
        """Return the id of the commit that the author edited, None if not given. Raises `UnknownRevision`."""
        if base is None:
            return None
        commit = self._register.resolve(base)
        if commit != self._register.head() and not self._repository.is_ancestor(commit):
            # Merging from a commit that was never here would overwrite what others saved.
            raise UnknownRevision(
                "Nothing was saved: the commit {commit} that you named is not in the history of main. "
                "Look at the register again, and name the commit that you see.",
                commit=commit,
            )
        return commit

    def _save(self, base: str | None, lock: int) -> Saved:
        advancing = Advancing(self._register, self._author, lock)
        settled = advancing.settle()
        for _ in range(_ATTEMPTS):
            head = self._register.head()
            ready = self._ready(base, head)
            if ready is None:
                return Saved(None, tuple(settled))
            told = advancing.advance(ready.tip, head, ready.files)
            if told is not None:
                return Saved(ready.commit, (*settled, *ready.notices, *told))
        raise LockHeld(
            "Somebody else changed the register {n} times while this was being saved. Try again.", n=_ATTEMPTS
        )

    def _ready(self, base: str | None, head: str) -> Ready | None:
        """Store the change as a commit on top of `head`; return None if there is nothing to change."""
        planner, plan, now, merged = self._plan(base, head)
        if not plan.files and not self._change.settles:
            return None
        self._check_explained(planner.snapshot, plan)
        commit = self._write(planner, plan, _message(self._change, plan, planner.after), now)
        return Ready(commit, commit, plan.files, (*self._told(planner, plan, now), *merged))

    def _told(self, planner: Planner, plan: Plan, now: datetime) -> tuple[Message, ...]:
        """Return the messages for the author besides those of merging."""
        lapsed = lapses(planner.snapshot, planner.after, plan.changes)
        return (*self._ahead(now), *_removed(plan), *lapsed)

    def _write(self, planner: Planner, plan: Plan, message: str, now: datetime) -> str:
        """Store the commit, signed if the register requires it, and return its id."""
        head, sign = planner.snapshot.commit, self._signer(planner.snapshot, now)
        try:
            return self._repository.write_commit([head], plan.files, self._author, now, message, sign=sign)
        except NotSigned as error:
            raise NotSigned("Nothing was saved: {why}", why=error.message()) from error

    def _signer(self, snapshot: Snapshot, now: datetime) -> Signer | None:
        """Return the signer of the commit, None if the register requires no signature. Raises `NotSigned`."""
        try:
            return signer_of(snapshot, self._author.login, now.date())
        except NotSigned as error:
            raise NotSigned("Nothing was saved: {why}", why=error.message()) from error

    def _plan(self, base: str | None, head: str) -> Planned:
        change: Change = self._change
        merged: tuple[Message, ...] = ()
        if base is not None and base != head:
            fresh = Meanwhile(self._repository, self._author.name, base, head).merge(change)
            change, merged = fresh.change, fresh.notices
        provenance, files = self._register.files(head, under=needed(self._change.edits))
        planner = Planner(provenance, files, partial(self._repository.file, head))
        now = self._at or datetime.now(planner.snapshot.timezone)
        # A clock that was set back must not make the history run backwards.
        now = max(now.replace(microsecond=0), provenance.at)
        paths = [edit.path for edit in self._change.edits]
        if (why := refusal(planner.snapshot, self._author.login, now.date(), paths)) is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
        plan = planner.plan(change, self._author.login, now)
        why = refusal_of_change(planner.snapshot, self._author.login, now.date(), plan.changes)
        if why is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
        if OFFICERS in plan.files:
            before, after = planner.snapshot.officers, planner.after.officers
            if problems := addresses_given_away(self._repository, head, before, after):
                raise InvalidChange(problems)
        return Planned(planner, plan, now, merged)

    def _ahead(self, at: datetime) -> Iterator[Message]:
        if self._at is None and is_ahead(at):
            yield Message(
                "The change before this one is dated {at}, which this computer’s clock has not reached, so "
                "this one bears that date too. One of the clocks is wrong: `prozvit doctor` says what to do.",
                at=at,
            )

    def _check_explained(self, snapshot: Snapshot, plan: Plan) -> None:
        self._check_reason(snapshot, plan)
        self._check_basis(snapshot, plan)

    def _check_reason(self, snapshot: Snapshot, plan: Plan) -> None:
        if plan.action is Action.CORRECT and not self._change.reason.strip():
            raise NoReason(
                "Nothing was saved: the period is closed, and a correction of it needs a reason. Say why "
                "(--reason)."
            )
        if snapshot.rules.require_reason and not self._change.reason.strip():
            raise NoReason(
                "Nothing was saved: this register asks for a reason with every change. Say why (--reason)."
            )
        for told in (self._change.reason, self._change.basis):
            if len(told) > LONGEST_LINE:
                raise LongReason(
                    "Nothing was saved: a reason and its basis hold up to {most} characters each, and this "
                    "has {n}. Shorten it, or put it into the text.",
                    most=LONGEST_LINE,
                    n=len(told),
                )

    def _check_basis(self, snapshot: Snapshot, plan: Plan) -> None:
        """Refuse an answer that an authorised officer enters for a unit without a basis. Raises `NoBasis`."""
        if plan.action not in {Action.PROGRESS, Action.IMPORT} or self._change.basis.strip():
            return
        login = self._author.login
        for change in plan.changes:
            where = place(change.path)
            if where is None or not snapshot.responsible(where.measure):
                # A measure that an import brings along has no unit yet that could have answered.
                continue
            if on_behalf(snapshot, login, change):
                raise NoBasis(
                    "Nothing was saved: you enter the answer of {unit}, so name its letter (--basis).",
                    unit=answers_for(snapshot, login, change.path),
                )


def _removed(plan: Plan) -> Iterator[Message]:
    if plan.removed:
        yield Plural(
            "{n} character that a register can’t hold was taken out of the text.",
            "{n} characters that a register can’t hold were taken out of the text.",
            n=plan.removed,
        )


def _message(change: Change, plan: Plan, after: Snapshot) -> str:
    made = replace(change, action=plan.action)
    return compose(made, plan.changes, Names.of(after), Language(after.rules.language))

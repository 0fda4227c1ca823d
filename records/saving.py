"""A change becomes one commit, or nothing: acknowledged only once it is on disk and reachable.

The order makes it safe at every moment a process can be killed: objects are written and synced before
the reference moves, the reference moves only from the commit that the change was planned against, and
the work tree, which git can make again, follows last.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from records.changes import Action, Saved
from records.errors import (
    GitFailed,
    InvalidChange,
    LockHeld,
    LongReason,
    NoBasis,
    NoReason,
    NotAllowed,
    NotSaved,
    NotSigned,
    ReadOnly,
    StaleField,
    Uncertain,
)
from records.fields import label, shown
from records.formerly import addresses_given_away
from records.journal import Entry, Journal
from records.language import Language, Message, Plural
from records.layout import OFFICERS
from records.locks import locked
from records.messages import Names, compose
from records.model import LONGEST_LINE
from records.permissions import answers_for, on_behalf, refusal, refusal_of_change
from records.planning import Planner, needed, stale
from records.reviewing import lapses
from records.signers import signer_of
from records.system import refusal_of
from records.worktree import WorkTree

if TYPE_CHECKING:
    from records.changes import Change, Edit
    from records.fields import FileChange
    from records.identity import Identity
    from records.planning import Plan
    from records.register import Register
    from records.snapshot import Snapshot

#: How often somebody who doesn't know of our lock (git itself) may be faster before we give up.
_ATTEMPTS = 20


@dataclass(frozen=True)
class Preview:
    """What a change would write: the fields of each file, and the commit's message; nothing: empty."""

    changes: tuple[FileChange, ...]
    message: str


class Saving:
    """One change on its way into a register."""

    def __init__(self, register: Register, change: Change, author: Identity, at: datetime | None) -> None:
        self._register = register
        self._repository = register.repository
        self._change = change
        self._author = author
        self._at = at
        self._notices: list[Message] = []
        self._journal = Journal(self._repository, register.private)

    def preview(self, base: str | None) -> Preview:
        """Return what `save` would write now, and write nothing. Raises what `save` raises."""
        head = self._register.head()
        planner, plan, _ = self._plan(base and self._register.resolve(base), head)
        message = _message(self._change, plan, planner.after) if plan.files else ""
        return Preview(tuple(plan.changes), message)

    def save(self, base: str | None) -> Saved:
        """Make the change one commit, by an author and at a moment; return what became of it.

        `base` is the commit that the author of the change had seen: a field that was changed since is
        not overwritten (`StaleField`). Raises `NoReason`, `InvalidChange`, `ClosedPeriod`, `ReadOnly`,
        `LockHeld`, `NotSigned` and, where the disk or git refuse, `NotSaved` or `GitFailed`: then nothing is
        recorded.
        """
        try:
            if (why := self._register.unwritable()) is not None:
                raise ReadOnly(why.template, **why.values)
            self._register.private.mkdir(mode=0o700, exist_ok=True)
            with locked(self._register.private / "lock", self._author.login) as lock:
                return self._save(base and self._register.resolve(base), lock)
        except OSError as error:
            raise NotSaved(
                "Nothing was saved: {problem} ({path}). Free some space or ask the administrator, "
                "then save again.",
                problem=refusal_of(error),
                path=error.filename or self._register.path,
            ) from error

    def _save(self, base: str | None, lock: int) -> Saved:
        self._notices += self._journal.settle(lock)
        for _ in range(_ATTEMPTS):
            head = self._register.head()
            planner, plan, now = self._plan(base, head)
            if not plan.files:
                return Saved(None, tuple(self._notices))
            self._check_reason(planner.snapshot, plan)
            self._check_basis(planner.snapshot, plan)
            message = _message(self._change, plan, planner.after)
            commit = self._write(planner, plan, message, now)
            self._journal.begin(Entry(commit, list(plan.files), self._author.login))
            if self._advanced(commit, head, lock):
                self._say_removed(plan.removed)
                self._notices += lapses(planner.snapshot, planner.after, plan.changes)
                self._bring_along(head, plan, lock)
                return Saved(commit, tuple(self._notices))
        raise LockHeld(
            "Somebody else changed the register {n} times while this was being saved. Try again.", n=_ATTEMPTS
        )

    def _write(self, planner: Planner, plan: Plan, message: str, now: datetime) -> str:
        """Store the commit, signed where the register asks for it."""
        head = planner.snapshot.commit
        try:
            sign = signer_of(planner.snapshot, self._author.login, now.date())
            return self._repository.write_commit([head], plan.files, self._author, now, message, sign)
        except NotSigned as error:
            raise NotSigned("Nothing was saved: {why}", why=error.message()) from error

    def _plan(self, base: str | None, head: str) -> tuple[Planner, Plan, datetime]:
        if base is not None and base != head:
            self._check_fresh(base, head)
        provenance, files = self._register.files(head, under=needed(self._change.edits))
        planner = Planner(provenance, files, partial(self._repository.file, head))
        now = self._at or datetime.now(planner.snapshot.timezone)
        # A clock that was set back must not make history run backwards.
        now = max(now.replace(microsecond=0), provenance.at)
        paths = [edit.path for edit in self._change.edits]
        if (why := refusal(planner.snapshot, self._author.login, now.date(), paths)) is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
        plan = planner.plan(self._change, self._author.login, now)
        why = refusal_of_change(planner.snapshot, self._author.login, now.date(), plan.changes)
        if why is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
        if OFFICERS in plan.files:
            before, after = planner.snapshot.officers, planner.after.officers
            if problems := addresses_given_away(self._repository, head, before, after):
                raise InvalidChange(problems)
        return planner, plan, now

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
        """Refuse an answer that the authorised officer enters for a unit on nobody's word."""
        if plan.action is not Action.PROGRESS or self._change.basis.strip():
            return
        login = self._author.login
        for change in plan.changes:
            if on_behalf(snapshot, login, change):
                raise NoBasis(
                    "Nothing was saved: you enter the answer of {unit}, so name its letter (--basis).",
                    unit=answers_for(snapshot, login, change.path),
                )

    def _check_fresh(self, base: str, head: str) -> None:
        for edit in self._change.edits:
            self._check_whole(edit, base, head)
            versions = (self._repository.file(revision, edit.path) for revision in (base, head))
            of_all = self._change.word is not None and not edit.values
            for field in stale(edit.path, None if of_all else edit.values, *versions):
                by, at = self._who_changed(edit.path, base, head)
                raise StaleField(
                    "Nothing was saved: {file}, field “{field}” ({key}) was changed meanwhile by {by} on "
                    "{at}. There is now: {theirs}. Yours: {mine}. Look at both and save again.",
                    file=edit.path,
                    field=label(edit.path, field.key),
                    key=field.key,
                    by=by,
                    at=at,
                    theirs=shown(field.key, field.old),
                    mine=shown(field.key, field.new),
                    base=base,
                    head=head,
                )

    def _check_whole(self, edit: Edit, base: str, head: str) -> None:
        """Refuse a whole file of which another version was saved since `base`."""
        if not edit.removes and edit.whole is None:
            return
        if self._repository.file(base, edit.path) != self._repository.file(head, edit.path):
            by, at = self._who_changed(edit.path, base, head)
            raise StaleField(
                "Nothing was saved: {file} was changed meanwhile by {by} on {at}. Look at it and save again.",
                file=edit.path,
                by=by,
                at=at,
            )

    def _who_changed(self, path: str, base: str, head: str) -> tuple[str, datetime | None]:
        for commit, _ in self._repository.log(f"{base}..{head}", [path], "-1"):
            return commit.name, commit.at
        return "", None

    def _advanced(self, commit: str, head: str, lock: int) -> bool:
        """Move main, and say whether it moved; where it is known that it did not, the journal ends."""
        try:
            moved = self._repository.advance(commit, head, self._author, lock)
        except Uncertain:
            raise
        except (GitFailed, OSError):
            self._journal.end()
            raise
        if not moved:
            self._journal.end()
        return moved

    def _say_removed(self, removed: int) -> None:
        if removed:
            self._notices.append(
                Plural(
                    "{n} character that a register can’t hold was taken out of the text.",
                    "{n} characters that a register can’t hold were taken out of the text.",
                    n=removed,
                )
            )

    def _bring_along(self, old: str, plan: Plan, lock: int) -> None:
        """Bring work tree and index to the new commit. It is saved already, so no failure undoes it."""
        notices, followed = WorkTree(self._repository, self._register.private).follow(old, plan.files, lock)
        self._notices += notices
        if followed:
            with suppress(OSError):
                self._journal.end()


def _message(change: Change, plan: Plan, after: Snapshot) -> str:
    made = replace(change, action=plan.action)
    return compose(made, plan.changes, Names.of(after), Language(after.rules.language))

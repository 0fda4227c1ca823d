"""Proposed corrections: what a unit writes about a closed period, for the authorised officer to settle.

A proposal becomes a commit beside the closing, as if it came from a clone that had not seen the closing yet,
and is merged: the reported value stands, and the proposed one becomes an open conflict (`conflicts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.errors import ClosedPeriod
from records.files.editions import closings
from records.files.reading import assemble
from records.language import Message
from records.merges.joining import join, record_join
from records.rules.permissions import may_correct, refusal
from records.values.layout import place
from records.writing.planning import needed
from records.writing.saving import Saving

if TYPE_CHECKING:
    from collections.abc import Collection

    from records.files.snapshot import Snapshot
    from records.identity import Identity
    from records.register import Register
    from records.values.changes import Change
    from records.writing.saving import Planned, Ready

#: Shown to an author who may not correct the closed period they are editing.
PROPOSED = Message(
    "The period is closed: this is recorded as a proposed correction, which the authorised officer settles."
)


def proposes(snapshot: Snapshot, login: str, paths: Collection[str]) -> bool:
    """Return whether a login can only propose these files: all are theirs and in closed periods."""
    places = [place(path) for path in paths]
    return (
        bool(places)
        and all(where is not None and where.period in snapshot.closed for where in places)
        and not may_correct(snapshot, login)
        and refusal(snapshot, login, snapshot.today(), paths) is None
    )


def can_propose(register: Register, change: Change, author: Identity) -> bool:
    """Return whether a change refused because its period is closed can be made a proposal."""
    if change.word is not None or change.settles:
        return False
    return proposes(_judged_by(register, change), author.login, [edit.path for edit in change.edits])


def _judged_by(register: Register, change: Change) -> Snapshot:
    return assemble(*register.files(under=needed(change.edits)))


class Proposing(Saving):
    """Saves a change of a closed period as a proposal to the authorised officer."""

    def _plan(self, base: str | None, head: str) -> Planned:  # noqa: ARG002 - the base is always the commit before the closing
        """Plan the change against the register before the closing, whatever `base` is."""
        planned = super()._plan(None, self._before_closing(head))
        return planned._replace(at=max(planned.at, self._repository.commit(head).committed_at))

    def _ready(self, base: str | None, head: str) -> Ready | None:
        """Store the proposal and the merge that leaves it open; return None if nothing differs."""
        ready = super()._ready(base, head)
        if ready is None:
            return None
        joined = join(self._register, head, ready.commit)
        if not joined.clashes:
            return None
        at = self._repository.commit(ready.commit).committed_at
        tip = record_join(self._register, joined, self._author, at)
        return replace(ready, tip=tip, files=joined.files, notices=(PROPOSED,))

    def _before_closing(self, head: str) -> str:
        """Return the parent of the commit that closed the period. Raises `ClosedPeriod`."""
        periods = {where.period for edit in self._change.edits if (where := place(edit.path)) is not None}
        found = {
            commit
            for period in periods
            if period is not None
            for commit in closings(self._repository, head, period)[-1:]
        }
        if len(found) != 1:
            raise ClosedPeriod("The report is closed, so its progress can’t be changed.")
        return self._repository.commit(found.pop()).parents[0]

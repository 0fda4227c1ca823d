"""Check whether a closed period changed only by corrections, and whether its closing record stays as it was.

A period is closed if its closing record is in the tree before the commit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from records.language import Message
from records.rules.findings import Code, Finding
from records.values.changes import Action
from records.values.fields import same
from records.values.layout import closed_period, place
from records.values.model import FINAL, PeriodRecord, Role
from records.verifying import closed
from records.verifying.deeds import conflicts
from records.verifying.rights import author, corrects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.git.evidence import Evidence
    from records.values.fields import FileChange
    from records.verifying.deeds import Deed, Version
    from records.verifying.ground import Ground
    from records.verifying.merging import Merge


def findings(deed: Deed, ground: Ground, evidence: Evidence) -> Iterator[Finding]:
    """Yield the changes of a commit to closed periods that it had no right to make."""
    for change in deed.changes:
        where = place(change.path)
        if where is None or where.period not in ground.closed or _stands(change):
            continue
        finding = partial(Finding, Code.CLOSED_PERIOD, commit=deed.commit.id, path=change.path)
        if not corrects(deed, change, ground):
            yield finding(Message("{period} was closed, and this is no correction.", period=where.period))
        elif not deed.reason:
            yield finding(
                Message("A correction of {period}, which was closed, without a reason.", period=where.period)
            )
        elif not _is_authorised(deed):
            yield finding(
                Message(
                    "A correction of {period}, which was closed, by somebody not authorised.",
                    period=where.period,
                )
            )
    own = {change.path for change in deed.changes}
    for version in deed.versions:
        if version.path in own and closed_period(version.path) is not None:
            yield from _of_record(deed, version, ground, evidence)


def of_merge(deed: Deed, merge: Merge, ground: Ground) -> Iterator[Finding]:
    """Yield what a merge changed in a period that one of its sides had closed meanwhile.

    The closing side's values stand. If the other side is the first parent, its value may stay instead,
    provided that the merge's message leaves the field unresolved.
    """
    left_open = {path for path, _ in conflicts(deed.commit.message)}
    for path in merge.paths:
        where = place(path)
        if where is None or where.period is None:
            continue
        record = f"periods/{where.period.code}.toml"
        here = where.period in ground.closed
        if not (here or _closed_there(merge, record, here=here)) or all(merge.base(record)):
            continue
        one, other, merged = merge.blobs(path)
        kept = one if here else other
        if merged != kept and (here or merged != one or path not in left_open):
            told = Message("{period} was closed on one side, and the merge changes it.", period=where.period)
            yield Finding(Code.CLOSED_PERIOD, told, deed.commit.id, path)


def _closed_there(merge: Merge, record: str, *, here: bool) -> bool:
    """Return whether the second parent has the period's closing record."""
    return merge.blobs(record)[1] is not None if record in merge.paths else here


def _stands(change: FileChange) -> bool:
    """Return whether a merge only dropped the other side's value and kept the first parent's."""
    return bool(change.fields) and all(same(field.old, field.new) for field in change.fields)


def _is_authorised(deed: Deed) -> bool:
    """Return whether every judge whose register is not open has the author as an authorised officer."""
    login = author(deed)
    return all(
        judge.rules.open or (login in judge.officers and judge.officers[login].role is Role.AUTHORISED)
        for judge in deed.step.judges
    )


def _of_record(deed: Deed, version: Version, ground: Ground, evidence: Evidence) -> Iterator[Finding]:
    period = closed_period(version.path)
    if version.blobs[1] is None:
        if deed.action is not Action.REOPEN or not deed.reason:
            told = Message(
                "The record of {period} is gone without a reopening and its reason.", period=period
            )
            yield Finding(Code.CLOSED_PERIOD, told, deed.commit.id, version.path)
        return
    old, new = version.old.record, version.new.record
    if not isinstance(new, PeriodRecord):
        return
    if not isinstance(old, PeriodRecord):
        yield from closed.findings(deed, version.path, new, ground, evidence)
        return
    for key in FINAL:
        if getattr(old, key) != getattr(new, key):
            told = Message("The record of {period} says otherwise than when it was closed.", period=period)
            yield Finding(Code.CLOSED_PERIOD, told, deed.commit.id, version.path, key)

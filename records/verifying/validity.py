"""Check whether a commit leaves valid records, each alone and against the rest of the register."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from records.files.snapshot import Provenance, Snapshot
from records.files.unknown import unknown_keys
from records.language import Message
from records.rules.continuity import problems_of_change
from records.rules.findings import Code, Finding
from records.rules.validation import problems_of_record
from records.values.layout import REGISTER, UNITS, kind_of, place
from records.values.model import Measure, Progress, Record, Rules, Units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from records.files.snapshot import MeasureRecord
    from records.verifying.deeds import Version
    from records.verifying.ground import Ground
    from records.verifying.walk import Step

_NOWHERE = Provenance("", datetime.fromtimestamp(0, UTC), "")


def findings(step: Step, versions: Sequence[Version], ground: Ground) -> Iterator[Finding]:
    """Yield what is wrong with the files that a commit changed; the ground is at the commit itself."""
    commit = step.commit.id
    for judge in step.judges[:1]:
        day, paths = judge.day(step.commit.committed_at), [version.path for version in versions]
        for problem in problems_of_change(judge, ground.authority(), paths, day):
            yield Finding(Code.INVALID_RECORD, problem.message, commit, problem.path, problem.key)
    for version in versions:
        if version.blobs[1] is None:
            yield from _of_gone(commit, version, ground)
        elif version.new.problem is not None:
            yield Finding(Code.INVALID_RECORD, version.new.problem.message(), commit, version.path)
        elif version.new.record is not None:
            yield from _of_record(commit, version, version.new.record, ground)


def _of_record(commit: str, version: Version, record: Record, ground: Ground) -> Iterator[Finding]:
    around = _around(version, record, ground)
    for problem in problems_of_record(version.path, record, around):
        if problem.is_error:
            yield Finding(Code.INVALID_RECORD, problem.message, commit, version.path, problem.key)
    kind = kind_of(version.path)
    assert kind is not None
    known = unknown_keys(kind, version.old.fields)
    for key in unknown_keys(kind, version.new.fields):
        if key not in known:
            told = Message("The key is none of this version’s; it is kept and means nothing.")
            yield Finding(Code.UNKNOWN_FIELD, told, commit, version.path, key)


def _of_gone(commit: str, version: Version, ground: Ground) -> Iterator[Finding]:
    where = place(version.path)
    if version.path == REGISTER:
        yield Finding(Code.INVALID_RECORD, Message("The register’s rules are gone."), commit, version.path)
    elif version.path == UNITS:
        # Without units.toml there are no units, so every measure that names one becomes invalid.
        yield from _of_record(commit, version, Units(), ground)
    elif where is not None and where.period is None and ground.periods_of(where.measure):
        told = Message("The measure is gone, and its progress is still there.")
        yield Finding(Code.INVALID_RECORD, told, commit, version.path)


def _around(version: Version, record: Record, ground: Ground) -> Snapshot:
    """Return the part of the register that a record is validated against, as a snapshot."""
    return Snapshot(
        provenance=_NOWHERE,
        rules=ground.rules,
        units=ground.units,
        officers=ground.staff.officers,
        measures=tuple(_measures(version, record, ground)),
    )


def _measures(version: Version, record: Record, ground: Ground) -> Iterable[MeasureRecord]:
    where = place(version.path)
    old = version.old.record
    match record:
        case Measure() if where is not None:
            others = ground.bearers(where.programme, record.number) - {where.measure}
            of_number = ground.records(sorted(others), answers=False)
            return [*ground.records([where.measure], answers=True), *of_number]
        case Progress() if where is not None:
            return ground.records([where.measure], answers=False)
        # Only a removal (of a unit, of a programme's years) can make other records invalid.
        case Units() if isinstance(old, Units) and not old.units.keys() <= record.units.keys():
            return ground.records(ground.measures(), answers=False)
        case Rules() if isinstance(old, Rules) and _years(old) != _years(record):
            return ground.records(ground.measures(), answers=True)
    return ()


def _years(rules: Rules) -> object:
    return rules.cadence, [(each.id, each.from_, each.until) for each in rules.programmes]

"""Assembles a register's files into a snapshot; each file is read independently of the others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from records.errors import InvalidDocument, NoRegister, ProzvitError
from records.files.documents import read_record
from records.files.sealing import covers
from records.files.snapshot import File, MeasureRecord, Snapshot, in_order
from records.rules.checks import problems_alone
from records.values.layout import OFFICERS, REGISTER, UNITS, Place, closed_period, place
from records.values.model import Measure, Officers, Progress, Record, Rules, Units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.files.snapshot import Provenance
    from records.values.periods import Period

_Kind = TypeVar("_Kind", bound=Record)


def read_file(path: str, data: bytes) -> File:
    """Return a record's file as read, with its record or its problem."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        record = read_record(data, path)
        return File(record, None, digest, lapsed=_lapsed(record, data))
    except ProzvitError as problem:
        return File(None, problem, digest)


def link(path: str) -> File:
    """Return the file value for a link or folder found at a record's path."""
    problem = InvalidDocument("{file} is a link, not a file. Replace it by the file itself.", file=path)
    return File(None, problem, "")


def assemble(provenance: Provenance, files: Mapping[str, File]) -> Snapshot:
    """Return the snapshot of some files; raise `NoRegister` or `InvalidDocument` if the rules cannot be read.

    Any other unreadable file is left out and its problem is listed in `problems`.
    """
    unread = {path: file.problem for path, file in files.items() if file.problem and path != REGISTER}
    problems = [unread[path] for path in sorted(unread)]
    rules = _rules(files.get(REGISTER))
    units, officers = _record(files, UNITS, Units), _record(files, OFFICERS, Officers)
    measures: dict[Place, Measure] = {}
    progress: dict[Place, dict[Period, Progress]] = {}
    lapsed: dict[Place, set[Period]] = {}
    for path, file in files.items():
        where = place(path)
        if where is None:
            continue
        home = Place(where.programme, where.id, None)
        if isinstance(file.record, Measure):
            measures[home] = file.record
        elif isinstance(file.record, Progress) and where.period is not None:
            progress.setdefault(home, {})[where.period] = file.record
            if file.lapsed:
                lapsed.setdefault(home, set()).add(where.period)
    problems += [
        _orphan(home, period)
        for home in sorted(progress)
        if home.path not in files
        for period in sorted(progress[home])
    ]
    records = [
        MeasureRecord(
            home.programme,
            home.id,
            measure,
            dict(sorted(progress.get(home, {}).items())),
            frozenset(lapsed.get(home, ())),
        )
        for home, measure in measures.items()
    ]
    return Snapshot(
        provenance=provenance,
        rules=rules,
        units=units.units if units else {},
        officers=officers.officers if officers else {},
        measures=in_order(records, rules.programmes),
        closed=frozenset(period for path in files if (period := closed_period(path)) is not None),
        problems=tuple(problems),
        files=files,
    )


def _lapsed(record: Record, data: bytes) -> bool:
    if not isinstance(record, Progress) or record.review is None:
        return False
    return record.review.covers != covers(data)


def _rules(file: File | None) -> Rules:
    if file is None:
        raise NoRegister(
            "There is no {file} here, so this is no register. Make one with `prozvit init`.", file=REGISTER
        )
    if file.problem is not None:
        raise file.problem
    assert isinstance(file.record, Rules)
    for problem in problems_alone(REGISTER, file.record):
        # Periods are derived from the rules, so invalid rules would cause failures everywhere else.
        if problem.is_error:
            raise InvalidDocument("{problem}", file=REGISTER, problem=problem.in_full())
    return file.record


def _record(files: Mapping[str, File], path: str, kind: type[_Kind]) -> _Kind | None:
    file = files.get(path)
    return file.record if file is not None and isinstance(file.record, kind) else None


def _orphan(home: Place, period: Period) -> InvalidDocument:
    return InvalidDocument(
        "{file}: there is no measure.toml beside it. Add the measure, or remove the file.",
        file=home._replace(period=period).path,
    )

"""The judgement of a planned change: its records alone, and compared with those before it.

Forms call it while a person types, saves before they write, and commands after they saved, so that all show
the same warnings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from records.language import Message
from records.rules.continuity import problems_of_change
from records.rules.plausibility import (
    Doubt,
    doubts_by_key,
    doubts_of_deadline,
    doubts_of_measure,
    doubts_of_rules,
    previous_of,
)
from records.rules.problems import Problem
from records.rules.validation import problems_of, problems_of_record
from records.values.deadlines import deadline_doubt, read_deadline
from records.values.layout import place
from records.values.model import Measure, Progress, Rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.layout import Place
    from records.values.model import Deadline, Record


class Notice(NamedTuple):
    """An effect of a change that its author should know of, at the key that causes it."""

    path: str
    key: str
    message: Message


class Judgement(NamedTuple):
    """The errors of a change, the doubts that a person may overrule, and its further effects."""

    errors: tuple[Problem, ...]
    doubts: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def judge(records: Mapping[str, Record], before: Snapshot, around: Snapshot, on: date) -> Judgement:
    """Return the judgement of a change made on day `on`; `records` are the changed records by path.

    `before` is the register that the change is made to. `around` is the register after the change; it may
    hold the changed records themselves in either form, or not at all.
    """
    problems = _problems(records, before, around, on)
    doubts = [each for each in problems if not each.is_error]
    for path, record in records.items():
        found = _doubts(path, record, before, around, on)
        doubts += [Problem("warning", path, *doubt) for doubt in found]
    notices = [each for path, record in records.items() for each in _notices(path, record, before, around)]
    return Judgement(
        tuple(each for each in problems if each.is_error), tuple(dict.fromkeys(doubts)), tuple(notices)
    )


def errors(
    records: Mapping[str, Record], before: Snapshot, after: Snapshot, on: date, gone: Collection[str] = ()
) -> list[Problem]:
    """Return the errors of a change that writes `records` and removes the records at the paths `gone`."""
    found = [each for each in _problems(records, before, after, on, gone) if each.is_error]
    if gone:
        # Any other record may refer to a removed one, so the whole register is checked.
        known = problems_of(before)
        found += [each for each in problems_of(after) if each.is_error and each not in known]
    return list(dict.fromkeys(found))


def _problems(
    records: Mapping[str, Record], before: Snapshot, around: Snapshot, on: date, gone: Collection[str] = ()
) -> list[Problem]:
    problems = [each for path, record in records.items() for each in problems_of_record(path, record, around)]
    return problems + problems_of_change(before, around, (*records, *gone), on)


def _doubts(path: str, record: Record, before: Snapshot, around: Snapshot, on: date) -> Iterator[Doubt]:
    where = place(path)
    match record:
        case Measure() if where is not None:
            known = _find(before, where)
            was = None if known is None else known.measure.deadline
            yield from _of_measure(record, was, where, around, on)
        case Progress() if where is not None and where.period is not None:
            if (home := _find(around, where)) is not None:
                yield from doubts_by_key(home.measure, record, where.period, previous_of(home, where.period))
        case Rules():
            yield from doubts_of_rules(record)


def _of_measure(
    measure: Measure, was: Deadline | None, where: Place, around: Snapshot, on: date
) -> Iterator[Doubt]:
    programme = next((each for each in around.rules.programmes if each.id == where.programme), None)
    yield from doubts_of_measure(measure, programme)
    deadline = measure.deadline
    if programme is not None and deadline != was:
        first, last = programme.from_, programme.until
        doubt = deadline_doubt(deadline.text, first, last)
        # If the officer set kind and dates themselves, a doubt about the wording is settled.
        if doubt is not None and deadline == read_deadline(deadline.text, first, last):
            yield Doubt("deadline.text", deadline.text, doubt)
    if was is not None:
        for message in doubts_of_deadline(was, deadline, on):
            yield Doubt("deadline.text", deadline.text, message)


def _notices(path: str, record: Record, before: Snapshot, around: Snapshot) -> Iterator[Notice]:
    for unit in record.responsible if isinstance(record, Measure) else ():
        if unit in around.units and unit not in before.units:
            message = Message(
                "“{unit}” is a new unit, {id}: it is recorded with this change.",
                unit=around.unit_name(unit),
                id=unit,
            )
            yield Notice(path, "responsible", message)


def _find(snapshot: Snapshot, where: Place) -> MeasureRecord | None:
    return next((each for each in snapshot.measures if each.key == where.measure), None)

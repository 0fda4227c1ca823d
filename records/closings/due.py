"""What is due on a day: answers not submitted for a period, and measures with a near or passed deadline.

An answer is due from `SOON_DAYS` before the units' submission day until the period is closed. Measures are
grouped by their lead unit, which alone submits (domain.md, Periods).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from records.language import Message, Plural
from records.rules.reviewing import Stage, returned_note, stage
from records.texts.typography import alphabetical
from records.values.statuses import SOON_DAYS, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Programme
    from records.values.periods import Period


class What(StrEnum):
    """The kind of thing that is due."""

    MISSING = "missing"
    UNSUBMITTED = "unsubmitted"
    RETURNED = "returned"
    NEAR = "due"
    OVERDUE = "overdue"

    @property
    def is_answer(self) -> bool:
        """Whether an answer for the period is due, as opposed to the measure itself."""
        return self in {What.MISSING, What.UNSUBMITTED, What.RETURNED}

    def message(self) -> Message:
        """Return the kind's name for display."""
        return Message(_NAMES[self])


_NAMES = {
    What.MISSING: "no answer yet",
    What.UNSUBMITTED: "answer not submitted",
    What.RETURNED: "answer sent back for rework",
    What.NEAR: "to be carried out soon",
    What.OVERDUE: "overdue",
}
_UNDONE = {
    Stage.RECORDED: What.UNSUBMITTED,
    Stage.LAPSED: What.UNSUBMITTED,
    Stage.RETURNED: What.RETURNED,
    Stage.REWORKED: What.RETURNED,
}


class Due(Struct, frozen=True):
    """What is due for a measure, by which day, and the number of days left, negative if the day has passed.

    `note` is the reviewer's note if the answer was returned.
    """

    record: MeasureRecord
    what: What
    day: date
    days: int
    note: str = ""

    def left(self) -> Message:
        """Return the days left, or overdue, as a message."""
        return _left(self.days)


class Owing(Struct, frozen=True):
    """A unit (its id, "" if the measures name none) with what it owes, in the programme's order."""

    unit: str
    due: tuple[Due, ...]


class Outstanding(Struct, frozen=True):
    """What is due on a day for a programme's measures and their answers in a period, by lead unit."""

    snapshot: Snapshot
    programme: Programme
    period: Period
    on: date
    owing: tuple[Owing, ...]

    @property
    def units_by(self) -> date:
        """The day by which units submit."""
        return _units_by(self.snapshot, self.period)

    @property
    def submit_by(self) -> date:
        """The day by which the register's report must be ready."""
        return self.period.submission_day(self.snapshot.rules.submit_by_day)

    def left(self, day: date) -> Message:
        """Return the days left until a day, or overdue, as a message."""
        return _left((day - self.on).days)

    def of(self, unit: str) -> Outstanding:
        """Return only what one unit (given by its id) owes."""
        return replace(self, owing=tuple(each for each in self.owing if each.unit == unit))


def due(snapshot: Snapshot, programme: Programme, period: Period, on: date) -> Outstanding:
    """Return what is due on a day for a programme's measures; units are in alphabetical order."""
    found: dict[str, list[Due]] = {}
    for record in snapshot.present(period, programme.id):
        unit = next(iter(record.measure.responsible), "")
        found.setdefault(unit, []).extend(_of(snapshot, record, period, on))
    owing = [Owing(unit, tuple(each)) for unit, each in found.items() if each]
    owing.sort(key=lambda each: (alphabetical(snapshot.unit_name(each.unit)), each.unit))
    return Outstanding(snapshot, programme, period, on, tuple(owing))


def _units_by(snapshot: Snapshot, period: Period) -> date:
    return period.submission_day(snapshot.rules.units_by_day)


def _left(days: int) -> Message:
    """Return the days left, or overdue, as a message."""
    if days == 0:
        return Message("the last day is today")
    if days < 0:
        return Plural("{n} day late", "{n} days late", n=-days)
    return Plural("{n} day left", "{n} days left", n=days)


def _of(snapshot: Snapshot, record: MeasureRecord, period: Period, on: date) -> Iterator[Due]:
    day = _units_by(snapshot, period)
    what = _answer(record, period)
    if what is not None and period not in snapshot.closed and day - on <= timedelta(days=SOON_DAYS):
        yield Due(record, what, day, (day - on).days, returned_note(record, period))
    until = record.measure.deadline.until
    if until is None:
        return
    if record.overdue(period, on):
        yield Due(record, What.OVERDUE, until, (until - on).days)
    elif record.due_soon(period, on):
        yield Due(record, What.NEAR, until, (until - on).days)


def _answer(record: MeasureRecord, period: Period) -> What | None:
    """Return why a measure's answer is not submitted yet, or None if it is or need not be."""
    standing = record.standing(period)
    if standing is Standing.MISSING:
        return What.MISSING
    now = stage(record, period)
    return _UNDONE.get(now) if now is not None and standing is Standing.REPORTED else None

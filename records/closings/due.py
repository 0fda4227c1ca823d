"""What is due on a day: answers that a period still lacks, and measures whose date is near or has passed.

An answer is told of from `SOON_DAYS` before the day by which units give it until the period is closed.
A measure stands with its lead unit, which alone submits (domain.md, Periods).
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
    """What is due of a measure."""

    MISSING = "missing"
    UNSUBMITTED = "unsubmitted"
    RETURNED = "returned"
    NEAR = "due"
    OVERDUE = "overdue"

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer for the period that is due, not the measure itself."""
        return self in {What.MISSING, What.UNSUBMITTED, What.RETURNED}

    def message(self) -> Message:
        """Return what is due, for people."""
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
    """What is due of a measure, by which day, and how many days are left; fewer than none: it has passed.

    `note` is what was asked for where an answer was sent back.
    """

    record: MeasureRecord
    what: What
    day: date
    days: int
    note: str = ""

    def left(self) -> Message:
        """Return how many days are left, or since when it is late, for people."""
        return _left(self.days)


class Owing(Struct, frozen=True):
    """A unit (its id, "" where a measure names none) with what is due of it, in the programme's order."""

    unit: str
    due: tuple[Due, ...]


class Outstanding(Struct, frozen=True):
    """What is due of a programme's measures on a day, the answers those of a period; by lead unit."""

    snapshot: Snapshot
    programme: Programme
    period: Period
    on: date
    owing: tuple[Owing, ...]

    @property
    def units_by(self) -> date:
        """The day by which units give their answers."""
        return _units_by(self.snapshot, self.period)

    @property
    def submit_by(self) -> date:
        """The day by which the register's report is to be ready."""
        return self.period.submission_day(self.snapshot.rules.submit_by_day)

    def left(self, day: date) -> Message:
        """Return how many days are left to a day, for people."""
        return _left((day - self.on).days)

    def of(self, unit: str) -> Outstanding:
        """Return what is due of one unit (its id)."""
        return replace(self, owing=tuple(each for each in self.owing if each.unit == unit))


def due(snapshot: Snapshot, programme: Programme, period: Period, on: date) -> Outstanding:
    """Return what is due on a day of a programme's measures, units in the order of the alphabet."""
    found: dict[str, list[Due]] = {}
    for record in snapshot.of_programme(programme.id):
        unit = next(iter(record.measure.responsible), "")
        found.setdefault(unit, []).extend(_of(snapshot, record, period, on))
    owing = [Owing(unit, tuple(each)) for unit, each in found.items() if each]
    owing.sort(key=lambda each: (alphabetical(snapshot.unit_name(each.unit)), each.unit))
    return Outstanding(snapshot, programme, period, on, tuple(owing))


def _units_by(snapshot: Snapshot, period: Period) -> date:
    return period.submission_day(snapshot.rules.units_by_day)


def _left(days: int) -> Message:
    """Return how many days are left, or how many it is late, for people."""
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
    """Return what keeps a measure's answer from being submitted, None where nothing does."""
    standing = record.standing(period)
    if standing is Standing.MISSING:
        return What.MISSING
    now = stage(record, period)
    return _UNDONE.get(now) if now is not None and standing is Standing.REPORTED else None

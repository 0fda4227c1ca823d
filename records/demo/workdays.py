"""When the invented council works: drawn from labels alone, so that each build draws the same.

Neither a clock nor a generator of random numbers is asked, since both differ from build to build or from
one version of Python to the next.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from records.values.periods import Period

KYIV = ZoneInfo("Europe/Kyiv")
#: Office hours in minutes of the day, the lunch hour left out.
_OFFICE_MINUTES = (*range(8 * 60 + 25, 12 * 60 + 30), *range(13 * 60 + 20, 17 * 60 + 20))
#: The days after a quarter on which units answer, as days of the month.
_FIRST_ANSWER, _LAST_ANSWER = 2, 12
_SATURDAY = 5


def draw(label: str, choices: int) -> int:
    """Return a number from 0 to `choices` - 1 that only the label decides."""
    return int.from_bytes(sha256(label.encode()).digest()[:8], "big") % choices


def office_time(day: date, label: str) -> datetime:
    """Return a moment in that day's office hours, by Kyiv time."""
    minute = _OFFICE_MINUTES[draw(f"minute {label}", len(_OFFICE_MINUTES))]
    return datetime.combine(day, time(minute // 60, minute % 60, draw(f"second {label}", 60)), KYIV)


def morning(day: date, place: int) -> datetime:
    """Return the moment of the task at `place` (0 to 19) in a morning's row of equal tasks, by Kyiv time."""
    start = datetime.combine(day, time(9, 5), KYIV)
    return start + timedelta(minutes=9 * place, seconds=draw(f"{day} {place}", 400))


def answer_day(period: Period, label: str) -> date:
    """Return a working day of the weeks after a quarter, when units answer."""
    days = (period.submission_day(day) for day in range(_FIRST_ANSWER, _LAST_ANSWER + 1))
    working = [day for day in days if day.weekday() < _SATURDAY]
    return working[draw(f"day {label}", len(working))]


def working_day_after(day: date, label: str) -> date:
    """Return the first, second or third working day after `day`."""
    for _ in range(1 + draw(f"delay {label}", 3)):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day

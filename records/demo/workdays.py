"""Working times of the invented council, derived from labels so that every build gives the same.

No clock or random generator is used: clocks differ between builds, generators between versions of Python.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from records.values.periods import Period

KYIV = ZoneInfo("Europe/Kyiv")
#: Office hours in minutes of the day, without the lunch hour.
_OFFICE_MINUTES = (*range(8 * 60 + 25, 12 * 60 + 30), *range(13 * 60 + 20, 17 * 60 + 20))
#: The first and last day of the month after a quarter on which units answer.
_FIRST_ANSWER, _LAST_ANSWER = 2, 12
_SATURDAY = 5


def draw(label: str, choices: int) -> int:
    """Return a pseudo-random number below `choices`, derived from the label alone."""
    return int.from_bytes(sha256(label.encode()).digest()[:8], "big") % choices


def office_time(day: date, label: str) -> datetime:
    """Return a time within the day's office hours, in Kyiv time."""
    minute = _OFFICE_MINUTES[draw(f"minute {label}", len(_OFFICE_MINUTES))]
    return datetime.combine(day, time(minute // 60, minute % 60, draw(f"second {label}", 60)), KYIV)


def morning(day: date, place: int) -> datetime:
    """Return the time of task `place` (0 to 19) in a morning's series of similar tasks, in Kyiv time."""
    start = datetime.combine(day, time(9, 5), KYIV)
    return start + timedelta(minutes=9 * place, seconds=draw(f"{day} {place}", 400))


def answer_day(period: Period, label: str) -> date:
    """Return a working day in the days after a quarter on which units answer."""
    days = (period.submission_day(day) for day in range(_FIRST_ANSWER, _LAST_ANSWER + 1))
    working = [day for day in days if day.weekday() < _SATURDAY]
    return working[draw(f"day {label}", len(working))]


def working_day_after(day: date, label: str) -> date:
    """Return the first, second or third working day after `day`, chosen by the label."""
    for _ in range(1 + draw(f"delay {label}", 3)):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day

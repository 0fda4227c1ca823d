"""Parses a day or moment as people write it, in a given time zone."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

_WRITTEN = re.compile(
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)|(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}))"
    r"(?:[T ](?P<time>\d\d:\d\d)(?P<seconds>:\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)

#: The accepted difference between the clocks of two computers.
_APART = timedelta(minutes=5)


def is_ahead(at: datetime) -> bool:
    """Return whether a moment lies in the future by more than the accepted clock difference."""
    return at - datetime.now(UTC) > _APART


def last_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the last second of the day or minute that a text names, or None for any other text.

    Days are written 2017-12-31 or 31.12.2017, optionally followed by a time. Without an offset, `zone`
    applies.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    day = match["iso"] or f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    with suppress(ValueError):
        if match["time"] is None:
            return datetime.combine(datetime.fromisoformat(day), time(23, 59, 59), zone)
        at = datetime.fromisoformat(f"{day}T{match['time']}{match['seconds'] or ':59'}{match['zone'] or ''}")
        return at if at.tzinfo is not None else at.replace(tzinfo=zone)
    return None

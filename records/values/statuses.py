"""Rules about statuses: fitting percents, and whether a measure is expected, missing or overdue."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from records.language import LANGUAGES, Language, Message
from records.texts.typography import fold
from records.values.model import Deadline, Measure, Progress, ReviewState, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from records.values.periods import Period

#: A deadline is near if this many days or fewer are left.
SOON_DAYS = 30
#: All valid percents.
PERCENTS = range(101)


def percent_range(status: Status, deadline: Deadline) -> range:
    """Return the percents (0 to 100) that fit a status, by the table of Order 134/23."""
    match status:
        case Status.IMPLEMENTED:
            return range(100, 101)
        case Status.PARTLY:
            return range(1, 100)
        case Status.IN_PROGRESS:
            return range(101 if deadline.kind.endless else 100)
        case Status.NOT_IMPLEMENTED:
            return range(100)
        case Status.NOT_STARTED:
            return range(1)


def mean(percents: Sequence[int]) -> int | None:
    """Return the rounded mean of percents, or None if there are none."""
    # Halves round up, as people expect.
    return (2 * sum(percents) + len(percents)) // (2 * len(percents)) if percents else None


def status_named(text: str) -> Status | None:
    """Return the status with this name in any language or this code, or None for any other text."""
    return _named().get(fold(text))


@cache
def _named() -> Mapping[str, Status]:
    names = {fold(Language(code).show(status)): status for status in Status for code in LANGUAGES}
    return names | {fold(status.value): status for status in Status}


def status_choices() -> list[Message]:
    """Return the code and name of each status; input accepts either."""
    return [Message("{code} ({name})", code=each.value, name=each.message()) for each in Status]


def agrees(status: Status, percent: int | None, deadline: Deadline) -> bool:
    """Return whether a percent fits a status; a missing percent fits every status."""
    return percent is None or percent in percent_range(status, deadline)


def fitting_percent(status: Status, percent: int | None, deadline: Deadline) -> int | None:
    """Return `percent` if it fits a newly chosen status, else the nearest percent that does."""
    if percent is None:
        return None
    allowed = percent_range(status, deadline)
    return min(max(percent, allowed.start), allowed.stop - 1)


def status_from_percent(percent: int | None, deadline: Deadline) -> Status:
    """Return the status for a report that gives only percents."""
    match percent:
        case 100:
            return Status.IN_PROGRESS if deadline.kind.endless else Status.IMPLEMENTED
        case 0:
            return Status.NOT_STARTED
        case _:
            return Status.IN_PROGRESS


class Standing(StrEnum):
    """The position of a measure in a period, as distinct from its reported status."""

    REPORTED = "reported"
    MISSING = "missing"
    NOT_DUE = "not-due"
    DONE_EARLIER = "done-earlier"
    RETIRED = "retired"

    def message(self) -> Message:
        """Return the standing's name for display."""
        return Message(_STANDING_NAMES[self])


_STANDING_NAMES = {
    Standing.REPORTED: "reported",
    Standing.MISSING: "not submitted",
    Standing.NOT_DUE: "not due yet",
    Standing.DONE_EARLIER: "done earlier",
    Standing.RETIRED: "retired",
}


def standing(
    measure: Measure,
    progress: Mapping[Period, Progress],
    period: Period,
    lapsed: Collection[Period] = frozenset(),
) -> Standing:
    """Return a measure's standing in `period`, from its progress in that and earlier periods.

    `lapsed` are the periods whose progress was changed after its review.
    """
    if measure.retired is not None and measure.retired <= period:
        return Standing.RETIRED
    if period in progress:
        return Standing.REPORTED
    if measure.deadline.from_ is not None and measure.deadline.from_ > period.last_day:
        return Standing.NOT_DUE
    if done_in(measure, progress, period, lapsed) is not None:
        return Standing.DONE_EARLIER
    return Standing.MISSING


def done_in(
    measure: Measure,
    progress: Mapping[Period, Progress],
    before: Period,
    lapsed: Collection[Period] = frozenset(),
) -> Period | None:
    """Return the earlier period in which a measure with an end was accepted as implemented, or None.

    Acceptances in `lapsed` periods do not count: their progress was changed after the review.
    """
    if measure.deadline.kind.endless:
        return None
    done = (
        period
        for period, report in progress.items()
        if period < before
        and report.status is Status.IMPLEMENTED
        and report.review is not None
        and report.review.state is ReviewState.ACCEPTED
        and period not in lapsed
    )
    return max(done, default=None)


def latest(progress: Mapping[Period, Progress], period: Period) -> Progress | None:
    """Return the progress for `period`, else for the latest earlier period that has one, else None."""
    known = [each for each in progress if each <= period]
    return progress[max(known)] if known else None


def due_soon(measure: Measure, progress: Mapping[Period, Progress], period: Period, on: date) -> bool:
    """Return whether an unfinished measure's deadline is on day `on` or within `SOON_DAYS` after it."""
    until = measure.deadline.until
    if until is None or not on <= until <= on + timedelta(days=SOON_DAYS):
        return False
    return not _has_result(progress, period) and (measure.retired is None or period < measure.retired)


def overdue(measure: Measure, progress: Mapping[Period, Progress], period: Period, on: date) -> bool:
    """Return whether a measure's deadline was before day `on` and it has no result yet."""
    if measure.retired is not None and measure.retired <= period:
        return False
    if measure.deadline.until is None or measure.deadline.until >= on:
        return False
    return not _has_result(progress, period)


def _has_result(progress: Mapping[Period, Progress], period: Period) -> bool:
    report = latest(progress, period)
    return report is not None and report.status in {Status.IMPLEMENTED, Status.PARTLY}

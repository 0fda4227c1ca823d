"""Statuses, the percents that agree with them, and the standing of a measure."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from records.language import UKRAINIAN
from records.values.model import Deadline, DeadlineKind, Measure, Progress, Review, ReviewState, Status
from records.values.periods import Period
from records.values.statuses import (
    Standing,
    agrees,
    done_in,
    fitting_percent,
    latest,
    overdue,
    percent_range,
    standing,
    status_from_percent,
)

Q1, Q2, Q3, Q4 = (Period.from_code(f"2024-Q{n}") for n in (1, 2, 3, 4))
DATED, ENDLESS = Deadline(kind=DeadlineKind.WITHIN_YEAR), Deadline(kind=DeadlineKind.CONTINUOUS)


def accepted(status: Status = Status.IMPLEMENTED, state: ReviewState = ReviewState.ACCEPTED) -> Progress:
    return Progress(status=status, review=Review(state=state, by="a", at=datetime(2024, 4, 5, tzinfo=UTC)))


def measure(deadline: Deadline = DATED, retired: Period | None = None) -> Measure:
    return Measure(number="1", title="Навчання", deadline=deadline, retired=retired)


@pytest.mark.parametrize(
    ("status", "first", "last"),
    [
        (Status.IMPLEMENTED, 100, 100),
        (Status.PARTLY, 1, 99),
        (Status.IN_PROGRESS, 0, 99),
        (Status.NOT_IMPLEMENTED, 0, 99),
        (Status.NOT_STARTED, 0, 0),
    ],
)
def test_percent_range(status: Status, first: int, last: int) -> None:
    """Each status allows the percents of its row in the table."""
    allowed = percent_range(status, DATED)
    assert (first, last) == (allowed[0], allowed[-1])


def test_endless_measure() -> None:
    """Only a measure without an end may be in progress at 100 %."""
    for kind in DeadlineKind:
        endless = kind in {DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING}
        assert endless is kind.endless
        assert endless is agrees(Status.IN_PROGRESS, 100, Deadline(kind=kind))


def test_no_percent() -> None:
    """Progress without a percent agrees with every status."""
    assert all(agrees(status, None, DATED) for status in Status)
    assert fitting_percent(Status.IMPLEMENTED, None, DATED) is None


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("percent", [0, 1, 50, 99, 100])
@pytest.mark.parametrize("deadline", [DATED, ENDLESS])
def test_fitting_percent(status: Status, percent: int, deadline: Deadline) -> None:
    """Choosing a status keeps a percent that agrees with it, or takes the nearest one that does."""
    fitting = fitting_percent(status, percent, deadline)
    assert fitting is not None
    assert agrees(status, fitting, deadline)
    nearest = min(abs(percent - allowed) for allowed in percent_range(status, deadline))
    assert nearest == abs(percent - fitting)


@pytest.mark.parametrize(
    ("percent", "deadline", "status"),
    [
        (100, DATED, Status.IMPLEMENTED),
        (100, ENDLESS, Status.IN_PROGRESS),
        (99, DATED, Status.IN_PROGRESS),
        (1, ENDLESS, Status.IN_PROGRESS),
        (0, DATED, Status.NOT_STARTED),
        (None, DATED, Status.IN_PROGRESS),
    ],
)
def test_status_from_percent(percent: int | None, deadline: Deadline, status: Status) -> None:
    """A percent without a status gives the status that it implies, which agrees with it."""
    assert status is status_from_percent(percent, deadline)
    assert agrees(status, percent, deadline)


def test_standing() -> None:
    """A measure is reported, missing, not due yet, done earlier or retired."""
    later = measure(Deadline(kind=DeadlineKind.RANGE, from_=date(2024, 7, 1), until=date(2024, 9, 30)))
    assert Standing.REPORTED is standing(measure(), {Q1: accepted()}, Q1)
    assert Standing.MISSING is standing(measure(), {}, Q1)
    assert Standing.MISSING is standing(measure(), {Q2: accepted()}, Q1)
    assert Standing.NOT_DUE is standing(later, {}, Q2)
    assert Standing.REPORTED is standing(later, {Q2: accepted()}, Q2)
    assert Standing.MISSING is standing(later, {}, Q3)
    assert Standing.DONE_EARLIER is standing(measure(), {Q1: accepted()}, Q3)
    assert Standing.RETIRED is standing(measure(retired=Q2), {Q1: accepted(), Q2: accepted()}, Q2)
    assert Standing.MISSING is standing(measure(retired=Q2), {}, Q1)


@pytest.mark.parametrize(
    "progress",
    [
        accepted(state=ReviewState.SUBMITTED),
        accepted(state=ReviewState.RETURNED),
        accepted(Status.PARTLY),
        Progress(status=Status.IMPLEMENTED),
    ],
)
def test_not_done(progress: Progress) -> None:
    """Only an accepted "implemented" settles a measure for later periods."""
    assert Standing.MISSING is standing(measure(), {Q1: progress}, Q2)


def test_done_in() -> None:
    """The latest period that settled a measure counts; a measure without an end is never settled."""
    progress = {Q1: accepted(), Q3: accepted(), Q4: accepted()}
    assert done_in(measure(), progress, Q4) == Q3
    assert done_in(measure(), progress, Q1) is None
    assert done_in(measure(ENDLESS), progress, Q4) is None


def test_latest() -> None:
    """The latest progress is that of the period, or otherwise of the last period before it."""
    first, third = accepted(), accepted(Status.PARTLY)
    assert third is latest({Q1: first, Q3: third}, Q4)
    assert first is latest({Q1: first, Q3: third}, Q2)
    assert latest({Q3: third}, Q2) is None


def test_overdue() -> None:
    """A measure is overdue from the day after its deadline until it has a result or is retired."""
    until = Deadline(kind=DeadlineKind.BY_DATE, until=date(2024, 6, 30))
    assert not overdue(measure(until), {}, Q2, date(2024, 6, 30))
    assert overdue(measure(until), {}, Q2, date(2024, 7, 1))
    assert not overdue(measure(), {}, Q4, date(2030, 1, 1))
    assert not overdue(measure(until, retired=Q3), {}, Q3, date(2024, 9, 30))
    assert overdue(measure(until, retired=Q4), {}, Q3, date(2024, 9, 30))
    for status in Status:
        result = status in {Status.IMPLEMENTED, Status.PARTLY}
        assert result is not overdue(measure(until), {Q1: Progress(status=status)}, Q3, date(2024, 9, 30))


def test_names() -> None:
    """Each status and standing has a Ukrainian name."""
    names = [status.message().render(UKRAINIAN) for status in Status]
    assert names == ["Виконано", "Виконано частково", "Виконується", "Не виконано", "Не розпочато"]
    assert len(Standing) == len({standing.message().render(UKRAINIAN) for standing in Standing})

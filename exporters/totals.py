"""Totals over the measures of a report: by status, by unit and by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from records.sanitise import visible
from records.values.model import Status
from records.values.statuses import Standing, mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exporters.choosing import Choice
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from records.values.periods import Period

#: The number of periods in a trend: two years of quarters.
LONGEST_TREND = 8


class Totals(Struct, frozen=True):
    """Counts of measures by status and otherwise; the mean percent over the `told` measures that give one."""

    name: str
    count: int
    by_status: Mapping[Status, int]
    missing: int
    not_due: int
    overdue: int
    mean: int | None
    told: int


def total(name: str, records: Sequence[MeasureRecord], period: Period) -> Totals:
    """Return the totals of the measures in a period."""
    shown = [progress for record in records if (progress := record.told(period)) is not None]
    statuses = [progress.status for progress in shown]
    standings = [record.standing(period) for record in records]
    percents = [progress.percent for progress in shown if progress.percent is not None]
    return Totals(
        name=name,
        count=len(records),
        by_status={status: statuses.count(status) for status in Status},
        missing=standings.count(Standing.MISSING),
        not_due=standings.count(Standing.NOT_DUE),
        overdue=sum(record.overdue(period) for record in records),
        mean=mean(percents),
        told=len(percents),
    )


def percent_said(percent: int | None) -> str:
    """Return a percent as printed, with a dash for None."""
    return "–" if percent is None else f"{percent} %"


def mean_said(totals: Totals) -> str:
    """Return the mean percent as printed, with the number of measures behind it, which shows its weight."""
    said = percent_said(totals.mean)
    return said if totals.mean is None else f"{said} ({totals.told})"


def by_unit(snapshot: Snapshot, records: Sequence[MeasureRecord], period: Period) -> tuple[Totals, ...]:
    """Return the totals of each lead unit, in the order of its first measure."""
    led: dict[str, list[MeasureRecord]] = {}
    for record in records:
        led.setdefault(next(iter(record.measure.responsible), ""), []).append(record)
    return tuple(
        total(visible(snapshot.unit_name(unit)) if unit else "–", theirs, period)
        for unit, theirs in led.items()
    )


def trend(
    snapshot: Snapshot,
    choice: Choice,
    period: Period,
    language: Language,
    closed: Mapping[Period, Totals],
) -> tuple[Totals, ...]:
    """Return the totals of the periods with any progress up to this one, at most `LONGEST_TREND`.

    Each covers the measures of its own period, as its report does; `closed` has the totals of closed periods.
    """
    return tuple(
        closed[each] if each in closed else totals_of(snapshot, choice, each, language)
        for each in periods_told(snapshot, choice, period)
    )


def periods_told(snapshot: Snapshot, choice: Choice, period: Period) -> list[Period]:
    """Return the periods of the trend that ends with a period."""
    reporting = {
        each
        for record in snapshot.of_programme(choice.programme)
        if choice.unit is None or choice.unit in record.measure.responsible
        for each in record.progress
    }
    [first] = [each.from_ for each in snapshot.rules.programmes if each.id == choice.programme]
    known = [
        each for each in snapshot.periods() if each in reporting and each <= period and each.last_day >= first
    ]
    return known[-LONGEST_TREND:]


def totals_of(snapshot: Snapshot, choice: Choice, period: Period, language: Language) -> Totals:
    """Return the totals of the chosen measures in a period, named after the period."""
    return total(period.message().render(language), choice.of(snapshot, period), period)

"""The register at one commit, as values: what lists, reports and screens are made from."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from records.errors import Misused, ProzvitError, UnknownMeasure
from records.values import statuses
from records.values.layout import Place, period_path
from records.values.model import PeriodRecord
from records.values.numbers import new_id, number_order
from records.values.periods import Period, open_period, periods_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.values.model import Measure, Officer, Programme, Progress, Record, Rules, Unit

#: More numbers than this are told by the first and the last.
_MOST_LISTED = 40


class MeasureRecord(Struct, frozen=True):
    """One measure with its progress by period."""

    programme: str
    id: str
    measure: Measure
    progress: Mapping[Period, Progress]
    #: The periods whose progress was changed after the word of its review.
    lapsed: frozenset[Period] = frozenset()

    @property
    def key(self) -> str:
        """The measure's name in trailers and in `history`: "2017/4"."""
        return f"{self.programme}/{self.id}"

    def path(self, period: Period | None = None) -> str:
        """Return the path of the measure's file, or of its progress for a period."""
        return Place(self.programme, self.id, period).path

    def standing(self, period: Period) -> statuses.Standing:
        """Return where the measure stands in a period."""
        return statuses.standing(self.measure, self.progress, period, self.lapsed)

    def done_in(self, period: Period) -> Period | None:
        """Return the period before in which the measure was accepted as implemented, or None."""
        return statuses.done_in(self.measure, self.progress, period, self.lapsed)

    def behind(self, period: Period) -> set[str]:
        """Return the paths of the records that a report of a period makes the measure's row of."""
        told = period if period in self.progress else self.done_in(period)
        return {self.path()} if told is None else {self.path(), self.path(told)}

    def overdue(self, period: Period, on: date | None = None) -> bool:
        """Say whether the measure's date has passed without a result, by the period's last day or by `on`."""
        # The last day itself still counts as in time.
        return statuses.overdue(self.measure, self.progress, period, on or period.last_day)

    def due_soon(self, period: Period, on: date) -> bool:
        """Say whether the measure's date is near on a day, without a result yet."""
        return statuses.due_soon(self.measure, self.progress, period, on)


class Provenance(Struct, frozen=True):
    """The commit a snapshot was read from."""

    commit: str
    at: datetime
    by: str


class File(Struct, frozen=True):
    """A record's file as read: the record, or the problem that keeps it from being one; its sha256.

    `lapsed` says that a progress was changed after the word of its review.
    """

    record: Record | None
    problem: ProzvitError | None
    digest: str
    lapsed: bool = False


class Snapshot(Struct, frozen=True, dict=True):
    """Everything in the register at one commit. `measures` are in programme order, then by number.

    `problems` are the records that could not be read; `files` are what it was made from, by their paths.
    Where it is not `whole`, only some measures were read: nothing can be said of all of them.
    """

    provenance: Provenance
    rules: Rules
    units: Mapping[str, Unit]
    officers: Mapping[str, Officer]
    measures: tuple[MeasureRecord, ...]
    closed: frozenset[Period] = frozenset()
    problems: tuple[ProzvitError, ...] = ()
    files: Mapping[str, File] = field(default_factory=dict)
    whole: bool = True

    @property
    def commit(self) -> str:
        """The commit's full id."""
        return self.provenance.commit

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The sha256 of each record's file, by its path."""
        return {path: file.digest for path, file in self.files.items()}

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The register's time zone."""
        return ZoneInfo(self.rules.timezone)

    def today(self) -> date:
        """Return the day it is now in the register's time zone."""
        return datetime.now(self.timezone).date()

    def periods(self, programme: str | None = None) -> list[Period]:
        """Return the periods of a programme (its id), or of all programmes, first to last."""
        found = {
            period
            for each in self.rules.programmes
            if programme in {None, each.id}
            for period in periods_between(each.from_, each.until, self.rules.cadence)
        }
        return sorted(found)

    def closing(self, period: Period) -> PeriodRecord | None:
        """Return what was recorded when a period was closed, None while it is open."""
        file = self.files.get(period_path(period))
        return file.record if file is not None and isinstance(file.record, PeriodRecord) else None

    def open_period(self, on: date | None = None, programme: str | None = None) -> Period:
        """Return the period that people write about now, or on a day, of a programme (its id) or of all.

        Of those of all programmes it is the latest that has ended and is open, else the next to end; with
        everything closed the last.
        """
        day, closed = on or self.today(), set(self.closed)
        asked = [each.id for each in self.rules.programmes if programme in {None, each.id}]
        found = {open_period(self.periods(each), closed, day) for each in asked}
        left = sorted(found - closed)
        ended = [period for period in left if period.last_day < day]
        return ended[-1] if ended else min(left, default=max(found))

    def refuse_strange(self, period: Period) -> None:
        """Raise `Misused` where a period is none of this register's."""
        known = self.periods()
        if period not in known:
            raise Misused(
                "{period} is no period of this register. There are: {known}.",
                period=period.code,
                known=[each.code for each in known],
            )

    def programmes_of(self, period: Period) -> list[Programme]:
        """Return the programmes whose years hold a period."""
        return [
            programme
            for programme in self.rules.programmes
            if programme.from_ <= period.last_day and programme.until >= period.first_day
        ]

    def programme_called(self, wanted: str) -> Programme:
        """Return the programme with an id; raise `Misused` where there is none."""
        for programme in self.rules.programmes:
            if programme.id == wanted:
                return programme
        known = [programme.id for programme in self.rules.programmes]
        raise Misused(
            "There is no programme “{programme}”. There are: {known}.", programme=wanted, known=known
        )

    def programme(self, period: Period, wanted: str | None = None) -> Programme:
        """Return the programme called `wanted`, else the one whose years hold `period`.

        Raise `Misused` where there is none, its years don't hold `period`, or none is named and `period` is
        none of this register's.
        """
        holding = self.programmes_of(period)
        if wanted is not None:
            programme = self.programme_called(wanted)
            if programme not in holding:
                raise Misused(
                    "{period} lies outside of the programme {programme}, which runs from {first} to {last}.",
                    period=period,
                    programme=wanted,
                    first=programme.from_,
                    last=programme.until,
                )
            return programme
        self.refuse_strange(period)
        if len(holding) != 1:
            raise Misused(
                "Which programme? {period} lies in {count} of them. Name one with --programme: {known}.",
                period=period,
                count=len(holding),
                known=[programme.id for programme in holding],
            )
        return holding[0]

    def of_programme(self, programme: str) -> tuple[MeasureRecord, ...]:
        """Return the measures of one programme, in order."""
        return tuple(record for record in self.measures if record.programme == programme)

    def present(self, period: Period, programme: str | None = None) -> list[MeasureRecord]:
        """Return the measures that a period has, in order, of one programme or of all.

        A closed one has no others than those that were there when it was closed.
        """
        closed = self.closing(period)
        then = closed.records if closed is not None else {}
        return [
            record
            for record in (self.measures if programme is None else self.of_programme(programme))
            if record.standing(period) is not statuses.Standing.RETIRED
            and (not then or record.path() in then)
        ]

    def find(self, number: str, programme: str) -> MeasureRecord | None:
        """Return the measure that bears `number` in a programme (its id), None where none does."""
        wanted = number.strip().rstrip(".")
        found = (record for record in self.of_programme(programme) if record.measure.number == wanted)
        return next(found, None)

    def measure(self, number: str, programme: str) -> MeasureRecord:
        """Return the measure that bears `number` in a programme; raise `UnknownMeasure`."""
        if (record := self.find(number, programme)) is not None:
            return record
        numbers = [record.measure.number for record in self.of_programme(programme)]
        raise UnknownMeasure(
            "Programme {programme} has no measure “{number}”. It has: {numbers}.",
            programme=programme,
            number=number,
            numbers=", ".join(numbers) if len(numbers) <= _MOST_LISTED else f"{numbers[0]} … {numbers[-1]}",
        )

    def new_place(self, programme: str, number: str) -> Place:
        """Return where a new measure of a programme is kept."""
        return Place(programme, new_id(number, {record.id for record in self.of_programme(programme)}), None)

    def responsible(self, measure: str) -> tuple[str, ...]:
        """Return the units responsible for a measure ("2017/4"), the lead first; none where it is unknown."""
        return self._by_key[measure].measure.responsible if measure in self._by_key else ()

    def number(self, measure: str) -> str:
        """Return the number of a measure ("2017/4"), or its name in the history where it is not there."""
        return self._by_key[measure].measure.number if measure in self._by_key else measure

    @cached_property
    def _by_key(self) -> Mapping[str, MeasureRecord]:
        return {record.key: record for record in self.measures}

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or its id where `units.toml` doesn't know it."""
        return self.units[unit].name if unit in self.units else unit

    def unit_short(self, unit: str) -> str:
        """Return a unit's short name for narrow columns."""
        return (self.units[unit].short or self.units[unit].name) if unit in self.units else unit


def in_order(measures: list[MeasureRecord], programmes: tuple[Programme, ...]) -> tuple[MeasureRecord, ...]:
    """Return measures as the report prints them: by programme, then 2 before 10 and 1.2 before 1.10."""
    places = {programme.id: index for index, programme in enumerate(programmes)}
    last = len(places)
    return tuple(
        sorted(
            measures,
            key=lambda record: (
                places.get(record.programme, last),
                record.programme,
                number_order(record.measure.number),
                record.id,
            ),
        )
    )

"""The register at one commit, as values from which lists, reports and screens are made."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from records.errors import Misused, ProzvitError, UnknownMeasure
from records.values import statuses
from records.values.layout import Place, period_path
from records.values.model import PeriodRecord, Status
from records.values.numbers import new_id, number_order
from records.values.periods import Period, open_period, periods_between

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from records.values.model import Measure, Officer, Programme, Progress, Record, Rules, Unit

#: If there are more numbers than this, only the first and last are shown.
_MOST_LISTED = 40


class MeasureRecord(Struct, frozen=True):
    """A measure with its progress by period."""

    programme: str
    id: str
    measure: Measure
    progress: Mapping[Period, Progress]
    #: The periods whose progress was changed after its review.
    lapsed: frozenset[Period] = frozenset()

    @property
    def key(self) -> str:
        """The measure's name in commit trailers and in `history`: "2017/4"."""
        return f"{self.programme}/{self.id}"

    def path(self, period: Period | None = None) -> str:
        """Return the path of the measure's file or, with `period`, of its progress."""
        return Place(self.programme, self.id, period).path

    def standing(self, period: Period) -> statuses.Standing:
        """Return the measure's standing in a period."""
        return statuses.standing(self.measure, self.progress, period, self.lapsed)

    def done_in(self, period: Period) -> Period | None:
        """Return the earlier period in which the measure was accepted as implemented, or None."""
        return statuses.done_in(self.measure, self.progress, period, self.lapsed)

    def ends_in(self, period: Period) -> bool:
        """Return whether a period reports the measure as implemented, so that an acceptance settles it."""
        report = self.progress.get(period)
        return (
            report is not None
            and report.status is Status.IMPLEMENTED
            and not self.measure.deadline.kind.endless
        )

    def told_in(self, period: Period) -> Period | None:
        """Return the period whose progress a report of `period` prints: its own, or the one that ended it."""
        match self.standing(period):
            case statuses.Standing.REPORTED:
                return period
            case statuses.Standing.DONE_EARLIER:
                return self.done_in(period)
            case _:
                return None

    def told(self, period: Period) -> Progress | None:
        """Return the progress that a report of a period prints; counts and means are of these, everywhere."""
        of = self.told_in(period)
        return None if of is None else self.progress[of]

    def behind(self, period: Period) -> set[str]:
        """Return the paths of the records from which a period's report makes the measure's row."""
        told = period if period in self.progress else self.done_in(period)
        return {self.path()} if told is None else {self.path(), self.path(told)}

    def overdue(self, period: Period, on: date | None = None) -> bool:
        """Return whether the deadline passed without a result, as of `on` or of the period's last day."""
        # The last day itself still counts as in time.
        return statuses.overdue(self.measure, self.progress, period, on or period.last_day)

    def due_soon(self, period: Period, on: date) -> bool:
        """Return whether the deadline is near on day `on` and there is no result yet."""
        return statuses.due_soon(self.measure, self.progress, period, on)


class Provenance(Struct, frozen=True):
    """The commit from which a snapshot was read."""

    commit: str
    at: datetime
    by: str


class File(Struct, frozen=True):
    """A record's file as read: its record, or the problem that prevents reading it, and its sha256.

    `lapsed` is set if a progress was changed after its review.
    """

    record: Record | None
    problem: ProzvitError | None
    digest: str
    lapsed: bool = False


class Snapshot(Struct, frozen=True, dict=True):
    """The register at one commit. `measures` are in the order of programmes, then of numbers.

    `problems` explain the records that could not be read; `files` are the files behind the snapshot, by path.
    `reopened` holds the paths that the last edition of each reopened period was made of; `editions.recalled`
    fills it from the history.
    If `whole` is False, only some measures were read, so no conclusion about all measures is possible.
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
    reopened: Mapping[Period, Collection[str]] = field(default_factory=dict)

    @property
    def commit(self) -> str:
        """The commit's full id."""
        return self.provenance.commit

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The sha256 of each record's file, by path."""
        return {path: file.digest for path, file in self.files.items()}

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The register's time zone."""
        return ZoneInfo(self.rules.timezone)

    def today(self) -> date:
        """Return the current day in the register's time zone."""
        return datetime.now(self.timezone).date()

    def periods(self, programme: str | None = None) -> list[Period]:
        """Return the periods of a programme (given by its id) or of all programmes, in order."""
        found = {
            period
            for each in self.rules.programmes
            if programme in {None, each.id}
            for period in periods_between(each.from_, each.until, self.rules.cadence)
        }
        return sorted(found)

    def closing(self, period: Period) -> PeriodRecord | None:
        """Return the closing record of a period, or None while it is open."""
        file = self.files.get(period_path(period))
        return file.record if file is not None and isinstance(file.record, PeriodRecord) else None

    def open_period(self, on: date | None = None, programme: str | None = None) -> Period:
        """Return the period that people report on, today or on `on`, of one programme (its id) or of all.

        Of all programmes' open periods it is the latest that has ended, else the next to end. If every period
        is closed, it is the last.
        """
        day, closed = on or self.today(), set(self.closed)
        asked = [each.id for each in self.rules.programmes if programme in {None, each.id}]
        found = {open_period(self.periods(each), closed, day) for each in asked}
        left = sorted(found - closed)
        ended = [period for period in left if period.last_day < day]
        return ended[-1] if ended else min(left, default=max(found))

    def refuse_strange(self, period: Period) -> None:
        """Raise `Misused` if a period is not one of this register's."""
        known = self.periods()
        if period not in known:
            raise Misused(
                "{period} is no period of this register. There are: {known}.",
                period=period.code,
                known=[each.code for each in known],
            )

    def programmes_of(self, period: Period) -> list[Programme]:
        """Return the programmes whose dates include a part of a period."""
        return [
            programme
            for programme in self.rules.programmes
            if programme.from_ <= period.last_day and programme.until >= period.first_day
        ]

    def programme_called(self, wanted: str) -> Programme:
        """Return the programme with an id; raise `Misused` if there is none."""
        for programme in self.rules.programmes:
            if programme.id == wanted:
                return programme
        known = [programme.id for programme in self.rules.programmes]
        raise Misused(
            "There is no programme “{programme}”. There are: {known}.", programme=wanted, known=known
        )

    def programme(self, period: Period, wanted: str | None = None) -> Programme:
        """Return the programme with the id `wanted`, by default the only one that includes `period`.

        Raises `Misused` if there is no such programme, if it does not include `period`, if none is named and
        several include `period`, or if none is named and `period` is not one of this register's.
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
        """Return the measures of a programme, in order."""
        return tuple(record for record in self.measures if record.programme == programme)

    def present(self, period: Period, programme: str | None = None) -> list[MeasureRecord]:
        """Return the measures that belong to a period, in order, of one programme or of all.

        A period that was closed, even if it was reopened, has only the measures of its last edition and those
        with a progress for it. Everything that lists, counts or reports the measures of a period uses this.
        """
        closed = self.closing(period)
        then = closed.records if closed is not None else self.reopened.get(period, ())
        return [
            record
            for record in (self.measures if programme is None else self.of_programme(programme))
            if record.standing(period) is not statuses.Standing.RETIRED
            and (not then or record.path() in then or period in record.progress)
        ]

    def find(self, number: str, programme: str) -> MeasureRecord | None:
        """Return the measure with a number in a programme (given by its id), or None if there is none."""
        wanted = number.strip().rstrip(".")
        found = (record for record in self.of_programme(programme) if record.measure.number == wanted)
        return next(found, None)

    def measure(self, number: str, programme: str) -> MeasureRecord:
        """Return the measure with a number in a programme; raise `UnknownMeasure` if there is none."""
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
        """Return the place for the file of a new measure, with an id that is not taken."""
        return Place(programme, new_id(number, {record.id for record in self.of_programme(programme)}), None)

    def responsible(self, measure: str) -> tuple[str, ...]:
        """Return the units responsible for a measure ("2017/4"), the lead first; none if it is unknown."""
        return self._by_key[measure].measure.responsible if measure in self._by_key else ()

    def number(self, measure: str) -> str:
        """Return the number of a measure ("2017/4"), or the argument itself if the measure is unknown."""
        return self._by_key[measure].measure.number if measure in self._by_key else measure

    @cached_property
    def _by_key(self) -> Mapping[str, MeasureRecord]:
        return {record.key: record for record in self.measures}

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or its id if it is not in `units.toml`."""
        return self.units[unit].name if unit in self.units else unit

    def unit_short(self, unit: str) -> str:
        """Return a unit's short name for narrow columns; its name, or its id, if it has none."""
        return (self.units[unit].short or self.units[unit].name) if unit in self.units else unit


def in_order(measures: list[MeasureRecord], programmes: tuple[Programme, ...]) -> tuple[MeasureRecord, ...]:
    """Return measures in report order: by programme, then by number (2 before 10, 1.2 before 1.10)."""
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

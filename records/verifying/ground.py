"""The ground: the register's state at one commit, moved from commit to commit by reading only differences."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from records.files.snapshot import MeasureRecord
from records.git.trees import is_file
from records.rules.checks import problems_alone
from records.values.layout import OFFICERS, REGISTER, UNITS, Place, closed_period, kind_of, place
from records.values.model import Measure, Officers, Progress, Rules, Units
from records.verifying.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from records.git.evidence import Entry
    from records.values.model import Officer, Unit
    from records.values.periods import Period
    from records.verifying.readings import Reading, Readings

#: The rules before a register exists: nobody is named, and nothing is required.
NO_RULES = Rules(schema=1, body="?", programmes=())


class Authority(Struct, frozen=True):
    """The rules and officers of one commit, by which rights are judged.

    `ground` gives the measures and units, None where there are none.
    """

    rules: Rules
    staff: Staff
    ground: Ground | None = None

    @property
    def officers(self) -> Mapping[str, Officer]:
        """The officers by login."""
        return self.staff.officers

    def responsible(self, measure: str) -> tuple[str, ...]:
        """Return the ids of the units responsible for a measure, the lead first."""
        return self.ground.responsible(measure) if self.ground is not None else ()

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or its id if the name is not known."""
        return self.ground.unit_name(unit) if self.ground is not None else unit

    def login(self, address: str) -> str:
        """Return whose address it is; of one whom nobody names, as in an open register, its first part."""
        return self.staff.login(address) or address.partition("@")[0]

    def day(self, at: datetime) -> date:
        """Return the date of a moment in the register's time zone."""
        return at.astimezone(ZoneInfo(self.rules.timezone)).date()


class Ground:
    """The register's state at one commit; `apply` moves it to another."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self.blobs: dict[str, str] = {}
        self.rules: Rules = NO_RULES
        self.staff = Staff({})
        self.units: Mapping[str, Unit] = {}
        self.closed: set[Period] = set()
        self._periods: defaultdict[str, set[Period]] = defaultdict(set)
        self._bearers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def apply(self, entries: Iterable[Entry]) -> None:
        """Move to another commit, given the files in which it differs."""
        for entry in entries:
            if kind_of(entry.path) is None:
                continue
            old, new = self.blobs.get(entry.path), plain(entry)
            if old == new:
                continue
            if new is None:
                self.blobs.pop(entry.path, None)
            else:
                self.blobs[entry.path] = new
            self._keep(entry.path, old, new)

    def read(self, path: str) -> Reading:
        """Return the contents of a file at this commit, `NOTHING_READ` if it does not exist."""
        return self._readings.read(path, self.blobs.get(path))

    def authority(self) -> Authority:
        """Return the rules and officers of this commit; they stay the same when the ground moves on."""
        return Authority(self.rules, self.staff, self)

    def responsible(self, measure: str) -> tuple[str, ...]:
        """Return the ids of the units responsible for a measure ("2017/4"), the lead first."""
        record = self.read(f"measures/{measure}/measure.toml").record
        return record.responsible if isinstance(record, Measure) else ()

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or its id if there is no such unit."""
        return self.units[unit].name if unit in self.units else unit

    def number(self, measure: str) -> str | None:
        """Return a measure's number, None if there is no such measure."""
        record = self.read(f"measures/{measure}/measure.toml").record
        return record.number if isinstance(record, Measure) else None

    def periods_of(self, measure: str) -> set[Period]:
        """Return the periods for which a measure has a progress."""
        return self._periods.get(measure, set())

    def records(self, measures: Iterable[str], *, answers: bool) -> Iterator[MeasureRecord]:
        """Yield the given measures, skipping unreadable ones; with their progress if `answers` is set."""
        for measure in measures:
            programme, _, identity = measure.partition("/")
            home = Place(programme, identity, None)
            record = self.read(home.path).record
            if not isinstance(record, Measure):
                continue
            progress: dict[Period, Progress] = {}
            for period in self.periods_of(measure) if answers else ():
                answer = self.read(home._replace(period=period).path).record
                if isinstance(answer, Progress):
                    progress[period] = answer
            yield MeasureRecord(programme, identity, record, progress)

    def measures(self) -> list[str]:
        """Return all measures, as "2017/4"."""
        return [where.measure for path in self.blobs if (where := place(path)) and where.period is None]

    def bearers(self, programme: str, number: str) -> set[str]:
        """Return the measures of a programme that have this number."""
        return self._bearers.get((programme, number), set())

    def _keep(self, path: str, old: str | None, new: str | None) -> None:
        if (where := place(path)) is not None:
            self._keep_measure(path, where, old, new)
        elif (period := closed_period(path)) is not None:
            (self.closed.discard if new is None else self.closed.add)(period)
        elif path == REGISTER:
            self._keep_rules()
        elif path == OFFICERS:
            self._keep_officers()
        elif path == UNITS:
            record = self.read(UNITS).record
            self.units = record.units if isinstance(record, Units) else {}

    def _keep_measure(self, path: str, where: Place, old: str | None, new: str | None) -> None:
        if where.period is not None:
            (self._periods[where.measure].discard if new is None else self._periods[where.measure].add)(
                where.period
            )
            return
        for blob, keep in ((old, False), (new, True)):
            record = self._readings.read(path, blob).record
            if isinstance(record, Measure):
                bearers = self._bearers[where.programme, record.number]
                (bearers.add if keep else bearers.discard)(where.measure)

    def _keep_rules(self) -> None:
        # Rules that can't be read must not open the register, so the last valid ones stay in force.
        record = self.read(REGISTER).record
        if isinstance(record, Rules) and not any(each.is_error for each in problems_alone(REGISTER, record)):
            self.rules = record

    def _keep_officers(self) -> None:
        reading = self.read(OFFICERS)
        if reading.problem is None:
            record = reading.record
            self.staff = Staff(record.officers if isinstance(record, Officers) else {})


def plain(entry: Entry) -> str | None:
    """Return the new blob of a changed file; None if it was removed or is not a plain file."""
    return entry.new if is_file(entry.mode) else None


def plain_before(entry: Entry) -> str | None:
    """Return the old blob of a changed file; None if it did not exist or was not a plain file."""
    return entry.old if is_file(entry.old_mode) else None

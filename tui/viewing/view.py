"""Measures as an officer looks at them: which are chosen, in which order, and their totals."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from records.language import Message, Plural
from records.rules.reviewing import Stage, stage
from records.texts.typography import alphabetical, fold
from records.values.model import Status
from records.values.statuses import Standing, mean
from tui.signs import PLAIN_SIGNS, SIGNS
from tui.viewing.filters import Choice, Column, Filter
from tui.viewing.programmes import Held, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from records.merges.conflicts import Mark
    from records.values.periods import Period
    from records.writing.drafts import Draft


class View:
    """A snapshot in one period of one programme, as one officer looks at it."""

    def __init__(
        self,
        snapshot: Snapshot,
        period: Period,
        login: str,
        drafts: Iterable[Draft],
        left_open: Iterable[Mark] = (),
        *,
        programme: str | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.period = period
        self.programme = shown(snapshot, period, programme)
        self.drafts = {(draft.programme, draft.id) for draft in drafts if draft.period in {None, period}}
        places = [mark.opening.where for mark in left_open]
        self.conflicts = {
            each.measure for each in places if each is not None and each.period in {None, period}
        }
        officer = snapshot.officers.get(login)
        self.my_units = set(officer.units) if officer is not None else set()
        self.records = snapshot.present(period, self.programme)

    @property
    def held(self) -> Held:
        """What is looked at: the period and its programme."""
        return Held(self.period, self.programme)

    @property
    def marked(self) -> tuple[object, ...]:
        """What can change on the screen while the register does not."""
        return self.drafts, self.conflicts

    def usual(self) -> Filter:
        """Return what an officer begins with: the measures of their own units, where there are any."""
        # What was not read yet may hold the first of them.
        mine = any(map(self.is_mine, self.records)) if self.snapshot.whole else self.my_units
        return Filter(Choice.MINE) if mine else Filter()

    def chosen(self, wanted: Filter) -> list[MeasureRecord]:
        """Return the measures that a filter lets through, in order."""
        fitting = [record for record in self.records if self._fits(record, wanted)]
        words = fold(wanted.words).split()
        if not words:
            return fitting
        return [each for each in fitting if all(word in self.haystacks[each.key] for word in words)]

    def in_order(
        self, records: list[MeasureRecord], by: Column, *, falling: bool = False
    ) -> list[MeasureRecord]:
        """Return measures sorted by a column; those that have nothing in it stand last either way."""
        if by is Column.NUMBER:
            # As the snapshot has them.
            return records[::-1] if falling else records
        keys = {record.key: self._place(record, by) for record in records}
        known = [record for record in records if keys[record.key] is not None]
        return [
            *sorted(known, key=lambda record: keys[record.key], reverse=falling),
            *(record for record in records if keys[record.key] is None),
        ]

    def _place(self, record: MeasureRecord, by: Column) -> Any:
        """Return what a measure is sorted by, None where it has nothing there."""
        report = record.progress.get(self.period)
        places: dict[Column, Callable[[], Any]] = {
            Column.TITLE: lambda: alphabetical(record.measure.title),
            Column.DEADLINE: lambda: record.measure.deadline.until,
            Column.UNITS: lambda: alphabetical(self.units(record)) or None,
            Column.STATE: lambda: _STATUS_PLACES[report.status] if report else None,
            Column.PERCENT: lambda: report.percent if report else None,
            Column.WRITING: lambda: self._writing(record),
        }
        return places[by]()

    def _writing(self, record: MeasureRecord) -> int | None:
        """Return how far the writing is, what needs somebody first."""
        if self.has_conflict(record):
            return -1
        if self.has_draft(record):
            return 0
        now = stage(record, self.period)
        return None if now is None else _STAGE_PLACES[now]

    def units(self, record: MeasureRecord) -> str:
        """Return a measure's units in short, the lead first."""
        return "; ".join(self.snapshot.unit_short(unit) for unit in record.measure.responsible)

    def has_draft(self, record: MeasureRecord) -> bool:
        """Say whether something typed for the measure is not saved."""
        return (record.programme, record.id) in self.drafts

    def has_conflict(self, record: MeasureRecord) -> bool:
        """Say whether a merge left something of the measure open, for this period."""
        return record.key in self.conflicts

    def days_left(self) -> Message | None:
        """Return how many days there are to submit in, None where that is long ago or not yet."""
        rules, today = self.snapshot.rules, self.snapshot.today()
        if self.period in self.snapshot.closed:
            return Message("the period is closed")
        if today <= self.period.last_day:
            return Message("the period ends on {day}", day=self.period.last_day)
        day = self.period.submission_day(rules.units_by_day if self.my_units else rules.submit_by_day)
        if today > day:
            return Message("it was to be submitted by {day}", day=day)
        return Plural("{n} day left to submit", "{n} days left to submit", n=(day - today).days)

    def first_missing(self, records: Sequence[MeasureRecord]) -> int:
        """Return the place of the first measure of one's own that lacks its answer, else 0."""
        for place, record in enumerate(records):
            if self.is_mine(record) and record.standing(self.period) is Standing.MISSING:
                return place
        return 0

    def is_mine(self, record: MeasureRecord) -> bool:
        """Say whether one of the officer's units is responsible; whoever has none owns nothing."""
        return bool(self.my_units & set(record.measure.responsible))

    def filters(self, now: Filter, language: Language) -> list[tuple[Filter, str]]:
        """Return what the table can be narrowed to from a filter, in words; what is in force is marked.

        To choose what is in force again lets go of it; all measures lets go of everything but the words.
        """
        bare = Filter(words=now.words)
        things = [(bare, language.show(Choice.ALL), now == bare)]
        for choice in list(Choice)[1:]:
            is_on = now.choice is choice
            things.append(
                (replace(now, choice=Choice.ALL if is_on else choice), language.show(choice), is_on)
            )
        for status in Status:
            is_on = now.status is status
            things.append((replace(now, status=None if is_on else status), language.show(status), is_on))
        units = {unit for record in self.records for unit in record.measure.responsible}
        if not self.snapshot.whole:
            units |= set(self.snapshot.units)
        for unit in sorted(units, key=lambda unit: alphabetical(self.snapshot.unit_name(unit))):
            is_on = now.unit == unit
            name = self.snapshot.unit_name(unit)
            things.append((replace(now, unit=None if is_on else unit), name, is_on))
        return [(wanted, f"{'*' if is_on else ' '} {words}") for wanted, words, is_on in things]

    def described(self, wanted: Filter, language: Language) -> str:
        """Return a filter in words, all its parts."""
        parts = [language.show(wanted.choice)] if wanted.choice is not Choice.ALL else []
        if wanted.status is not None:
            parts.append(language.show(wanted.status))
        if wanted.unit is not None:
            parts.append(self.snapshot.unit_name(wanted.unit))
        if wanted.words:
            parts.append(language.say("with the words “{words}”", words=wanted.words))
        return ", ".join(parts) or language.show(Choice.ALL)

    def totals(self, language: Language, *, plain: bool) -> tuple[str, int | None]:
        """Return the counts of the period in one line, and the mean percent, None where nothing has one."""
        reports = [record.progress[self.period] for record in self.records if self.period in record.progress]
        counts = Counter(report.status for report in reports)
        signs = PLAIN_SIGNS if plain else {status: sign for status, (sign, _) in SIGNS.items()}
        parts = [f"{signs[status]} {counts[status]}" for status in Status if counts[status]]
        counted = language.show(Plural("{n} measure", "{n} measures", n=len(self.records)))
        line = f"{counted} · {'  '.join(parts)}" if parts else counted
        for standing in (Standing.MISSING, Standing.NOT_DUE, Standing.DONE_EARLIER):
            if self._standings[standing]:
                line += f" · {language.show(standing)} {self._standings[standing]}"
        percents = [report.percent for report in reports if report.percent is not None]
        return line, mean(percents)

    @cached_property
    def _standings(self) -> Counter[Standing]:
        return Counter(record.standing(self.period) for record in self.records)

    def _fits(self, record: MeasureRecord, wanted: Filter) -> bool:
        report = record.progress.get(self.period)
        return (
            (wanted.status is None or (report is not None and report.status is wanted.status))
            and (wanted.unit is None or wanted.unit in record.measure.responsible)
            and self._chosen(record, wanted.choice)
        )

    def _chosen(self, record: MeasureRecord, choice: Choice) -> bool:
        fits: dict[Choice, Callable[[], bool]] = {
            Choice.ALL: lambda: True,
            Choice.MINE: lambda: self.is_mine(record),
            Choice.MISSING: lambda: record.standing(self.period) is Standing.MISSING,
            Choice.OVERDUE: lambda: record.overdue(self.period),
            Choice.RETURNED: lambda: stage(record, self.period) in {Stage.RETURNED, Stage.REWORKED},
            Choice.DRAFTS: lambda: self.has_draft(record),
        }
        return fits[choice]()

    @cached_property
    def haystacks(self) -> dict[str, str]:
        """What each measure's words are looked for in. Made when first asked: of thousands, in a while."""
        return {record.key: self._haystack(record) for record in self.records}

    def _haystack(self, record: MeasureRecord) -> str:
        report = record.progress.get(self.period)
        units = (self.snapshot.unit_name(unit) for unit in record.measure.responsible)
        text = report.text if report is not None else ""
        return fold("\n".join((record.measure.number, record.measure.title, *units, text)))


_STATUS_PLACES = {status: place for place, status in enumerate(Status)}
#: What somebody has to see to first; a draft stands before these.
_STAGE_PLACES = {
    now: place
    for place, now in enumerate(
        (Stage.RETURNED, Stage.REWORKED, Stage.LAPSED, Stage.RECORDED, Stage.SUBMITTED, Stage.ACCEPTED), 1
    )
}

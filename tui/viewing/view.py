"""Measures as an officer views them: filtered, sorted, with their totals."""

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
    """A snapshot in one period of one programme, as seen by one officer."""

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
        """The period and the programme of the view."""
        return Held(self.period, self.programme)

    @property
    def marked(self) -> tuple[object, ...]:
        """What the screen shows that can change while the register does not: drafts and conflicts."""
        return self.drafts, self.conflicts

    def usual(self) -> Filter:
        """Return the initial filter: the measures of the officer's own units, or all if there are none."""
        # A partial snapshot may not hold them yet, so having units is enough.
        mine = any(map(self.is_mine, self.records)) if self.snapshot.whole else self.my_units
        return Filter(Choice.MINE) if mine else Filter()

    def chosen(self, wanted: Filter) -> list[MeasureRecord]:
        """Return the measures that match a filter, in order."""
        fitting = [record for record in self.records if self._fits(record, wanted)]
        words = fold(wanted.words).split()
        if not words:
            return fitting
        return [each for each in fitting if all(word in self.haystacks[each.key] for word in words)]

    def in_order(
        self, records: list[MeasureRecord], by: Column, *, falling: bool = False
    ) -> list[MeasureRecord]:
        """Return measures sorted by a column; those with no value in it come last in either direction."""
        if by is Column.NUMBER:
            # The snapshot's order.
            return records[::-1] if falling else records
        keys = {record.key: self._place(record, by) for record in records}
        known = [record for record in records if keys[record.key] is not None]
        return [
            *sorted(known, key=lambda record: keys[record.key], reverse=falling),
            *(record for record in records if keys[record.key] is None),
        ]

    def _place(self, record: MeasureRecord, by: Column) -> Any:
        """Return a measure's sort key in a column, None if it has no value there."""
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
        """Return the sort key of the stage of writing: what needs attention comes first."""
        if self.has_conflict(record):
            return -1
        if self.has_draft(record):
            return 0
        now = stage(record, self.period)
        return None if now is None else _STAGE_PLACES[now]

    def units(self, record: MeasureRecord) -> str:
        """Return the short names of a measure's units, the lead first."""
        return "; ".join(self.snapshot.unit_short(unit) for unit in record.measure.responsible)

    def has_draft(self, record: MeasureRecord) -> bool:
        """Return whether the measure has an unsaved draft."""
        return (record.programme, record.id) in self.drafts

    def has_conflict(self, record: MeasureRecord) -> bool:
        """Return whether a merge left a conflict in the measure for this period."""
        return record.key in self.conflicts

    def days_left(self) -> Message | None:
        """Return the days left to submit, or why there are none: the period is open, closed or overdue."""
        rules, today = self.snapshot.rules, self.snapshot.today()
        if self.period in self.snapshot.closed:
            return Message("the period is closed")
        if today < self.period.first_day:
            return Message("the period begins on {day}", day=self.period.first_day)
        if today <= self.period.last_day:
            return Message("the period ends on {day}", day=self.period.last_day)
        day = self.period.submission_day(rules.units_by_day if self.my_units else rules.submit_by_day)
        if today > day:
            return Message("due by {day}, not submitted", day=day)
        return Plural("{n} day left to submit", "{n} days left to submit", n=(day - today).days)

    def first_missing(self, records: Sequence[MeasureRecord]) -> int:
        """Return the index of the first of the officer's measures without an answer, else 0."""
        for place, record in enumerate(records):
            if self.is_mine(record) and record.standing(self.period) is Standing.MISSING:
                return place
        return 0

    def is_mine(self, record: MeasureRecord) -> bool:
        """Return whether one of the officer's units is responsible; False for an officer without units."""
        return bool(self.my_units & set(record.measure.responsible))

    def filters(self, now: Filter, language: Language) -> list[tuple[Filter, str]]:
        """Return the filters that can be reached from the present one, with labels; active parts are marked.

        Choosing an active part again removes it; choosing all measures removes all but the search words.
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
        """Return a filter in words, with all its parts."""
        parts = [language.show(wanted.choice)] if wanted.choice is not Choice.ALL else []
        if wanted.status is not None:
            parts.append(language.show(wanted.status))
        if wanted.unit is not None:
            parts.append(self.snapshot.unit_name(wanted.unit))
        if wanted.words:
            parts.append(language.say("with the words “{words}”", words=wanted.words))
        return ", ".join(parts) or language.show(Choice.ALL)

    def totals(self, language: Language, *, plain: bool) -> tuple[str, int | None]:
        """Return the period's counts in one line, and the mean percent, None if its report has none."""
        reports = [record.progress[self.period] for record in self.records if self.period in record.progress]
        counts = Counter(report.status for report in reports)
        signs = PLAIN_SIGNS if plain else {status: sign for status, (sign, _) in SIGNS.items()}
        parts = [f"{signs[status]} {counts[status]}" for status in Status if counts[status]]
        counted = language.show(Plural("{n} measure", "{n} measures", n=len(self.records)))
        line = f"{counted} · {'  '.join(parts)}" if parts else counted
        for standing in (Standing.MISSING, Standing.NOT_DUE, Standing.DONE_EARLIER):
            if self._standings[standing]:
                line += f" · {language.show(standing)} {self._standings[standing]}"
        return line, self._mean

    @cached_property
    def _mean(self) -> int | None:
        told = filter(None, (record.told(self.period) for record in self.records))
        return mean([report.percent for report in told if report.percent is not None])

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
        """The text of each measure that is searched, by key. Made on first use: thousands take a while."""
        return {record.key: self._haystack(record) for record in self.records}

    def _haystack(self, record: MeasureRecord) -> str:
        report = record.progress.get(self.period)
        units = (self.snapshot.unit_name(unit) for unit in record.measure.responsible)
        text = report.text if report is not None else ""
        return fold("\n".join((record.measure.number, record.measure.title, *units, text)))


_STATUS_PLACES = {status: place for place, status in enumerate(Status)}
#: Stages in the order of their urgency; a draft comes before them.
_STAGE_PLACES = {
    now: place
    for place, now in enumerate(
        (Stage.RETURNED, Stage.REWORKED, Stage.LAPSED, Stage.RECORDED, Stage.SUBMITTED, Stage.ACCEPTED), 1
    )
}

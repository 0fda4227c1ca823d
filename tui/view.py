"""Measures as the table shows them: which are chosen, their marks, their words, their totals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from records.language import Message, Plural
from records.model import ReviewState, Status
from records.numbers import number_order
from records.statuses import Standing
from records.typography import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.language import Language
    from records.layout import Place
    from records.periods import Period
    from records.snapshot import MeasureRecord, Snapshot

#: A sign and a colour a status; the word always stands beside them.
SIGNS = {
    Status.IMPLEMENTED: ("✓", "green"),
    Status.PARTLY: ("◐", "cyan"),
    Status.IN_PROGRESS: ("▸", "blue"),
    Status.NOT_IMPLEMENTED: ("✗", "red"),
    Status.NOT_STARTED: ("·", "yellow"),
}
#: The same for terminals without those signs.
PLAIN_SIGNS = {
    Status.IMPLEMENTED: "+",
    Status.PARTLY: "~",
    Status.IN_PROGRESS: ">",
    Status.NOT_IMPLEMENTED: "x",
    Status.NOT_STARTED: ".",
}


#: What the table can be sorted by.
SORTS = ("number", "deadline", "state", "percent")


class Choice(StrEnum):
    """Which measures are shown, apart from a status or a unit."""

    ALL = "all"
    MINE = "mine"
    MISSING = "missing"
    OVERDUE = "overdue"

    def message(self) -> Message:
        """Return the choice for people."""
        return Message(_CHOICES[self])


_CHOICES = {
    Choice.ALL: "all measures",
    Choice.MINE: "my units’ measures",
    Choice.MISSING: "not submitted",
    Choice.OVERDUE: "overdue",
}


@dataclass(frozen=True)
class Filter:
    """Which measures are shown: a choice, a status or a unit; and words that they hold."""

    choice: Choice = Choice.ALL
    status: Status | None = None
    unit: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Shown:
    """One line of the table: a mark before it, its status with sign and colour, how far the writing is."""

    record: MeasureRecord
    mark: str
    state: Message
    sign: str
    style: str
    percent: str
    word: Message | None
    word_style: str


class View:
    """A snapshot in one period, as one officer looks at it."""

    def __init__(self, snapshot: Snapshot, period: Period, login: str, drafts: Iterable[Place]) -> None:
        self.snapshot = snapshot
        self.period = period
        self.programme = snapshot.programme(period).id
        self._drafts = set(drafts)
        officer = snapshot.officers.get(login)
        self.my_units = set(officer.units) if officer is not None else set()
        present = snapshot.of_programme(self.programme)
        self.records = [each for each in present if each.standing(period) is not Standing.RETIRED]

    def chosen(self, wanted: Filter) -> list[MeasureRecord]:
        """Return the measures that a filter lets through, in order."""
        words = fold(wanted.words).split()
        return [
            record
            for record in self.records
            if self._fits(record, wanted) and all(word in self._haystack(record) for word in words)
        ]

    def in_order(self, records: list[MeasureRecord], by: str) -> list[MeasureRecord]:
        """Return measures sorted by one of `SORTS`; those without a value come first, without a date last."""
        reports = {each.key: each.progress.get(self.period) for each in records}
        statuses = list(Status)

        def place(record: MeasureRecord) -> Any:
            report = reports[record.key]
            match by:
                case "deadline":
                    return str(record.measure.deadline.until or "9999")
                case "state":
                    return statuses.index(report.status) if report else -1
                case "percent":
                    return (report.percent or 0) if report else -1
                case _:
                    return number_order(record.measure.number)

        return sorted(records, key=place)

    def first_missing(self, records: list[MeasureRecord]) -> int:
        """Return the place of the first measure of one's own that lacks its answer, else 0."""
        for place, record in enumerate(records):
            if self.is_mine(record) and record.standing(self.period) is Standing.MISSING:
                return place
        return 0

    def is_mine(self, record: MeasureRecord) -> bool:
        """Say whether one of the officer's units is responsible; whoever has none owns nothing."""
        return bool(self.my_units & set(record.measure.responsible))

    def shown(self, record: MeasureRecord, *, plain: bool) -> Shown:
        """Return a measure's line; `plain` takes signs that every terminal has."""
        report = record.progress.get(self.period)
        mark = ("!" if plain else "‼") if record.overdue(self.period) else ""
        word, word_style = self._word(record, plain=plain)
        if report is None:
            standing = record.standing(self.period)
            style = "yellow" if standing is Standing.MISSING else "dim"
            return Shown(record, mark, standing.message(), "", style, "", word, word_style)
        sign, style = SIGNS[report.status]
        sign = PLAIN_SIGNS[report.status] if plain else sign
        state = Message("Partly") if report.status is Status.PARTLY else report.status.message()
        return Shown(record, mark, state, sign, style, _percent(report), word, word_style)

    def _word(self, record: MeasureRecord, *, plain: bool) -> tuple[Message | None, str]:
        """Return how far the writing is: a draft, saved, submitted, returned, accepted."""
        if record.path(self.period) in {place.path for place in self._drafts}:
            return Message("{sign} {word}", sign="*" if plain else "✎", word=Message("draft")), "magenta"
        report = record.progress.get(self.period)
        if report is None:
            return None, ""
        if report.review is None:
            return Message("recorded"), "yellow"
        state = report.review.state
        if state is ReviewState.RETURNED:
            return Message("{sign} {word}", sign="<" if plain else "↩", word=state.message()), "red"
        return state.message(), "green" if state is ReviewState.ACCEPTED else ""

    def filters(self, language: Language) -> list[tuple[Filter, str]]:
        """Return what the table can be narrowed to, in words."""
        things = [(Filter(choice), language.show(choice)) for choice in Choice]
        things += [(Filter(status=status), language.show(status)) for status in Status]
        units = {unit for record in self.records for unit in record.measure.responsible}
        named = sorted((self.snapshot.unit_name(unit), unit) for unit in units)
        return things + [(Filter(unit=unit), name) for name, unit in named]

    def totals(self, language: Language, *, plain: bool) -> tuple[str, int | None]:
        """Return the counts of the period in one line, and the mean percent, None where nothing has one."""
        reports = [record.progress[self.period] for record in self.records if self.period in record.progress]
        counts = Counter(report.status for report in reports)
        signs = PLAIN_SIGNS if plain else {status: sign for status, (sign, _) in SIGNS.items()}
        parts = [f"{signs[status]} {counts[status]}" for status in Status if counts[status]]
        missing = sum(record.standing(self.period) is Standing.MISSING for record in self.records)
        counted = language.show(Plural("{n} measure", "{n} measures", n=len(self.records)))
        line = f"{counted} · {'  '.join(parts)}" if parts else counted
        if missing:
            line += " · " + language.say("not submitted {n}", n=missing)
        percents = [report.percent for report in reports if report.percent is not None]
        return line, round(sum(percents) / len(percents)) if percents else None

    def _fits(self, record: MeasureRecord, wanted: Filter) -> bool:
        report = record.progress.get(self.period)
        if wanted.status is not None and (report is None or report.status is not wanted.status):
            return False
        if wanted.unit is not None and wanted.unit not in record.measure.responsible:
            return False
        match wanted.choice:
            case Choice.MINE:
                return self.is_mine(record)
            case Choice.MISSING:
                return record.standing(self.period) is Standing.MISSING
            case Choice.OVERDUE:
                return record.overdue(self.period)
            case Choice.ALL:
                return True

    def _haystack(self, record: MeasureRecord) -> str:
        report = record.progress.get(self.period)
        units = (self.snapshot.unit_name(unit) for unit in record.measure.responsible)
        text = report.text if report is not None else ""
        return fold("\n".join((record.measure.number, record.measure.title, *units, text)))


def _percent(report: object) -> str:
    percent = getattr(report, "percent", None)
    return "" if percent is None else str(percent)


def bar(percent: int, width: int, *, plain: bool) -> str:
    """Return a bar that is full to a percent."""
    full = round(percent * width / 100)
    return ("#" if plain else "█") * full + ("-" if plain else "░") * (width - full)

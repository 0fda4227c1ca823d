"""The report model: one plain value that every format turns into bytes.

It holds the words as they print (in the report's language), texts as blocks, dates as dates. Nothing
in it depends on the clock, the machine or the folder: the same commit and period give an equal value.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from exporters.totals import by_unit, total, trend
from records.sanitise import visible
from records.telling.wording import printed_cell
from records.texts.prose import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from exporters.choosing import Choice
    from exporters.totals import Totals
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from records.texts.prose import Block
    from records.trail.period_trail import PeriodTrail
    from records.values.model import Column, Contact, Evidence, Programme, Signatory, Status
    from records.values.periods import Period


class Heading(Struct, frozen=True):
    """A column of the table and what stands over it."""

    column: Column
    text: str


class Cell(Struct, frozen=True):
    """What a measure reports: `text` is a progress's, "" where there is none.

    `note` stands before the text or in its place ("Строк виконання не настав"), `closing` after it.
    """

    text: str = ""
    note: str = ""
    closing: str = ""
    evidence: tuple[Evidence, ...] = ()

    # Each format needs one of these or neither, once: they are made when asked for, and not kept.
    @property
    def source(self) -> str:
        """All of it as the cell of a Markdown table."""
        return printed_cell(self.text, self.note, self.closing)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text, read."""
        return blocks(self.text)


class Row(Struct, frozen=True):
    """One measure. `status` and `percent` are None where nothing is reported, `state` says it in words.

    `change` says how the progress differs from the period before, a sentence each.
    """

    number: str
    title: str
    deadline: str
    responsible: tuple[str, ...]
    cell: Cell
    state: str
    status: Status | None = None
    percent: int | None = None
    completed: date | None = None
    overdue: bool = False
    missing: bool = False
    change: tuple[str, ...] = ()
    #: What else the programme says of it, "" for nothing.
    indicator: str = ""
    funding: str = ""
    #: The measure's name in the history: "2017/4".
    measure: str = ""


class Section(Struct, frozen=True):
    """A part of the programme (title "" where the programme has none) and its rows in order."""

    title: str
    rows: tuple[Row, ...]


class Source(Struct, frozen=True):
    """Where the report comes from: the commit, its day and author, the closing tag ("" while open).

    `later` says that it shows a state after the one which the tag is on.
    `records` is the sha256 over the records that the rows are made of, the rules and the units: each one's
    path and sha256 on a line, sorted.
    `command` makes the same report again.
    """

    commit: str
    at: datetime
    by: str
    tag: str
    later: bool
    records: str
    command: str


class Corrected(Struct, frozen=True):
    """What was changed in a period after its report: of which measure, which fields, who, when, why.

    `period` is None where the measure itself was changed, so that it left closed reports or came back.
    """

    measure: str
    period: Period | None
    fields: tuple[str, ...]
    by: str
    at: datetime
    reason: str


class Report(Struct, frozen=True, dict=True):
    """A report of one period.

    `filters` says of which measures it is, where it is not of all, and `only` in codes: the unit's id, the
    status. `edition` says what a second or later edition changed, "" of the first; `corrections` are those
    made to closed periods since the report before; `trail` is all that was done to its records, where a
    format asks for that. `templates` are the council's own, by their names, None where it has none.
    `records` are the measures that its rows were made from, in the programme's order, and `register` is all
    around them: what data formats write as it is kept.
    """

    language: Language
    period: Period
    programme: Programme
    heading: str
    title: str
    body: str
    #: The period's name, "" where the title names it.
    dated: str
    #: That the period is not closed yet, "" once it is.
    interim: str
    filters: tuple[str, ...]
    only: Mapping[str, str]
    approval: Signatory | None
    #: The day on which it was approved, where that is recorded.
    approved: date | None
    #: The act that approved it: its name, then its day and number; none where no act is recorded.
    act: tuple[str, ...]
    signatures: tuple[Signatory, ...]
    contact: Contact
    columns: tuple[Heading, ...]
    sections: tuple[Section, ...]
    edition: str
    corrections: tuple[Corrected, ...]
    source: Source
    register: Snapshot
    choice: Choice
    records: tuple[MeasureRecord, ...]
    #: What closed periods before its own added up to when they were closed, as far as that was read.
    closed: Mapping[Period, Totals] = field(default_factory=dict)
    trail: PeriodTrail | None = None
    templates: Mapping[str, bytes] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for section in self.sections for row in section.rows)

    # Some formats add nothing up: these are made when asked for.
    @cached_property
    def totals(self) -> Totals:
        """What its measures add up to."""
        return total(self.language.say("All measures"), self.records, self.period)

    @cached_property
    def by_unit(self) -> tuple[Totals, ...]:
        """The totals of each lead unit."""
        return by_unit(self.register, self.records, self.period)

    @cached_property
    def trend(self) -> tuple[Totals, ...]:
        """The totals of the periods up to its own."""
        return trend(self.register, self.choice, self.period, self.language, self.closed)

    @property
    def full_title(self) -> str:
        """What the files call themselves: heading and title, always with the period."""
        title = f"{self.heading} {self.title}"
        return f"{title}: {self.dated}" if self.dated else title

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the body, line by line: of which measures and when the report is."""
        return tuple(
            filter(None, (self.programme_said, self.dated, self.interim, self.edition, *self.filters))
        )

    @property
    def name(self) -> str:
        """The name of its files, without their ending: "zvit-2017-Q4"."""
        return report_name(self.period)

    @property
    def folder(self) -> str:
        """The folder of its files inside that of the export: "", or "oblast/" (`folder_of`)."""
        return folder_of(self.register, self.period, self.programme.id)

    @property
    def programme_said(self) -> str:
        """The words that name its programme; "" where the register has no other."""
        if len(self.register.rules.programmes) == 1:
            return ""
        return self.language.say("Programme: {programme}", programme=visible(self.programme.title))


def report_name(period: Period) -> str:
    """Return the name of a period's report, without an ending: "zvit-2017-Q4"."""
    return f"zvit-{period.code}"


def folder_of(snapshot: Snapshot, period: Period, programme: str) -> str:
    """Return the folder of a programme's own where several programmes hold a period: "oblast/", else "".

    Their reports bear one name, and none of them may replace another.
    """
    return f"{programme}/" if len(snapshot.programmes_of(period)) > 1 else ""

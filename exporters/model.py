"""The report model: a plain value that every format turns into bytes.

It holds texts as they print, in the report’s language, and dates as dates. Nothing in it depends on the
clock, the machine or the folder: the same commit and period give an equal value.
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
    """A column of the table and its heading."""

    column: Column
    text: str


class Cell(Struct, frozen=True):
    """The progress of a measure as printed: `text` is the recorded one, "" if there is none.

    `note` is printed before the text or in its place ("Строк виконання не настав"), `closing` after it.
    """

    text: str = ""
    note: str = ""
    closing: str = ""
    evidence: tuple[Evidence, ...] = ()

    # Not cached: a format uses at most one of these properties, and only once.
    @property
    def source(self) -> str:
        """The whole cell in the syntax of a Markdown table."""
        return printed_cell(self.text, self.note, self.closing)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text, parsed."""
        return blocks(self.text)


class Row(Struct, frozen=True):
    """One measure. `status` and `percent` are None if nothing is reported; `state` is the state in words.

    `change` has a sentence for each difference from the previous period.
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
    #: Further data from the programme, "" if not given.
    indicator: str = ""
    funding: str = ""
    #: The measure’s key in the history: "2017/4".
    measure: str = ""


class Section(Struct, frozen=True):
    """A section of the programme (title "" if it has none) with its rows in order."""

    title: str
    rows: tuple[Row, ...]


class Source(Struct, frozen=True):
    """The origin of a report: its commit with date and author, and the closing tag ("" while open).

    `later` is set if the report shows a commit after the tagged one. `records` is the SHA-256 over the
    records used, the rules and the units: their paths, each with its own SHA-256, one per line, sorted.
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
    """A correction of a period after its report: measure, fields, author, time and reason.

    `period` is None if the measure itself was changed so that it disappears from, or returns to, closed
    reports.
    """

    measure: str
    period: Period | None
    fields: tuple[str, ...]
    by: str
    at: datetime
    reason: str


class Report(Struct, frozen=True, dict=True):
    """A report of one period.

    If the measures are filtered, `filters` says so in words, and `only` in codes: the unit’s id, the status.
    `edition` describes the changes of a second or later edition, "" for the first. `corrections` are those
    made to closed periods since the previous report. `trail` is the audit trail, if a format needs it.
    `templates` are the council’s own, by name, or None. `records` are the measures behind the rows, in
    programme order, and `register` is the snapshot that holds them; data formats write these unformatted.
    """

    language: Language
    period: Period
    programme: Programme
    heading: str
    title: str
    body: str
    #: The period’s name, "" if the title contains it.
    dated: str
    #: The note that the period is not yet closed, "" if it is.
    interim: str
    filters: tuple[str, ...]
    only: Mapping[str, str]
    approval: Signatory | None
    #: The day of approval, if recorded.
    approved: date | None
    #: The act of approval: its name, then its date and number; empty if none is recorded.
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
    #: The totals of earlier closed periods as of their closing, as far as they were read.
    closed: Mapping[Period, Totals] = field(default_factory=dict)
    trail: PeriodTrail | None = None
    templates: Mapping[str, bytes] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for section in self.sections for row in section.rows)

    # Computed on first use, because some formats need no totals.
    @cached_property
    def totals(self) -> Totals:
        """The totals of the report’s measures."""
        return total(self.language.say("All measures"), self.records, self.period)

    @cached_property
    def by_unit(self) -> tuple[Totals, ...]:
        """The totals of each lead unit."""
        return by_unit(self.register, self.records, self.period)

    @cached_property
    def trend(self) -> tuple[Totals, ...]:
        """The totals of the periods up to this one."""
        return trend(self.register, self.choice, self.period, self.language, self.closed)

    @property
    def full_title(self) -> str:
        """The title in a file’s metadata: heading and title, with the period in every case."""
        title = f"{self.heading} {self.title}"
        return f"{title}: {self.dated}" if self.dated else title

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines below the body’s name: programme, period, interim note, edition, filters."""
        return tuple(
            filter(None, (self.programme_said, self.dated, self.interim, self.edition, *self.filters))
        )

    @property
    def name(self) -> str:
        """The file name without extension: "zvit-2017-Q4"."""
        return report_name(self.period)

    @property
    def folder(self) -> str:
        """The folder of the files within the export folder: "", or "oblast/" (`folder_of`)."""
        return folder_of(self.register, self.period, self.programme.id)

    @property
    def programme_said(self) -> str:
        """The name of the programme as a sentence; "" if the register has only one."""
        if len(self.register.rules.programmes) == 1:
            return ""
        return self.language.say("Programme: {programme}", programme=visible(self.programme.title))


def report_name(period: Period) -> str:
    """Return the file name of a period’s report, without extension: "zvit-2017-Q4"."""
    return f"zvit-{period.code}"


def folder_of(snapshot: Snapshot, period: Period, programme: str) -> str:
    """Return the programme’s own folder ("oblast/") if several programmes have the period, else "".

    Their reports have the same file name and must not replace one another.
    """
    return f"{programme}/" if len(snapshot.programmes_of(period)) > 1 else ""

"""The records of a register as values.

There is one class for each kind of TOML table, with the file's keys as field names. Values are immutable: a
change makes a new value. Rules that go beyond types are in `rules.validation`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from records.language import Message
from records.values.periods import Cadence, Period

#: Spreadsheets silently cut a cell's text at 32,767 characters.
LONGEST_TEXT = 30_000
#: Long enough for any wording in a programme, short enough for a cell and a commit message.
LONGEST_LINE = 3_000

#: `$` alone also matches before a final newline.
_END = r"$(?!\n)"
Id = Annotated[str, Meta(pattern=rf"^[a-z0-9]+([.-][a-z0-9]+)*{_END}", max_length=80)]
Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Sha256 = Annotated[str, Meta(pattern=rf"^([0-9a-f]{{64}})?{_END}")]


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table in one of the register's files."""


class Status(StrEnum):
    """The five statuses of the State Anti-Corruption Programme's monitoring (Order 134/23 of 28.06.2023)."""

    IMPLEMENTED = "implemented"
    PARTLY = "partly"
    IN_PROGRESS = "in-progress"
    NOT_IMPLEMENTED = "not-implemented"
    NOT_STARTED = "not-started"

    def message(self) -> Message:
        """Return the status's name for display."""
        return Message(_STATUS_NAMES[self])


_STATUS_NAMES = {
    Status.IMPLEMENTED: "Implemented",
    Status.PARTLY: "Partly implemented",
    Status.IN_PROGRESS: "In progress",
    Status.NOT_IMPLEMENTED: "Not implemented",
    Status.NOT_STARTED: "Not started",
}


class DeadlineKind(StrEnum):
    """The meaning of a deadline's wording."""

    CONTINUOUS = "continuous"
    WITHIN_YEAR = "within-year"
    BY_DATE = "by-date"
    RANGE = "range"
    QUARTER = "quarter"
    RECURRING = "recurring"
    OTHER = "other"

    def message(self) -> Message:
        """Return the kind's name for display."""
        return Message(_KIND_NAMES[self])

    @property
    def endless(self) -> bool:
        """Whether the measure continues after a period's part of it is done."""
        return self in {DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING}


_KIND_NAMES = {
    DeadlineKind.CONTINUOUS: "continuous",
    DeadlineKind.WITHIN_YEAR: "within the year",
    DeadlineKind.BY_DATE: "by a date",
    DeadlineKind.RANGE: "from a date to a date",
    DeadlineKind.QUARTER: "in a quarter",
    DeadlineKind.RECURRING: "recurring",
    DeadlineKind.OTHER: "other wording",
}


class Deadline(Record, frozen=True):
    """The deadline of a measure: its adopted wording and the dates read from it."""

    text: Line = ""
    kind: DeadlineKind = DeadlineKind.OTHER
    from_: date | None = field(default=None, name="from")
    until: date | None = None


class Measure(Record, frozen=True):
    """A measure as the programme words it (`measure.toml`). `responsible` are unit ids, the lead first."""

    number: Annotated[str, Meta(min_length=1, max_length=40)]
    title: Line
    responsible: tuple[Id, ...] = ()
    indicator: Line = ""
    funding: Line = ""
    section: Line = ""
    retired: Period | None = None
    deadline: Deadline = Deadline()


class Evidence(Record, frozen=True):
    """A document that supports a progress, given by reference, by address or by both."""

    title: Line = ""
    ref: Line = ""
    url: Line = ""
    sha256: Sha256 = ""


class ReviewState(StrEnum):
    """The state of a progress in review."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    def message(self) -> Message:
        """Return the state's name for display."""
        return Message(_REVIEW_NAMES[self])


_REVIEW_NAMES = {
    ReviewState.SUBMITTED: "submitted",
    ReviewState.RETURNED: "returned",
    ReviewState.ACCEPTED: "accepted",
}


class Review(Record, frozen=True):
    """A review of a progress. `covers` binds it to the bytes of the file before the line `[review]`."""

    state: ReviewState
    by: str
    at: datetime
    note: Line = ""
    covers: Annotated[str, Meta(pattern=rf"^(sha256:[0-9a-f]{{64}})?{_END}")] = ""


class Progress(Record, frozen=True):
    """A measure's report for one period (`<period>.toml`). `text` ends with a newline unless it is empty."""

    status: Status
    percent: Percent | None = None
    completed: date | None = None
    text: Text = ""
    evidence: tuple[Evidence, ...] = ()
    review: Review | None = None


class Unit(Record, frozen=True):
    """A department, office or enterprise of the council."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]
    short: Line = ""
    phone: Line = ""
    email: Line = ""


class Units(Record, frozen=True):
    """The contents of `units.toml`: units by id."""

    units: dict[Id, Unit] = field(default_factory=dict)


class Role(StrEnum):
    """The role of an officer, which decides what they may do."""

    OFFICER = "officer"
    AUTHORISED = "authorised"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    def message(self) -> Message:
        """Return the role's name for display."""
        return Message(_ROLE_NAMES[self])


_ROLE_NAMES = {
    Role.OFFICER: "officer",
    Role.AUTHORISED: "authorised officer",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


class SigningKey(Record, frozen=True):
    """A public SSH key and the first and last day of its validity."""

    key: Line
    from_: date | None = field(default=None, name="from")
    until: date | None = None


class Officer(Record, frozen=True):
    """A person who may write to the register, and the first and last day of that right."""

    name: Line = ""
    email: Line = ""
    role: Role = Role.OFFICER
    units: tuple[Id, ...] = ()
    from_: date | None = field(default=None, name="from")
    until: date | None = None
    keys: tuple[SigningKey, ...] = ()


class Officers(Record, frozen=True):
    """The contents of `officers.toml`: officers by login."""

    officers: dict[str, Officer] = field(default_factory=dict)


class PeriodWording(StrEnum):
    """The form in which the report's title names the period."""

    NONE = "none"
    QUARTER = "quarter"
    CUMULATIVE = "cumulative"


class Column(StrEnum):
    """A column of the report's table."""

    NUMBER = "number"
    TITLE = "title"
    DEADLINE = "deadline"
    RESPONSIBLE = "responsible"
    PROGRESS = "progress"

    def message(self) -> Message:
        """Return the column's default heading."""
        return Message(_COLUMN_HEADINGS[self])


_COLUMN_HEADINGS = {
    Column.NUMBER: "No.",
    Column.TITLE: "Measure",
    Column.DEADLINE: "Deadline",
    Column.RESPONSIBLE: "Responsible units",
    Column.PROGRESS: "State of implementation",
}


class Signatory(Record, frozen=True):
    """A person who approves or signs: position, then Власне ім’я ПРІЗВИЩЕ (ДСТУ 4163:2020)."""

    position: Line = ""
    name: Line = ""


class ReportRules(Record, frozen=True):
    """The wording of the report. `headings` maps columns to headings that replace the default ones."""

    heading: Line = ""
    title: Line = ""
    period_wording: PeriodWording = PeriodWording.NONE
    columns: tuple[Column, ...] = tuple(Column)
    headings: dict[Column, Line] = field(default_factory=dict)
    approval: Signatory | None = None
    signatures: tuple[Signatory, ...] = ()


class Contact(Record, frozen=True):
    """The person whom officers can ask."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""


class Programme(Record, frozen=True):
    """The document that lists the measures, with its first and last day."""

    id: Id
    title: Line
    from_: date = field(name="from")
    until: date = field(name="to")
    decision: Line = ""
    url: Line = ""


class Rules(Record, frozen=True):
    """The contents of `register.toml`: the body, its programmes and the rules of this register.

    `units_by_day` and `submit_by_day` are days (1 to 28) of the month after a period.
    """

    schema: Annotated[int, Meta(ge=1, le=1)]
    body: Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]
    language: Annotated[str, Meta(pattern=rf"^(uk|en){_END}")] = "uk"
    timezone: str = "Europe/Kyiv"
    cadence: Cadence = Cadence.QUARTER
    units_by_day: Annotated[int, Meta(ge=1, le=28)] = 5
    submit_by_day: Annotated[int, Meta(ge=1, le=28)] = 15
    require_reason: bool = True
    require_signature: bool = False
    open: bool = True
    report: ReportRules = ReportRules()
    contact: Contact = Contact()
    programmes: tuple[Programme, ...] = ()


class Approval(Record, frozen=True):
    """The document that approved a report."""

    document: Line = ""
    number: Line = ""
    on: date | None = field(default=None, name="date")


class Publication(Record, frozen=True):
    """Where and when a report was published."""

    url: Line = ""
    on: date | None = field(default=None, name="date")
    updated: date | None = None


class Attachment(Record, frozen=True):
    """A file kept with a report, such as a detached signature (КЕП), with its hash."""

    name: Line
    sha256: Sha256


class PeriodRecord(Record, frozen=True):
    """A closed period (`periods/<period>.toml`). `records` maps paths to the sha256 of their files."""

    count: Annotated[int, Meta(ge=0)]
    by: str
    at: datetime
    edition: Annotated[int, Meta(ge=1)] = 1
    reason: Line = ""
    records: dict[str, Sha256] = field(default_factory=dict)
    approval: Approval | None = None
    publication: Publication | None = None
    attachments: tuple[Attachment, ...] = ()


#: Keys of a closing record that never change; approval, publication and attachments are added later.
FINAL = ("count", "by", "at", "edition", "reason", "records")


def convert_period(kind: type, value: Any) -> Any:
    """Convert a period's code to a `Period`, as a decoding hook of msgspec."""
    if kind is not Period or not isinstance(value, str):
        raise NotImplementedError
    try:
        return Period.from_code(value)
    except Exception as error:
        raise ValueError(str(error)) from error


def builtin(value: Any) -> Any:
    """Return a record as plain values that TOML and JSON can hold; dates stay dates."""
    return msgspec.to_builtins(value, builtin_types=(date, datetime), enc_hook=_period_code)


def _period_code(value: Any) -> str:
    if isinstance(value, Period):
        return value.code
    raise NotImplementedError

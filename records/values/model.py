"""The values a register is made of, as its files hold them.

One class a table of the files; field names are the files' keys. Values are immutable: a change is a
new value. What makes a value valid beyond its types is in `validation`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from records.language import Message
from records.values.periods import Cadence, Period

#: A spreadsheet cell silently cuts a text at 32,767 characters.
LONGEST_TEXT = 30_000
#: Long enough for any wording of a programme, short enough for a cell and a commit message.
LONGEST_LINE = 3_000

#: A pattern's `$` alone would also stand before a last newline.
_END = r"$(?!\n)"
Id = Annotated[str, Meta(pattern=rf"^[a-z0-9]+([.-][a-z0-9]+)*{_END}", max_length=80)]
Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Sha256 = Annotated[str, Meta(pattern=rf"^([0-9a-f]{{64}})?{_END}")]


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table of a register's file."""


class Status(StrEnum):
    """The five states of the State Anti-Corruption Programme's monitoring (Order 134/23 of 28.06.2023)."""

    IMPLEMENTED = "implemented"
    PARTLY = "partly"
    IN_PROGRESS = "in-progress"
    NOT_IMPLEMENTED = "not-implemented"
    NOT_STARTED = "not-started"

    def message(self) -> Message:
        """Return the status's name for people."""
        return Message(_STATUS_NAMES[self])


_STATUS_NAMES = {
    Status.IMPLEMENTED: "Implemented",
    Status.PARTLY: "Partly implemented",
    Status.IN_PROGRESS: "In progress",
    Status.NOT_IMPLEMENTED: "Not implemented",
    Status.NOT_STARTED: "Not started",
}


class DeadlineKind(StrEnum):
    """What a deadline's wording means."""

    CONTINUOUS = "continuous"
    WITHIN_YEAR = "within-year"
    BY_DATE = "by-date"
    RANGE = "range"
    QUARTER = "quarter"
    RECURRING = "recurring"
    OTHER = "other"

    def message(self) -> Message:
        """Return the kind's name for people."""
        return Message(_KIND_NAMES[self])

    @property
    def endless(self) -> bool:
        """Whether the measure goes on although a period's work is done."""
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
    """When a measure is to be carried out: the adopted wording and the dates that follow from it."""

    text: Line = ""
    kind: DeadlineKind = DeadlineKind.OTHER
    from_: date | None = field(default=None, name="from")
    until: date | None = None


class Measure(Record, frozen=True):
    """What the programme says of one measure (`measure.toml`). `responsible` are unit ids, the lead first."""

    number: Annotated[str, Meta(min_length=1, max_length=40)]
    title: Line
    responsible: tuple[Id, ...] = ()
    indicator: Line = ""
    funding: Line = ""
    section: Line = ""
    retired: Period | None = None
    deadline: Deadline = Deadline()


class Evidence(Record, frozen=True):
    """A document behind a progress: by reference, by address, or both."""

    title: Line = ""
    ref: Line = ""
    url: Line = ""
    sha256: Sha256 = ""


class ReviewState(StrEnum):
    """What the authorised officer made of a progress."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    def message(self) -> Message:
        """Return the state's name for people."""
        return Message(_REVIEW_NAMES[self])


_REVIEW_NAMES = {
    ReviewState.SUBMITTED: "submitted",
    ReviewState.RETURNED: "returned",
    ReviewState.ACCEPTED: "accepted",
}


class Review(Record, frozen=True):
    """A word on a progress, bound by `covers` to the bytes of its file before the line `[review]`."""

    state: ReviewState
    by: str
    at: datetime
    note: Line = ""
    covers: Annotated[str, Meta(pattern=rf"^(sha256:[0-9a-f]{{64}})?{_END}")] = ""


class Progress(Record, frozen=True):
    """What a measure reports for one period (`<period>.toml`). `text` ends in a newline unless empty."""

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
    """`units.toml`: the units by their ids."""

    units: dict[Id, Unit] = field(default_factory=dict)


class Role(StrEnum):
    """What an officer may do."""

    OFFICER = "officer"
    AUTHORISED = "authorised"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    def message(self) -> Message:
        """Return the role's name for people."""
        return Message(_ROLE_NAMES[self])


_ROLE_NAMES = {
    Role.OFFICER: "officer",
    Role.AUTHORISED: "authorised officer",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


class SigningKey(Record, frozen=True):
    """A public SSH key and the first and last day it counted."""

    key: Line
    from_: date | None = field(default=None, name="from")
    until: date | None = None


class Officer(Record, frozen=True):
    """Who may write, and the first and last day of that right."""

    name: Line = ""
    email: Line = ""
    role: Role = Role.OFFICER
    units: tuple[Id, ...] = ()
    from_: date | None = field(default=None, name="from")
    until: date | None = None
    keys: tuple[SigningKey, ...] = ()


class Officers(Record, frozen=True):
    """`officers.toml`: the officers by their logins."""

    officers: dict[str, Officer] = field(default_factory=dict)


class PeriodWording(StrEnum):
    """How the report's title ends."""

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
        """Return the column's usual heading."""
        return Message(_COLUMN_HEADINGS[self])


_COLUMN_HEADINGS = {
    Column.NUMBER: "No.",
    Column.TITLE: "Measure",
    Column.DEADLINE: "Deadline",
    Column.RESPONSIBLE: "Responsible units",
    Column.PROGRESS: "State of implementation",
}


class Signatory(Record, frozen=True):
    """Who approves or signs: position, then Власне ім’я ПРІЗВИЩЕ (ДСТУ 4163:2020)."""

    position: Line = ""
    name: Line = ""


class ReportRules(Record, frozen=True):
    """How the report is worded. `headings` maps a column to the table's own wording."""

    heading: Line = ""
    title: Line = ""
    period_wording: PeriodWording = PeriodWording.NONE
    columns: tuple[Column, ...] = tuple(Column)
    headings: dict[Column, Line] = field(default_factory=dict)
    approval: Signatory | None = None
    signatures: tuple[Signatory, ...] = ()


class Contact(Record, frozen=True):
    """Whom an officer asks."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""


class Programme(Record, frozen=True):
    """The document that the measures come from, with its first and last day."""

    id: Id
    title: Line
    from_: date = field(name="from")
    until: date = field(name="to")
    decision: Line = ""
    url: Line = ""


class Rules(Record, frozen=True):
    """`register.toml`: the body, its programmes and the rules of this register.

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
    """A detached signature (КЕП) or another file kept beside a report, by its hash."""

    name: Line
    sha256: Sha256


class PeriodRecord(Record, frozen=True):
    """`periods/<period>.toml`: a closed period. `records` maps a path to its file's sha256."""

    count: Annotated[int, Meta(ge=0)]
    by: str
    at: datetime
    edition: Annotated[int, Meta(ge=1)] = 1
    reason: Line = ""
    records: dict[str, Sha256] = field(default_factory=dict)
    approval: Approval | None = None
    publication: Publication | None = None
    attachments: tuple[Attachment, ...] = ()


#: What a period's record says for good: only how the report was approved, published and signed comes later.
FINAL = ("count", "by", "at", "edition", "reason", "records")


def convert_period(kind: type, value: Any) -> Any:
    """Turn a period's code into a `Period`, for msgspec."""
    if kind is not Period or not isinstance(value, str):
        raise NotImplementedError
    try:
        return Period.from_code(value)
    except Exception as error:
        raise ValueError(str(error)) from error


def builtin(value: Any) -> Any:
    """Return a record as the plain values that TOML and JSON hold; dates stay dates."""
    return msgspec.to_builtins(value, builtin_types=(date, datetime), enc_hook=_period_code)


def _period_code(value: Any) -> str:
    if isinstance(value, Period):
        return value.code
    raise NotImplementedError

"""The tables of the open data: the names, titles and constraints of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Message
from records.values.model import DeadlineKind, ReviewState, Status
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

#: The format of a reporting period (`Period.code`).
_PERIOD = r"[0-9]{4}(-Q[1-4]|-H[12])?"
_PERIOD_SAID = Message("A year with its quarter or half-year, as 2017-Q4 or 2017-H2, or a year alone.")
_COMMIT = r"[0-9a-f]{40}([0-9a-f]{24})?"
_MEASURE = ("programme", "id")


class Field(Struct, frozen=True):
    """A column: its name, its title for people, its Table Schema type, and constraints on its values.

    `about` explains what the title does not; `pattern` is a regular expression that matches the whole value.
    """

    name: str
    title: Message
    kind: str = "string"
    choices: type[StrEnum] | None = None
    required: bool = False
    bounds: tuple[int, int] | None = None
    about: Message | None = None
    pattern: str = ""


class Resource(Struct, frozen=True):
    """A table: file name, title, columns, primary key, and foreign keys.

    `refers` maps the name of another table to (columns here, columns there).
    """

    name: str
    title: Message
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    refers: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


_OWN = (
    Field("programme", Message("Identifier of the programme"), required=True),
    Field(
        "id",
        Message("Identifier of the measure"),
        required=True,
        about=Message("It stays the same from period to period, also where the number changes."),
    ),
)
_ORIGIN = (
    Field("period", Message("Period"), required=True, about=_PERIOD_SAID, pattern=_PERIOD),
    Field(
        "commit",
        Message("Commit of the register"),
        required=True,
        about=Message("The state of the register that the row was made from."),
        pattern=_COMMIT,
    ),
)
_REPORTED = Field(
    "reported_period",
    Message("Period that reported it"),
    about=Message(
        "An earlier one than the row’s own where the measure was implemented then; the report prints that "
        "result."
    ),
    pattern=_PERIOD,
)
MEASURES = Resource(
    "measures",
    Message("Measures and what they report"),
    (
        Field("number", Message("No."), required=True),
        Field("title", Message("Measure")),
        Field("section", Message("Section")),
        Field("deadline", Message("Deadline")),
        Field("responsible", Message("Responsible units")),
        Field("indicator", Message("Indicator")),
        Field("funding", Message("Funding")),
        Field("status", Message("Status"), choices=Status),
        Field("percent", Message("Percent"), "integer", bounds=(0, 100)),
        Field("completed", Message("Completed on"), "date"),
        Field("text", Message("What was done")),
        Field("markdown", Message("What was done, where it has emphasis or links (Markdown)")),
        _REPORTED,
        Field("standing", Message("Where the measure stands in the period"), choices=Standing, required=True),
        Field("overdue", Message("Overdue"), "boolean", required=True),
        Field("review", Message("Review"), choices=ReviewState),
        Field("deadline_kind", Message("Kind of deadline"), choices=DeadlineKind, required=True),
        Field("deadline_from", Message("First day of the deadline"), "date"),
        Field("deadline_until", Message("Last day of the deadline"), "date"),
        Field(
            "retired",
            Message("First period without the measure"),
            about=Message("For a measure that is taken out of the programme after this period."),
            pattern=_PERIOD,
        ),
        *_OWN,
        *_ORIGIN,
        Field("body", Message("Body"), required=True),
    ),
    _MEASURE,
    {"programmes": (("programme",), ("id",))},
)
RESPONSIBLE = Resource(
    "responsible",
    Message("Responsible units of each measure, the lead first"),
    (
        *_OWN,
        Field("position", Message("Place among them"), "integer", required=True),
        Field("unit", Message("Unit"), required=True),
    ),
    (*_MEASURE, "position"),
    {"measures": (_MEASURE, _MEASURE), "units": (("unit",), ("id",))},
)
EVIDENCE = Resource(
    "evidence",
    Message("Documents behind what is reported"),
    (
        *_OWN,
        Field("position", Message("Place among them"), "integer", required=True),
        Field("title", Message("Name of the document")),
        Field("ref", Message("Its number and date")),
        Field("url", Message("Address")),
        Field("sha256", Message("Checksum (SHA-256)")),
        _REPORTED,
        *_ORIGIN,
    ),
    (*_MEASURE, "position"),
    {"measures": (_MEASURE, _MEASURE)},
)
UNITS = Resource(
    "units",
    Message("The units that the measures name"),
    (
        Field("id", Message("Identifier of the unit"), required=True),
        Field("name", Message("Name of the unit"), required=True),
        Field("short", Message("Short name")),
    ),
    ("id",),
    {},
)
PROGRAMMES = Resource(
    "programmes",
    Message("The programme that the measures are of"),
    (
        Field("id", Message("Identifier of the programme"), required=True),
        Field("title", Message("Programme"), required=True),
        Field("from", Message("First day of the programme"), "date", required=True),
        Field("until", Message("Last day of the programme"), "date", required=True),
        Field("decision", Message("Decision that adopted it")),
        Field("url", Message("Address")),
    ),
    ("id",),
    {},
)

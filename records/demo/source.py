"""The demo's data, read from the TOML files in this package."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations at run time
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from records.files.documents import read_document
from records.values.model import Evidence, Officer, Rules, Status, Unit  # noqa: TC001 - as above

_SECTIONS = ("section1.toml", "section2.toml", "section3.toml")
_FURTHER = ("interim.toml", "carried.toml")
_Kind = TypeVar("_Kind")


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """One save of a progress. None leaves a value as the previous save set it."""

    period: str
    reason: str
    on: date | None = None
    basis: str = ""
    submit: bool = True
    status: Status | None = None
    percent: int | None = None
    completed: date | None = None
    text: str | None = None
    evidence: tuple[Evidence, ...] | None = None


class Retirement(Struct, frozen=True, forbid_unknown_fields=True):
    """The retirement of a measure; `period` is the first period without it."""

    on: date
    period: str
    reason: str
    basis: str


class DemoMeasure(Struct, frozen=True, forbid_unknown_fields=True):
    """A measure and its saves during the year. `added` is set if the measure joined the programme later."""

    number: str
    title: str
    deadline: str
    responsible: tuple[str, ...]
    indicator: str = ""
    funding: str = ""
    added: date | None = None
    added_because: str = ""
    added_by: str = ""
    reports: tuple[Report, ...] = ()
    retired: Retirement | None = None


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the programme."""

    section: str
    measures: tuple[DemoMeasure, ...]


class NumberedReport(Struct, frozen=True, forbid_unknown_fields=True):
    """A report stored apart from its measure, which has the number `number`."""

    number: str
    report: Report


class NumberedReports(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of a file of reports stored apart from their measures."""

    reports: tuple[NumberedReport, ...]


class OtherChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A change to the measure with a `number`, or to `file`; `set` is nested like the file's tables."""

    on: date
    reason: str
    set: dict[str, Any]
    number: str = ""
    file: str = ""
    basis: str = ""


class Changes(Struct, frozen=True, forbid_unknown_fields=True):
    """The changes that are not reports."""

    changes: tuple[OtherChange, ...]


class Returned(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer returned for rework."""

    number: str
    on: date
    note: str


class Corrected(Struct, frozen=True, forbid_unknown_fields=True):
    """A correction of an answer after its quarter was closed; `set` is nested like the file's tables."""

    number: str
    on: date
    reason: str
    basis: str
    set: dict[str, Any]


class Quarter(Struct, frozen=True, forbid_unknown_fields=True):
    """The end of a quarter, which is still open if `closed_on` is None."""

    period: str
    accepted_on: date
    closed_on: date | None = None
    closed_because: str = ""
    published_on: date | None = None
    url: str = ""
    returned: tuple[Returned, ...] = ()
    corrected: tuple[Corrected, ...] = ()


class Quarters(Struct, frozen=True, forbid_unknown_fields=True):
    """The quarters of the year."""

    quarters: tuple[Quarter, ...]


class Council(Struct, frozen=True, forbid_unknown_fields=True):
    """The invented council."""

    rules: Rules
    units: dict[str, Unit]
    officers: dict[str, Officer]


def council() -> Council:
    """Return the council's rules, units and officers."""
    return _read("council.toml", Council)


def sections() -> tuple[Section, ...]:
    """Return the programme's sections with their measures."""
    return tuple(_read(name, Section) for name in _SECTIONS)


def further_reports() -> tuple[NumberedReport, ...]:
    """Return the reports made before the end of a quarter and those made after a measure was implemented.

    They come before the measure's own reports for the same period.
    """
    return tuple(report for name in _FURTHER for report in _read(name, NumberedReports).reports)


def other_changes() -> tuple[OtherChange, ...]:
    """Return the changes to measures, units and rules, in no particular order."""
    return _read("changes.toml", Changes).changes


def quarters() -> tuple[Quarter, ...]:
    """Return the ends of all quarters, in order."""
    return _read("quarters.toml", Quarters).quarters


def _read(name: str, kind: type[_Kind]) -> _Kind:
    data = files(__package__).joinpath(name).read_bytes()
    return msgspec.convert(read_document(data, name), kind)

"""The report as open data: CSV files beside the `datapackage.json` that describes them.

A Frictionless data package (specs.frictionlessdata.io: Data Package, Table Schema 1), the form in which the
national portal takes data sets (Resolution 835 of 21.10.2015). A cell that a spreadsheet would take for a
formula begins with an apostrophe, which the import takes away again.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from exporters.document import written_json
from exporters.provenance import provenance
from records.files.sheet import SheetColumn, disarmed, plain_cell, programme_cell, text_cell
from records.language import Message
from records.sanitise import visible
from records.values.model import DeadlineKind, ReviewState, Status
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from enum import StrEnum

    from exporters.model import Report
    from records.files.snapshot import MeasureRecord
    from records.language import Language
    from records.values.model import Progress

DESCRIPTION = "datapackage.json"
_WEB = ("http://", "https://")
_MEASURE = ("programme", "id")

Value = str | int | bool | None


@dataclass(frozen=True)
class Field:
    """A column: its name, what it is called for people, its type (Table Schema), what its values may be."""

    name: str
    title: Message
    kind: str = "string"
    choices: type[StrEnum] | None = None
    required: bool = False
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True)
class Resource:
    """A table: its file's name, title and fields, which of them tell its rows apart, what others refer to."""

    name: str
    title: Message
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    refers: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


_OWN = (Field("programme", Message("Programme"), required=True), Field("id", Message("Id"), required=True))
_ORIGIN = (
    Field("period", Message("Period"), required=True),
    Field("commit", Message("Commit of the register"), required=True),
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
        Field("standing", Message("Where the measure stands in the period"), choices=Standing, required=True),
        Field("overdue", Message("Overdue"), "boolean", required=True),
        Field("review", Message("Review"), choices=ReviewState),
        Field("deadline_kind", Message("Kind of deadline"), choices=DeadlineKind, required=True),
        Field("deadline_from", Message("First day"), "date"),
        Field("deadline_until", Message("Last day"), "date"),
        Field("retired", Message("Retired from")),
        *_OWN,
        *_ORIGIN,
    ),
    _MEASURE,
    {},
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
        *_ORIGIN,
    ),
    (*_MEASURE, "position"),
    {"measures": (_MEASURE, _MEASURE)},
)
UNITS = Resource(
    "units",
    Message("Units"),
    (
        Field("id", Message("Id"), required=True),
        Field("name", Message("Name"), required=True),
        Field("short", Message("Short name")),
    ),
    ("id",),
    {},
)


def to_csv(report: Report) -> dict[str, bytes]:
    """Return the files of the report's data package by their names."""
    tables = (
        (MEASURES, _measures(report)),
        (RESPONSIBLE, _responsible(report)),
        (EVIDENCE, _evidence(report)),
        (UNITS, _units(report)),
    )
    files = {f"{resource.name}.csv": _written(resource, rows) for resource, rows in tables}
    described = _package(report, [_described(each, files, report.language) for each, _ in tables])
    return {DESCRIPTION: written_json(described), **files}


def _measures(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        measure, progress = record.measure, record.progress.get(report.period)
        yield (
            visible(measure.number),
            *(
                programme_cell(column, record, report.register.units)
                for column in (
                    SheetColumn.TITLE,
                    SheetColumn.SECTION,
                    SheetColumn.DEADLINE,
                    SheetColumn.RESPONSIBLE,
                    SheetColumn.INDICATOR,
                    SheetColumn.FUNDING,
                )
            ),
            *_progress(progress),
            record.standing(report.period).value,
            record.overdue(report.period),
            _review(record, report, progress),
            measure.deadline.kind.value,
            _day(measure.deadline.from_),
            _day(measure.deadline.until),
            measure.retired.code if measure.retired is not None else None,
            record.programme,
            record.id,
            report.period.code,
            report.source.commit,
        )


def _progress(progress: Progress | None) -> Iterator[Value]:
    if progress is None:
        yield from [None] * 5
        return
    yield progress.status.value
    yield progress.percent
    yield _day(progress.completed)
    shown, source = plain_cell(progress.text), text_cell(progress)
    yield shown
    yield source if source != shown else None


def _review(record: MeasureRecord, report: Report, progress: Progress | None) -> str | None:
    """Return the word that holds: one said before the progress was changed does not."""
    if progress is None or progress.review is None or report.period in record.lapsed:
        return None
    return progress.review.state.value


def _responsible(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        for place, unit in enumerate(record.measure.responsible, 1):
            yield record.programme, record.id, place, unit


def _evidence(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        progress = record.progress.get(report.period)
        for place, each in enumerate(progress.evidence if progress is not None else (), 1):
            texts = map(visible, (each.title, each.ref, each.url, each.sha256))
            yield record.programme, record.id, place, *texts, report.period.code, report.source.commit


def _units(report: Report) -> Iterator[Sequence[Value]]:
    """Yield the units that the measures name; one that `units.toml` doesn't know is named by its id."""
    known = report.register.units
    for unit in sorted({unit for record in report.records for unit in record.measure.responsible}):
        short = known[unit].short if unit in known else ""
        yield unit, visible(report.register.unit_name(unit)), visible(short)


def _written(resource: Resource, rows: Iterator[Sequence[Value]]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([field.name for field in resource.fields])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return disarmed(value) if isinstance(value, str) else str(value)


def _package(report: Report, resources: list[dict[str, Any]]) -> dict[str, Any]:
    source: dict[str, Any] = {"title": visible(report.programme.decision or report.programme.title)}
    if report.programme.url.lower().startswith(_WEB):
        source["path"] = visible(report.programme.url)
    edition = [report.edition] if report.edition else []
    return {
        "profile": "tabular-data-package",
        "name": report.name.lower(),
        "title": f"{report.heading} {report.title}",
        "description": "\n\n".join([*report.filters, *edition, *provenance(report, "csv")]),
        "created": report.source.at.isoformat(),
        "contributors": [{"title": report.body, "role": "publisher"}],
        "sources": [source],
        **({"filters": dict(report.only)} if report.only else {}),
        "resources": resources,
    }


def _described(resource: Resource, files: Mapping[str, bytes], language: Language) -> dict[str, Any]:
    path = f"{resource.name}.csv"
    schema: dict[str, Any] = {
        "fields": [_field(field, language) for field in resource.fields],
        "missingValues": [""],
        "primaryKey": list(resource.key),
    }
    if resource.refers:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": name, "fields": list(theirs)}}
            for name, (own, theirs) in resource.refers.items()
        ]
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "title": language.show(resource.title),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(files[path]),
        "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": schema,
    }


def _field(field: Field, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "title": language.show(field.title),
        "type": field.kind,
    }
    limits: dict[str, Any] = {"required": True} if field.required else {}
    if field.choices is not None:
        limits["enum"] = [each.value for each in field.choices]
        # What each value means stands beside the codes, for those who read no English.
        told["description"] = "; ".join(f"{each.value} – {language.show(each)}" for each in field.choices)
    if field.bounds is not None:
        limits["minimum"], limits["maximum"] = field.bounds
    return told | ({"constraints": limits} if limits else {})


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

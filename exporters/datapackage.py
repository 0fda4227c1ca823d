"""The report as open data: CSV files and the `datapackage.json` that describes them.

This is a Frictionless data package (specs.frictionlessdata.io: Data Package, Table Schema 1), the form in
which the national portal accepts data sets (Resolution 835 of 21.10.2015). A cell that a spreadsheet would
take for a formula gets a leading apostrophe, which importing removes again.
"""

from __future__ import annotations

import csv
import hashlib
from io import StringIO
from typing import TYPE_CHECKING, Any

from exporters.datatables import EVIDENCE, MEASURES, PROGRAMMES, RESPONSIBLE, UNITS
from exporters.document import written_json
from exporters.provenance import provenance
from records.files.sheet import SheetColumn, disarmed, plain_cell, programme_cell, text_cell
from records.sanitise import visible
from records.values.numbers import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from exporters.datatables import Field, Resource
    from exporters.model import Report
    from records.language import Language
    from records.values.model import Progress

DESCRIPTION = "datapackage.json"
_WEB = ("http://", "https://")

Value = str | int | bool | None


def to_csv(report: Report) -> dict[str, bytes]:
    """Return the files of the report’s data package, by name."""
    tables = (
        (MEASURES, _measures(report)),
        (RESPONSIBLE, _responsible(report)),
        (EVIDENCE, _evidence(report)),
        (UNITS, _units(report)),
        (PROGRAMMES, _programmes(report)),
    )
    files = {f"{resource.name}.csv": _written(resource, rows) for resource, rows in tables}
    described = _package(report, [_described(each, files, report.language) for each, _ in tables])
    return {DESCRIPTION: written_json(described), **files}


def _measures(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        measure, of = record.measure, record.told_in(report.period)
        progress = record.progress[of] if of is not None else None
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
            of.code if of is not None else None,
            record.standing(report.period).value,
            record.overdue(report.period),
            # A review of an earlier version of the progress has lapsed.
            _review(progress) if of not in record.lapsed else None,
            measure.deadline.kind.value,
            _day(measure.deadline.from_),
            _day(measure.deadline.until),
            measure.retired.code if measure.retired is not None else None,
            record.programme,
            record.id,
            report.period.code,
            report.source.commit,
            report.body,
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


def _review(progress: Progress | None) -> str | None:
    return progress.review.state.value if progress is not None and progress.review is not None else None


def _responsible(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        for place, unit in enumerate(record.measure.responsible, 1):
            yield record.programme, record.id, place, unit


def _evidence(report: Report) -> Iterator[Sequence[Value]]:
    for record in report.records:
        of = record.told_in(report.period)
        if of is None:
            continue
        origin = (of.code, report.period.code, report.source.commit)
        for place, each in enumerate(record.progress[of].evidence, 1):
            texts = map(visible, (each.title, each.ref, each.url, each.sha256))
            yield record.programme, record.id, place, *texts, *origin


def _units(report: Report) -> Iterator[Sequence[Value]]:
    """Yield the units that measures refer to; one missing in `units.toml` has its id for a name."""
    known = report.register.units
    for unit in sorted({unit for record in report.records for unit in record.measure.responsible}):
        short = known[unit].short if unit in known else ""
        yield unit, visible(report.register.unit_name(unit)), visible(short)


def _programmes(report: Report) -> Iterator[Sequence[Value]]:
    programme = report.programme
    days = (_day(programme.from_), _day(programme.until))
    texts = map(visible, (programme.decision, programme.url))
    yield programme.id, visible(programme.title), *days, *texts


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
        "name": _name(report),
        "title": _title(report),
        "description": "\n\n".join([*report.filters, *edition, *provenance(report, "csv")]),
        "created": report.source.at.isoformat(),
        "contributors": [{"title": report.body, "role": "publisher"}],
        "sources": [source],
        **({"filters": dict(report.only)} if report.only else {}),
        "resources": resources,
    }


def _name(report: Report) -> str:
    """Return the name of the data set, unique to its body, programme, period and choice of measures."""
    programme = [report.programme.id] if report.folder else []
    return "-".join([slug(report.body), *programme, report.name.lower(), *map(str, report.only.values())])


def _title(report: Report) -> str:
    programme = [visible(report.programme.title)] if report.folder else []
    about = [report.body, *programme, report.language.show(report.period)]
    return f"{report.heading} {report.title} ({'; '.join(about)})"


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
        # Explains the codes to people who do not read English.
        told["description"] = "; ".join(f"{each.value} – {language.show(each)}" for each in field.choices)
    if field.about is not None:
        told["description"] = language.show(field.about)
    if field.pattern:
        limits["pattern"] = field.pattern
    if field.bounds is not None:
        limits["minimum"], limits["maximum"] = field.bounds
    return told | ({"constraints": limits} if limits else {})


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

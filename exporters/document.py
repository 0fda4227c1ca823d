"""Measures as one JSON document: the output of `list --json` and of the format `json`.

Missing values are null, never absent; dates and times are ISO 8601. If the measures were filtered, `filters`
says how.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from records.texts.prose import plain
from records.values.model import builtin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exporters.model import Report
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Measure
    from records.values.periods import Period


def to_json(report: Report) -> bytes:
    """Return the report’s measures as a UTF-8 JSON file."""
    return written_json(document(report.register, report.period, report.records, report.only))


def written_json(value: object) -> bytes:
    """Return a value as a UTF-8 JSON file, indented by two spaces, with letters unescaped."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def document(
    snapshot: Snapshot, period: Period, records: Iterable[MeasureRecord], filters: Mapping[str, object]
) -> dict[str, Any]:
    """Return measures with their progress in one period, as of the snapshot’s commit.

    `filters` maps the filter options used to their values; it is empty if all measures are included.
    """
    return {
        "register": snapshot.rules.body,
        "commit": snapshot.commit,
        "period": period.code,
        **({"filters": dict(filters)} if filters else {}),
        "measures": [measure(snapshot, record, [period]) for record in records],
    }


def measure(snapshot: Snapshot, record: MeasureRecord, periods: Iterable[Period]) -> dict[str, Any]:
    """Return one measure with its progress in some periods; `overdue` refers to the last of them."""
    periods = list(periods)
    values = record.measure
    return {
        "id": record.id,
        "programme": record.programme,
        "number": values.number,
        "title": values.title,
        "retired": values.retired.code if values.retired is not None else None,
        "deadline": _deadline(values),
        "responsible": [{"id": unit, "name": snapshot.unit_name(unit)} for unit in values.responsible],
        "section": values.section or None,
        "indicator": values.indicator or None,
        "funding": values.funding or None,
        "overdue": record.overdue(periods[-1]),
        "progress": {period.code: _progress(record, period) for period in periods},
    }


def _deadline(values: Measure) -> dict[str, Any]:
    deadline = values.deadline
    return {
        "text": deadline.text or None,
        "kind": deadline.kind.value,
        "from": _iso(deadline.from_),
        "until": _iso(deadline.until),
    }


def _progress(record: MeasureRecord, period: Period) -> dict[str, Any] | None:
    report = record.progress.get(period)
    if report is None:
        return None
    review = None
    if report.review is not None:
        review = {**_plain(report.review), "lapsed": period in record.lapsed}
    return {
        "status": report.status.value,
        "percent": report.percent,
        # The final newline belongs to the file, not to the text.
        "text": report.text.removesuffix("\n"),
        "paragraphs": plain(report.text),
        "completed": _iso(report.completed),
        "evidence": [_plain(each) for each in report.evidence],
        "review": review,
    }


def _plain(record: Any) -> dict[str, Any]:
    written = builtin(record)
    names = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    values = {key: written.get(key, getattr(record, name)) for name, key in names}
    return {key: _iso(value) if isinstance(value, date) else value or None for key, value in values.items()}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

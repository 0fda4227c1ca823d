"""Snapshots of registers, built without git, for the tests of reports."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from records.files.snapshot import File, MeasureRecord, Provenance, Snapshot
from records.values.layout import period_path
from records.values.model import (
    Contact,
    Deadline,
    DeadlineKind,
    Evidence,
    Measure,
    PeriodRecord,
    Programme,
    Progress,
    ReportRules,
    Review,
    ReviewState,
    Rules,
    Signatory,
    Status,
    Unit,
)
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

Q3, Q4 = Period.from_code("2017-Q3"), Period.from_code("2017-Q4")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SENTENCE = (
    "Розроблено порядок розгляду повідомлень, визначено відповідальних у кожному підрозділі та проведено "
    "роз’яснювальну роботу з працівниками відповідно до розпорядження від 17.06.2017 № 201-р. "
)
UNITS = {
    "general-office": Unit(name="Загальний відділ міської ради", short="Загальний відділ"),
    "education": Unit(name="Управління освіти, молоді та спорту міської ради м. Зразкове"),
    "cnap": Unit(name="Центр надання адміністративних послуг | ЦНАП"),
}


@pytest.fixture
def make_snapshot() -> Callable[..., Snapshot]:
    """Return a factory of snapshots: it takes `make_record`'s measures and changes to the default rules."""
    return _snapshot


@pytest.fixture
def make_record() -> Callable[..., MeasureRecord]:
    """Return a factory of measures with a fourth-quarter text; it takes changes to the default values."""
    return _record


@pytest.fixture
def sample() -> Snapshot:
    """Return a snapshot that contains one of everything that a report can show."""
    return _snapshot(_sample_records(), report=_report_rules(), contact=Contact(phone="(06272) 0-00-00"))


def closed(snapshot: Snapshot, **values: object) -> Snapshot:
    """Return the snapshot with its fourth quarter closed."""
    record = PeriodRecord(count=1, by="a", at=snapshot.provenance.at, **values)
    kept = {**snapshot.files, period_path(Q4): File(record, None, "")}
    return structs.replace(snapshot, files=kept, closed=frozenset({Q4}))


def _snapshot(records: list[MeasureRecord], **values: Any) -> Snapshot:
    fields = {name: values.pop(name) for name in ("closed", "problems", "provenance") if name in values}
    paths = [path for each in records for path in (each.path(), *map(each.path, each.progress))]
    programmes = (
        Programme(
            id="2017", title="Антикорупційна стратегія", from_=date(2017, 1, 1), until=date(2017, 12, 31)
        ),
    )
    return Snapshot(
        provenance=fields.pop(
            "provenance", Provenance(COMMIT, datetime(2018, 1, 15, 8, 30, tzinfo=UTC), "Ім’я ПРІЗВИЩЕ")
        ),
        rules=Rules(
            schema=1, body="Виконавчий комітет Зразкової міської ради", programmes=programmes, **values
        ),
        units=UNITS,
        officers={},
        measures=tuple(records),
        files={path: File(None, None, hashlib.sha256(path.encode()).hexdigest()) for path in paths},
        **fields,
    )


def _record(number: str = "1", text: str | None = "Зроблено.\n", **values: Any) -> MeasureRecord:
    measure = {
        "title": values.pop("title", "Проведення навчань з питань запобігання корупції"),
        "responsible": values.pop("responsible", ("general-office",)),
        "deadline": values.pop("deadline", Deadline(text="Протягом року", kind=DeadlineKind.WITHIN_YEAR)),
        "section": values.pop("section", ""),
        "retired": values.pop("retired", None),
    }
    progress = values.pop("progress", None)
    if progress is None:
        values = {"status": Status.IMPLEMENTED, "percent": 100, **values}
        progress = {} if text is None else {Q4: Progress(text=text, **values)}
    return MeasureRecord(
        programme="2017", id=number, measure=Measure(number=number, **measure), progress=progress
    )


def _report_rules() -> ReportRules:
    return ReportRules(
        heading="ЗВІТ",
        title="про виконання заходів щодо запобігання і протидії корупції",
        approval=Signatory(position="Міський голова", name="Ім’я ПРІЗВИЩЕ"),
        signatures=(
            Signatory(position="Уповноважена особа з питань запобігання корупції", name="Ім’я ПРІЗВИЩЕ"),
        ),
    )


def _sample_records() -> list[MeasureRecord]:
    accepted = Review(state=ReviewState.ACCEPTED, by="authorised1", at=datetime(2017, 10, 9, tzinfo=UTC))
    passed = Deadline(text="до 01.07.2017", kind=DeadlineKind.BY_DATE, until=date(2017, 7, 1))
    first, second = "Розділ І. Організаційні заходи", "Розділ ІІ. Прозорість діяльності"
    before = Progress(status=Status.IN_PROGRESS, percent=50, text=SENTENCE + "\n")
    done = Progress(status=Status.IMPLEMENTED, percent=100, text="Положення затверджено.\n", review=accepted)
    listed = "**Проведено** 11 *«гарячих ліній»*:\n- зі зверненнями громадян;\n- з [роз’ясненнями](https://example.gov.ua/план_(2017)?a=1&b=2).\n"
    evidence = (
        Evidence(title="План навчання", ref="№ 201-р від 17.06.2017"),
        Evidence(title="Сторінка на сайті", url="https://example.gov.ua/plan"),
        Evidence(title="Небезпечне", url="javascript:alert(1)"),
    )
    return [
        _record(
            "1",
            f"{SENTENCE * 2}\n{SENTENCE}\n",
            section=first,
            evidence=evidence,
            completed=date(2017, 12, 20),
        ),
        _record("2", section=first, progress={Q3: before, Q4: before}, responsible=("education",)),
        _record("3", section=first, progress={Q3: done}),
        _record("4", None, section=first, deadline=passed, responsible=("cnap", "general-office")),
        _record("6", listed, section=second, status=Status.PARTLY, percent=80),
        _record(
            "7а",
            None,
            section=second,
            deadline=Deadline(
                text="II квартал 2018 року",
                kind=DeadlineKind.QUARTER,
                from_=date(2018, 4, 1),
                until=date(2018, 6, 30),
            ),
        ),
        _record(
            "8",
            SENTENCE + "\n",
            section=second,
            status=Status.NOT_IMPLEMENTED,
            percent=0,
            deadline=passed,
            responsible=("education",),
        ),
        _record("10", "", section=second, status=Status.NOT_STARTED, percent=0),
        _record(
            "1.2.10",
            SENTENCE * 9 + "\n",
            section=second,
            status=Status.IN_PROGRESS,
            percent=None,
            deadline=Deadline(text="Постійно", kind=DeadlineKind.CONTINUOUS),
        ),
        _record("11", "Скасовано.\n", retired=Q4),
    ]

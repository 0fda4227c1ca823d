"""Records judged in the context of the register: misplaced, duplicate, needed or unusual values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import InvalidDocument
from records.files.snapshot import MeasureRecord
from records.language import ENGLISH, UKRAINIAN
from records.rules.validation import problems_of, problems_of_record
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.values.model import (
    Deadline,
    DeadlineKind,
    Evidence,
    Measure,
    Officer,
    Officers,
    PeriodRecord,
    Programme,
    Record,
    Role,
    SigningKey,
    Status,
    Units,
)
from records.values.periods import Cadence, Period
from records.values.statuses import percent_range
from tests.records.rules.judged import AT, FOLDER, KEY, MEASURE, progress, register, rules, shown

Q1, Q4 = Period.from_code("2024-Q1"), Period.from_code("2024-Q4")


def test_valid_register() -> None:
    """A register without a fault has no problems, whichever of its records is saved."""
    measure = MeasureRecord("2024", "1", MEASURE, {Q4: progress(percent=50)})
    snapshot = register(measure)
    officers = Officers(officers={"officer1": Officer(email="o@example.org", units=("office",))})
    assert problems_of(snapshot) == []
    for path, record in (
        (REGISTER, snapshot.rules),
        (UNITS, Units(units=dict(snapshot.units))),
        (OFFICERS, officers),
        (f"{FOLDER}/measure.toml", MEASURE),
        (f"{FOLDER}/2024-Q4.toml", measure.progress[Q4]),
        (
            "periods/2024-Q4.toml",
            PeriodRecord(count=1, by="a", at=AT, records={f"{FOLDER}/2024-Q4.toml": "0" * 64}),
        ),
    ):
        assert problems_of_record(path, record, snapshot) == []


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", DeadlineKind)
def test_status_and_percent(status: Status, kind: DeadlineKind) -> None:
    """The percents that agree with each status are exactly those of the table in the order."""
    measure = MeasureRecord("2024", "1", Measure(number="1", title="x", deadline=Deadline(kind=kind)), {})
    for percent in (None, 0, 1, 50, 99, 100):
        report = progress(status=status, percent=percent)
        agreed = percent is None or percent in percent_range(status, measure.measure.deadline)
        assert agreed == (problems_of_record(f"{FOLDER}/2024-Q4.toml", report, register(measure)) == [])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{FOLDER}/2024-H1.toml", "2024-H1 is no period of this register"),
        (f"{FOLDER}/2025-Q1.toml", "outside the programme’s years (01.01.2024 – 31.12.2024)"),
        ("measures/2024/9/2024-Q4.toml", "no measure.toml"),
    ],
)
def test_misplaced_progress(path: str, words: str) -> None:
    """Progress must belong to a measure and to a period within the programme's years."""
    [problem] = problems_of_record(path, progress(), register())
    assert problem.is_error
    assert words in problem.message.render(ENGLISH)


def test_misplaced_measure() -> None:
    """A measure must belong to a programme of the register."""
    [problem] = problems_of_record("measures/2031/1/measure.toml", MEASURE, register())
    assert "no programme “2031”" in problem.message.render(ENGLISH)


def test_number_taken() -> None:
    """A measure may keep its number, and no other measure of the programme may have it."""
    snapshot = register()
    [problem] = problems_of_record("measures/2024/1-2/measure.toml", MEASURE, snapshot)
    assert (problem.key, problem.severity) == ("number", "error")
    assert MEASURE.title in problem.message.render(ENGLISH)
    assert problems_of_record(f"{FOLDER}/measure.toml", MEASURE, snapshot) == []
    twice = register(MeasureRecord("2024", "1", MEASURE, {}), MeasureRecord("2024", "1-2", MEASURE, {}))
    assert shown(problems_of(twice)) == [("number", "error")]


def test_deadline_against_progress() -> None:
    """Setting an end to a deadline is refused while progress is in progress at 100 %."""
    endless = Measure(
        number="1", title="x", responsible=("office",), deadline=Deadline(kind=DeadlineKind.CONTINUOUS)
    )
    snapshot = register(MeasureRecord("2024", "1", endless, {Q4: progress(percent=100)}))
    assert problems_of(snapshot) == []
    [problem] = problems_of_record(f"{FOLDER}/measure.toml", MEASURE, snapshot)
    assert (f"{FOLDER}/2024-Q4.toml", "percent") == (problem.path, problem.key)


def test_needed_records() -> None:
    """Units, programmes and the cadence can't be removed while measures need them."""
    snapshot = register(MeasureRecord("2024", "1", MEASURE, {Q4: progress()}))
    other = Programme(id="2025", title="x", from_=date(2025, 1, 1), until=date(2025, 12, 31))
    for path, record, key in (
        (UNITS, Units(), "units.office"),
        (REGISTER, rules(programmes=(other,)), "programmes"),
        (REGISTER, rules(cadence=Cadence.YEAR), "cadence"),
    ):
        assert shown(problems_of_record(path, record, snapshot)) == [(key, "error")]
    shorter = Programme(id="2024", title="x", from_=date(2024, 1, 1), until=date(2024, 6, 30))
    [problem] = problems_of_record(REGISTER, rules(programmes=(shorter,)), snapshot)
    assert "2024-Q4 lies outside" in problem.message.render(ENGLISH)


def test_warnings() -> None:
    """Unusual values are warnings, not errors."""
    retired = Measure(number="1", title="x", responsible=("office", "office"), retired=Q1)
    snapshot = register(
        MeasureRecord("2024", "1", retired, {Q4: progress()}),
        MeasureRecord("2024", "2", Measure(number="2", title="и\u0306"), {}),
        rules=rules(open=False, units_by_day=20),
        officers={"a": Officer(role=Role.OFFICER, units=("office", "office"))},
    )
    assert shown(problems_of(snapshot)) == [
        ("units_by_day", "warning"),
        ("officers", "warning"),
        ("officers.a.units.1", "warning"),
        ("responsible.1", "warning"),
        ("", "warning"),
        ("title", "warning"),
        ("responsible", "warning"),
    ]


@pytest.mark.parametrize(
    ("others", "signed", "days"),
    [
        ({}, False, 6),
        ({"b": {"until": 9}}, False, 10),
        ({"b": {"from": 7}}, False, 6),
        ({"b": {"from": 6}}, False, None),
        ({"b": {}}, False, None),
        ({"b": {}}, True, 6),
        ({"b": {"key": 8}}, True, 9),
    ],
)
def test_planned_lock_out(others: dict[str, dict[str, int]], days: int | None, *, signed: bool) -> None:
    """A warning names the day from which, by the officers' own dates, no administrator will be left."""
    today = register().today()
    day = lambda ahead: None if ahead is None else today + timedelta(days=ahead)  # noqa: E731 - said seven times

    def officer(given: dict[str, int]) -> Officer:
        keys = (SigningKey(key=KEY, until=day(given["key"])),) if "key" in given else ()
        return Officer(
            role=Role.ADMINISTRATOR, from_=day(given.get("from")), until=day(given.get("until")), keys=keys
        )

    officers = {login: officer(given) for login, given in ({"a": {"until": 5, "key": 20}} | others).items()}
    told = problems_of(register(rules=rules(open=False, require_signature=signed), officers=officers))
    planned = [problem.message.values["day"] for problem in told if problem.key == "officers"]
    assert planned == ([] if days is None else [day(days)])


def test_unreadable_records() -> None:
    """A record that can't be read is an error of the register that names its file."""
    error = InvalidDocument("{file} is too large for a record: {size} bytes.", file="units.toml", size=1)
    [problem] = problems_of(register(problems=(error,)))
    assert (problem.severity, problem.path, problem.key) == ("error", "units.toml", "")
    assert problem.message.render(ENGLISH).startswith("units.toml is too large")


def test_empty_register() -> None:
    """A register without a programme is reported."""
    snapshot = register(rules=rules(programmes=()), measures=())
    assert shown(problems_of(snapshot)) == [("programmes", "error")]


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text(line: str, text: str) -> None:
    """Any content of a record can be judged without an exception, and every problem can be rendered."""
    evidence = (Evidence(title=line, url=text),)
    records: list[tuple[str, Record]] = [
        (f"{FOLDER}/measure.toml", Measure(number=line, title=text)),
        (f"{FOLDER}/2024-Q4.toml", progress(text=text, evidence=evidence)),
        (REGISTER, rules(timezone=line, body=text)),
        (OFFICERS, Officers(officers={line: Officer(email=text, keys=(SigningKey(key=line),))})),
    ]
    for path, record in records:
        for problem in problems_of_record(path, record, register()):
            assert problem.in_full().render(UKRAINIAN)

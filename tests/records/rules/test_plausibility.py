"""Doubts about values that are valid but probably not meant."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.files.snapshot import MeasureRecord, Provenance, Snapshot
from records.language import ENGLISH, UKRAINIAN
from records.rules.plausibility import (
    doubts,
    doubts_by_key,
    doubts_of_deadline,
    doubts_of_progress,
    mixed_words,
    previous_of,
)
from records.texts.personal import personal_data
from records.values.model import Deadline, DeadlineKind, Evidence, Measure, Programme, Progress, Rules, Status
from records.values.periods import Period

Q3, Q4 = Period.from_code("2024-Q3"), Period.from_code("2024-Q4")
YEAR = Deadline(
    text="Протягом року", kind=DeadlineKind.WITHIN_YEAR, from_=date(2024, 1, 1), until=date(2024, 12, 31)
)
MEASURE = Measure(number="1", title="Навчання посадових осіб", responsible=("office",), deadline=YEAR)
TEXT = "Проведено три семінари для посадових осіб ради.\n"


def progress(**values: Any) -> Progress:
    return Progress(**({"status": Status.IN_PROGRESS, "percent": 50, "text": TEXT} | values))


def said(report: Progress, previous: Progress | None = None, measure: Measure = MEASURE) -> list[str]:
    return [message.render(ENGLISH) for message in doubts_of_progress(measure, report, Q4, previous)]


def test_nothing_to_doubt() -> None:
    """Ordinary progress raises no doubt."""
    done = progress(status=Status.IMPLEMENTED, percent=100, completed=date(2024, 11, 5))
    assert said(progress(), progress(text="Розпочато підготовку семінарів.\n", percent=20)) == []
    assert said(done) == []


@pytest.mark.parametrize(
    ("report", "key", "words"),
    [
        (progress(text=TEXT + "Стан виконання – 80 %.\n"), "text", "says 80 %, and the percent is 50"),
        (progress(text=TEXT + "СТАН ВИКОНАННЯ-50%"), "text", "adds “Стан виконання – 50 %” by itself"),
        (progress(text=TEXT + "Стан виконання 80%", percent=None), "text", "no percent is given"),
        (progress(status=Status.IMPLEMENTED, percent=100, text=""), "text", "the text is empty"),
        (progress(status=Status.IMPLEMENTED, percent=None, text=" \n"), "text", "the text is empty"),
        (progress(text="Виконано.\n"), "text", "very short"),
        (progress(completed=date(2024, 11, 5)), "completed", "only a result has one"),
        (
            progress(status=Status.PARTLY, completed=date(2024, 9, 30)),
            "completed",
            "30.09.2024 lies outside quarter IV of 2024",
        ),
        (progress(text=TEXT + "Kостянтинівка"), "text", "mixed: Kостянтинівка"),
        (progress(text=TEXT + "Телефон 099 123 45 67"), "text", "telephone"),
        (progress(evidence=(Evidence(title="Звiт"),)), "evidence.0.title", "mixed: Звiт"),
        (progress(evidence=(Evidence(ref="лист на a.b@example.org"),)), "evidence.0", "e-mail"),
    ],
)
def test_doubt(report: Progress, key: str, words: str) -> None:
    """Each doubt is one warning at its field, and it names the value."""
    found = doubts_by_key(MEASURE, report, Q4, None)
    assert [key] == [doubt.key for doubt in found]
    assert words in found[0].message.render(ENGLISH)
    assert found[0].message.render(UKRAINIAN) != found[0].message.render(ENGLISH)


def test_percent_falls() -> None:
    """A percent lower than in the previous period is doubted, and so is a withdrawn result."""
    before = progress(percent=70, text="Розпочато підготовку.\n")
    assert said(progress(percent=60), before) == ["60 % is less than the 70 % of the period before."]
    done = progress(status=Status.IMPLEMENTED, percent=None, text="Раніше.\n")
    assert "now it is “In progress”" in said(progress(percent=None), done)[0]


def test_text_unchanged() -> None:
    """A text that differs from the previous one only in spaces is unchanged; two empty texts are no doubt."""
    assert said(progress(), progress(text=f"  {TEXT}\n")) == [
        "The text has not changed since the period before."
    ]
    assert said(progress(text=""), progress(text="")) == []


def test_completion_carried_over() -> None:
    """A completion date carried over from the previous period is not doubted again."""
    done = progress(status=Status.IMPLEMENTED, percent=100, completed=date(2024, 8, 1))
    assert (
        said(done, progress(status=Status.IMPLEMENTED, percent=100, completed=date(2024, 8, 1), text=""))
        == []
    )


def test_deadline_passed() -> None:
    """After the deadline a status without a result is doubted, unless it admits that there is none."""
    measure = Measure(number="1", title="Навчання", deadline=Deadline(until=date(2024, 10, 1)))
    assert "passed on 01.10.2024, and the status is still “In progress”" in said(progress(), None, measure)[0]
    assert said(progress(status=Status.NOT_IMPLEMENTED), None, measure) == []
    assert said(progress(status=Status.PARTLY), None, measure) == []


def test_deadline_moved() -> None:
    """A deadline moved or removed after it passed is doubted; one moved in time is not."""
    old, new = Deadline(until=date(2024, 6, 1)), Deadline(until=date(2024, 9, 1))
    [message] = doubts_of_deadline(old, new, date(2024, 6, 2))
    assert "passed on 01.06.2024 and is moved to 01.09.2024" in message.render(ENGLISH)
    assert doubts_of_deadline(old, Deadline(), date(2024, 6, 2))
    assert not doubts_of_deadline(old, new, date(2024, 6, 1))
    assert not doubts_of_deadline(old, old, date(2025, 6, 1))
    assert not doubts_of_deadline(new, old, date(2025, 6, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kостянтинівка і Cуми", ["Kостянтинівка", "Cуми"]),
        ("IT-відділ, PDF-файл, ProZorro, Wi-Fi", []),
        ("ІI квартал, XІІ розділ", []),
        ("", []),
        ("рaда рaда", ["рaда"]),
    ],
)
def test_mixed_words(text: str, words: list[str]) -> None:
    """Words mixing two alphabets are found once each, except hyphenated words and numerals."""
    assert words == mixed_words(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("РНОКПП 3184710691", "tax number"),
        ("паспорт серії АА № 123456", "passport"),
        ("паспорт громадянина 001234567", "passport"),
        ("Тел.: +38 (099) 123-45-67", "telephone"),
        ("тел. 0991234567", "telephone"),
        ("(06272) 6-12-34", "telephone"),
        ("скринька osoba@example.org.", "e-mail"),
        ("який проживає за адресою: м. Суми", "home address"),
        ("вул. Садова, буд. 5, кв. 12", "home address"),
        ("викривач Коваль О. П. повідомив", "викривач"),
        ("повідомлення від Олени КОВАЛЬ, викривачки", "викривач"),
    ],
)
def test_personal_data(text: str, kind: str) -> None:
    """Text that looks like personal data is reported with its kind."""
    assert any(kind in message.render(ENGLISH) for message in personal_data(text))


@pytest.mark.parametrize(
    "text",
    [
        "У 2017 році проведено 11 «Гарячих ліній», розглянуто 1200 звернень.",
        "Урядова гаряча лінія 0 800 50 11 70 та 0800501170",
        "рішення № 201-р від 17.06.2011, код 12345678, рахунок 1234567890",
        "Роз’яснено права викривачів та порядок їх захисту.",
        "На вул. Садовій у IV кв. 2017 року встановлено скриньку.",
        "Закон України від 14.10.2014 № 1700-VII",
    ],
)
def test_no_personal_data(text: str) -> None:
    """Ordinary phrases of reports are not taken for personal data."""
    assert [message.render(ENGLISH) for message in personal_data(text)] == []


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    """Doubts can be computed for any text and rendered in both languages."""
    for message in doubts_of_progress(MEASURE, progress(text=text), Q4, progress()):
        assert message.render(ENGLISH)
        assert message.render(UKRAINIAN)


@pytest.mark.parametrize(
    "part", ["а", "a.", "0", "викривач ", "Аа ", "вул. ", "паспорт ", "А. ", "kк", "стан виконання "]
)
def test_longest_text(part: str) -> None:
    """The longest possible text is checked quickly enough for every key press."""
    began = time.perf_counter()
    doubts_of_progress(MEASURE, progress(text=(part * 30_000)[:30_000]), Q4, None)
    assert time.perf_counter() - began < 0.5


def snapshot(*measures: MeasureRecord) -> Snapshot:
    rules = Rules(
        schema=1,
        body="Виконком",
        programmes=(
            Programme(id="2024", title="Програма", from_=date(2024, 1, 1), until=date(2024, 12, 31)),
        ),
    )
    return Snapshot(Provenance("0" * 40, datetime(2025, 1, 1, tzinfo=UTC), ""), rules, {}, {}, measures)


def test_register() -> None:
    """A register's doubts name their files and compare with the previous period, however long ago."""
    late = Measure(number="2", title="Cайт ради", deadline=Deadline(until=date(2025, 6, 1)))
    register = snapshot(
        MeasureRecord(
            "2024", "1", MEASURE, {Period.from_code("2024-Q1"): progress(percent=90), Q4: progress()}
        ),
        MeasureRecord("2024", "2", late, {Q3: progress(text="")}),
    )
    found = [
        (problem.severity, problem.path.rpartition("2024/")[2], problem.key)
        for problem in doubts(register, Q4)
    ]
    assert found == [
        ("warning", "1/2024-Q4.toml", "percent"),
        ("warning", "1/2024-Q4.toml", "text"),
        ("warning", "2/measure.toml", "title"),
        ("warning", "2/measure.toml", "deadline.until"),
    ]
    assert previous_of(register.measures[1], Q3) is None

"""The report model: the content of a period's report."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec import structs

from exporters.formats import FORMATS
from exporters.packing import unpacked
from exporters.report import NotExported, report
from records.errors import InvalidDocument, Misused
from records.files.snapshot import File, Provenance, Snapshot
from records.language import ENGLISH, UKRAINIAN
from records.values.layout import period_path
from records.values.model import (
    Column,
    PeriodRecord,
    PeriodWording,
    Programme,
    Progress,
    ReportRules,
    Status,
)
from records.values.periods import Period
from tests.exporters.conftest import closed

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord

Q3, Q4 = Period.from_code("2017-Q3"), Period.from_code("2017-Q4")


def test_rows_keep_the_programmes_order_in_their_sections(sample: Snapshot) -> None:
    """Sections are in programme order, numbers are sorted, and a retired measure is left out."""
    made = report(sample, Q4)
    assert [(section.title, [row.number for row in section.rows]) for section in made.sections] == [
        ("Розділ І. Організаційні заходи", ["1", "2", "3", "4"]),
        ("Розділ ІІ. Прозорість діяльності", ["6", "7а", "8", "10", "1.2.10"]),
    ]


def test_rows_without_a_section_come_first(sample: Snapshot) -> None:
    """Measures without a section come before the sections, so that they seem to belong to none."""
    bare = msgspec.structs.replace(sample.measures[1].measure, section="")
    second = structs.replace(sample.measures[1], measure=bare)
    made = report(structs.replace(sample, measures=(sample.measures[0], second)), Q4)
    assert [(section.title, len(section.rows)) for section in made.sections] == [
        ("", 1),
        (sample.measures[0].measure.section, 1),
    ]


def test_cells_without_progress_say_why(sample: Snapshot) -> None:
    """Missing, not due and done earlier are stated in words, which each council can choose."""
    notes = {row.number: row.cell.note for row in report(sample, Q4).rows if row.cell.note}
    assert notes == {
        "3": "Виконано у III кварталі 2017 року (за попереднім звітом):",
        "4": "Інформацію станом на 15.01.2018 не подано",
        "7а": "Строк виконання не настав",
    }


def test_percent_closes_the_cell(sample: Snapshot) -> None:
    """The closing words are printed if there is a percent, and not otherwise."""
    closings = {row.number: row.cell.closing for row in report(sample, Q4).rows}
    assert closings["6"] == "Стан виконання – 80 %."
    assert closings["10"] == "Стан виконання – 0 %."
    assert closings["1.2.10"] == ""


def test_totals_count_each_measure_once(sample: Snapshot) -> None:
    """Statuses, missing and not due measures add up to all, for the register and for each unit."""
    made = report(sample, Q4)
    for totals in (made.totals, *made.by_unit, *made.trend):
        assert totals.count == sum(totals.by_status.values()) + totals.missing + totals.not_due
    assert (
        made.totals.count,
        made.totals.missing,
        made.totals.not_due,
        made.totals.overdue,
        made.totals.mean,
    ) == (9, 1, 1, 2, 55)


def test_unchanged_text_names_the_period_it_stands_since(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A text copied from quarter to quarter is reported as unchanged since the first of them."""
    texts = {"2016-Q4": "Інше.\n", "2017-Q1": "Те саме.\n", "2017-Q2": "Те саме.\n", "2017-Q4": "Те саме.\n"}
    progress = {
        Period.from_code(code): Progress(status=Status.IN_PROGRESS, percent=50, text=text)
        for code, text in texts.items()
    }
    (row,) = report(make_snapshot([make_record(progress=progress)]), Q4).rows
    assert row.change == ("Текст не змінився з I кварталу 2017 року",)


def test_changed_status_and_percent_are_said(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A change of status or percent since the previous period is shown with both values."""
    progress = {
        Q3: Progress(status=Status.IN_PROGRESS, percent=50, text="Одне.\n"),
        Q4: Progress(status=Status.PARTLY, percent=80, text="Інше.\n"),
    }
    (row,) = report(make_snapshot([make_record(progress=progress)]), Q4).rows
    assert row.change == ("Зміна з III кварталу 2017 року: Виконується → Виконано частково, 50 % → 80 %",)


@pytest.mark.parametrize(
    ("wording", "code", "title"),
    [
        ("none", "2017-Q4", "про виконання"),
        ("quarter", "2017-Q2", "про виконання за II квартал 2017 року"),
        ("cumulative", "2017-Q3", "про виконання за 9 місяців 2017 року"),
        ("cumulative", "2017-Q4", "про виконання за 2017 рік"),
    ],
)
def test_title_names_the_period_as_the_council_words_it(
    make_snapshot: Callable[..., Snapshot], wording: str, code: str, title: str
) -> None:
    """The title ends with the quarter, with the time since January, or with no period, as configured."""
    rules = ReportRules(title="про виконання", period_wording=wording)
    assert title == report(make_snapshot([], report=rules), Period.from_code(code)).title


def test_columns_keep_the_councils_headings(make_snapshot: Callable[..., Snapshot]) -> None:
    """Headings are the council's if configured, else the defaults; only the chosen columns appear."""
    rules = ReportRules(columns=(Column.NUMBER, Column.TITLE), headings={Column.TITLE: "Зміст"})
    made = report(make_snapshot([], report=rules), Q4)
    assert [heading.text for heading in made.columns] == ["№", "Зміст"]


def test_filters_choose_rows_and_are_said(sample: Snapshot) -> None:
    """A report for a unit or a status contains only those measures, and names the filter and its command."""
    made = report(sample, Q4, unit="education", status=Status.NOT_IMPLEMENTED)
    assert [row.number for row in made.rows] == ["8"]
    assert len(made.filters) == 2
    assert made.source.command.endswith("--unit education --status not-implemented")


def test_unknown_unit_is_refused(sample: Snapshot) -> None:
    """A unit that the register doesn't define is a usage error."""
    with pytest.raises(Misused):
        report(sample, Q4, unit="nobody")


def test_unreadable_records_refuse_the_report(sample: Snapshot) -> None:
    """No report is made while a record can't be read, and the error names the file."""
    problem = InvalidDocument("{file} is broken", file="measures/2017/9/measure.toml")
    with pytest.raises(NotExported, match=r"measures/2017/9/measure\.toml"):
        report(structs.replace(sample, problems=(problem,)), Q4)


def test_unreadable_records_are_counted(sample: Snapshot) -> None:
    """The error for many unreadable records names the first ones and counts the rest."""
    problems = tuple(InvalidDocument("{file} is broken", file=f"{n}.toml") for n in range(8))
    with pytest.raises(NotExported, match="3 more"):
        report(structs.replace(sample, problems=problems), Q4)


def test_language_is_the_registers_unless_asked_for(sample: Snapshot) -> None:
    """The report is in the register's language, or in the one requested."""
    assert report(sample, Q4).language == UKRAINIAN
    assert report(sample, Q4, language=ENGLISH).rows[0].cell.closing == "State of implementation – 100 %."


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if not each.needs_trail])
def test_same_commit_gives_same_bytes(sample: Snapshot, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's time zone, the order of tables and the commit's zone change no byte."""
    expected = FORMATS[name].write(report(sample, Q4))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    units = list(sample.units.items())
    files = list(sample.files.items())
    random.Random(1).shuffle(units)
    random.Random(2).shuffle(files)
    saved = sample.provenance.at.astimezone(timezone(timedelta(hours=-9)))
    other = structs.replace(
        sample,
        units=dict(units),
        files=dict(files),
        provenance=structs.replace(sample.provenance, at=saved),
    )
    assert expected == FORMATS[name].write(report(other, Q4))


def test_day_is_the_councils_own(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A commit late in the evening in Greenwich is dated the next day in Kyiv."""
    late = Provenance("a" * 40, datetime(2018, 1, 14, 22, 30, tzinfo=UTC), "Ім’я")
    (row,) = report(make_snapshot([make_record(text=None)], provenance=late), Q4).rows
    assert row.cell.note == "Інформацію станом на 15.01.2018 не подано"


def test_programme_is_asked_for_where_two_hold_the_period(sample: Snapshot) -> None:
    """If two programmes hold the period, one must be chosen, and the command at the foot names it."""
    second = Programme(id="2017-2", title="Друга", from_=date(2017, 1, 1), until=date(2018, 12, 31))
    rules = type(sample.rules)(
        **{name: getattr(sample.rules, name) for name in ("schema", "body")},
        programmes=(*sample.rules.programmes, second),
    )
    both = structs.replace(sample, rules=rules)
    with pytest.raises(Misused):
        report(both, Q4)
    assert "--programme 2017" in report(both, Q4, programme="2017").source.command


def test_trend_counts_each_period_over_its_own_measures(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]
) -> None:
    """A period's trend counts the measures reported in it: those retired since, not those added later."""
    there = {Q3: Progress(status=Status.IN_PROGRESS, percent=50)}
    records = [
        make_record("1", progress={**there, Q4: Progress(status=Status.IN_PROGRESS, percent=70)}),
        make_record("2", progress=there, retired=Q4),
        make_record("3"),
    ]
    snapshot = make_snapshot(records)
    then = PeriodRecord(
        count=2, by="a", at=snapshot.provenance.at, records={each.path(): "0" * 64 for each in records[:2]}
    )
    files = {**snapshot.files, period_path(Q3): File(then, None, "")}
    snapshot = structs.replace(snapshot, files=files, closed=frozenset({Q3}))
    trend = report(snapshot, Q4).trend
    assert [(each.count, each.mean) for each in trend] == [(2, 50), (2, 85)]
    assert trend[0].count == report(snapshot, Q3).totals.count


@pytest.mark.parametrize("name", ["md", "html", "fragment", "docx"])
def test_open_period_is_interim(sample: Snapshot, name: str) -> None:
    """Every format for people names the period, and says that it is interim until the period is closed."""
    said = "Проміжний звіт: період ще не закрито, станом на 15.01.2018."
    for snapshot, is_interim in ((sample, True), (closed(sample), False)):
        made = report(snapshot, Q4)
        assert (made.interim == said) is is_interim
        data = FORMATS[name].write(made)
        assert isinstance(data, bytes)
        text = unpacked(data)["word/document.xml"].decode() if name == "docx" else data.decode()
        assert (said in text.replace("\u00a0", " ")) is is_interim
        assert "IV квартал 2017 року" in text.replace("\u00a0", " ")


def test_period_is_named_once(make_snapshot: Callable[..., Snapshot]) -> None:
    """A period named in the title is not repeated below; the default title is worded as councils sign it."""
    rules = ReportRules(period_wording=PeriodWording.QUARTER)
    made = report(make_snapshot([], report=rules), Q4)
    assert made.title == "про виконання заходів програми «Антикорупційна стратегія» за IV квартал 2017 року"
    assert (made.dated, made.full_title) == ("", f"ЗВІТ {made.title}")
    unsaid = report(make_snapshot([]), Q4)
    assert unsaid.full_title == f"ЗВІТ {unsaid.title}: IV квартал 2017 року"
    assert report(make_snapshot([]), Q4, language=ENGLISH).dated == "Quarter IV of 2017"


@pytest.mark.parametrize("name", ["md", "html", "fragment", "docx"])
def test_no_rows_are_said(sample: Snapshot, name: str) -> None:
    """A report without rows has a sentence in place of the table."""
    data = FORMATS[name].write(report(sample, Q4, unit="education", status=Status.IMPLEMENTED))
    assert isinstance(data, bytes)
    text = unpacked(data)["word/document.xml"].decode() if name == "docx" else data.decode()
    assert "Таких заходів немає." in text.replace("\u00a0", " ")
    assert "<w:tbl>" not in text

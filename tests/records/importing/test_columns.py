"""Finding the columns in tables of councils that don't know prozvit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.importing import read_report
from records.importing.understand import understand
from records.values.model import Status
from tests.records.importing.conftest import (
    HEADINGS,
    ROWS,
    as_page,
    as_word,
    refusal,
    saved,
    told,
    understood,
)

if TYPE_CHECKING:
    from pathlib import Path

    from records.importing.understand import Understood

ROW = ("1", "Захід", "Постійно", "Відділ кадрів", "Зроблено. Стан виконання – 50 %.")


def with_columns(folder: Path, **columns: str) -> Understood:
    """Return the report of a table with these further columns before the last one."""
    extra = [heading.replace("_", " ") for heading in columns]
    return understood(
        folder, as_page([(*HEADINGS[:4], *extra, HEADINGS[4]), (*ROW[:4], *columns.values(), ROW[4])])
    )


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Примітка", "див. додаток"),
        ("Результат (очікуваний)", "Навчено всіх"),
        ("Завдання", "Доброчесність"),
        ("Корупційний ризик", "Змова"),
        ("Фактична дата", "01.12.2017"),
    ],
)
def test_best_heading(heading: str, words: str, tmp_path: Path) -> None:
    """Of several columns that fit, the best is read; the other is reported once as not read."""
    page = as_page([(HEADINGS[0], heading, *HEADINGS[1:]), (ROW[0], words, *ROW[1:]), ("2", words, *ROW[1:])])
    report = understood(tmp_path, page)
    first = report.measures[0]
    assert (first.title, first.deadline, first.text, first.percent) == (
        "Захід",
        "Постійно",
        "Зроблено.\n",
        50,
    )
    assert told(report) == [f"стовпця «{heading}» не прочитано."]


def test_empty_column(tmp_path: Path) -> None:
    """An empty column is not reported."""
    assert told(with_columns(tmp_path, Примітка="")) == []


def test_more_of_a_measure(tmp_path: Path) -> None:
    """Other units, indicator and funding are read from their own columns."""
    report = with_columns(
        tmp_path, Співвиконавці="Архів; ЦНАП", Індикатор="2 наради", Джерела_фінансування="Місцевий бюджет"
    )
    (measure,) = report.measures
    assert measure.units == ("Відділ кадрів", "Архів; ЦНАП")
    assert (measure.indicator, measure.funding, told(report)) == ("2 наради", "Місцевий бюджет", [])


def test_two_dates(tmp_path: Path) -> None:
    """A start date and an end date in two columns become one deadline."""
    page = as_page(
        [
            ("№", "Захід", "Дата початку", "Дата завершення", *HEADINGS[3:]),
            ("1", "Захід", "01.02.2017", "31.12.2017", *ROW[3:]),
        ]
    )
    assert [each.deadline for each in understood(tmp_path, page).measures] == ["01.02.2017 – 31.12.2017"]


@pytest.mark.parametrize(
    ("heading", "words", "said", "percent"),
    [
        ("% виконання", "75", None, 75),
        ("Відсоток", "75 %", None, 75),
        ("Статус", "Виконано частково", Status.PARTLY, 50),
        ("Статус", "-", None, 50),
        ("Стан", "не виконано", Status.NOT_IMPLEMENTED, 50),
    ],
)
def test_status_and_percent(
    heading: str, words: str, said: Status | None, percent: int, tmp_path: Path
) -> None:
    """Status and percent are read from their own columns, even if the text also gives a status."""
    (measure,) = with_columns(tmp_path, **{heading: words}).measures
    assert (measure.text, measure.said, measure.percent) == ("Зроблено.\n", said, percent)


def test_status_without_text(tmp_path: Path) -> None:
    """A table may give status and percent, or a percent alone, in place of a text."""
    page = as_page(
        [(*HEADINGS[:4], "Статус", "%"), (*ROW[:4], "Виконується", "30"), ("2", *ROW[1:4], "", "")]
    )
    assert [(each.text, each.said, each.percent) for each in understood(tmp_path, page).measures] == [
        ("", Status.IN_PROGRESS, 30),
        (None, None, None),
    ]
    page = as_page([(*HEADINGS[:4], "Стан виконання, %"), (*ROW[:4], "30")])
    assert [(each.text, each.percent) for each in understood(tmp_path, page).measures] == [("", 30)]


@pytest.mark.parametrize(("heading", "words"), [("Статус", "майже"), ("% виконання", "половина")])
def test_no_status(heading: str, words: str, tmp_path: Path) -> None:
    """An invalid status or percent in its column is refused with the row and the words."""
    page = as_page([(*HEADINGS, heading), (*ROW, words)])
    assert "рядок 2" in (said := refusal(tmp_path, page))
    assert f"«{words}» у стовпці «{heading}»" in said


def test_two_equal(tmp_path: Path) -> None:
    """Two columns that fit equally well are refused rather than guessed between."""
    page = as_page([(*HEADINGS, "Звіт про виконання"), (*ROW, "Інше.")])
    assert "«Інформація про виконання»; «Звіт про виконання»" in refusal(tmp_path, page)


@pytest.mark.parametrize(
    "headings",
    [
        ("№п/п", "Заходи", "Строк", "Особи, відповідальні за виконання", "Що зроблено"),
        ("№з/п", "Захід", "Термін", "Хто виконує", "Виконання заходу"),
        ("№ / з/п", "Наймену-<br>вання", "Строк", "Відпові-<p>дальні</p>", "Стан"),
    ],
)
def test_words_of_councils(headings: tuple[str, ...], tmp_path: Path) -> None:
    """Columns are recognised by many headings that councils use, even with a word hyphenated by hand."""
    (measure,) = understood(tmp_path, as_page([headings, ROW])).measures
    assert (measure.number, measure.title, measure.units, measure.percent) == ("1", "Захід", (ROW[3],), 50)


def test_headings_are_listed(tmp_path: Path) -> None:
    """If a column is missing, the refusal lists the headings that were read."""
    page = as_page([("Код", *HEADINGS[1:]), ("а", *ROW[1:])])
    assert "бракує стовпців: №" in (said := refusal(tmp_path, page))
    assert "«Код»; «Зміст заходу»" in said


def test_programme_table(tmp_path: Path) -> None:
    """The programme's own table, which says nothing of progress, is refused with the way to take it."""
    said = refusal(tmp_path, as_page([HEADINGS[:4], ROW[:4]]))
    assert (
        "бракує стовпця «Стан виконання». Якщо це таблиця самої програми, додайте порожній стовпець" in said
    )


@pytest.mark.parametrize("below", ["", "<p>шоста</p>"])
def test_cell_without_heading(below: str, tmp_path: Path) -> None:
    """A non-empty cell outside the headed columns is refused."""
    page = as_page([HEADINGS, (*ROW, below)])
    if below:
        assert "«шоста» стоїть у стовпці без заголовка" in refusal(tmp_path, page)
    else:
        assert len(understood(tmp_path, page).measures) == 1


@pytest.mark.parametrize("wide", [3, 4])
def test_dragged_boundary(wide: int, tmp_path: Path) -> None:
    """If a column border was dragged in Word, cells are matched to headings by order."""
    document = as_word([(*ROWS[0], ""), (*ROWS[1], "")], (*HEADINGS, ""))
    table = document.tables[0]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    for at, row in enumerate(table.rows):
        first = wide if at else 7 - wide
        for place in range(first, 6):
            row.cells[place].text = ""
        row.cells[first].merge(row.cells[first + 1])
        for place, text in zip((*range(first), first, *range(first + 2, 6)), texts[at], strict=False):
            row.cells[place].text = text
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert [(each.units, each.percent) for each in report.measures] == [
        ((ROWS[0][3],), 100),
        ((ROWS[1][3],), 50),
    ]


def test_headings_of_two_rows(tmp_path: Path) -> None:
    """A heading that spans columns is split by the row below it; an unused part is reported."""
    above = "<tr><td rowspan=2>№<td rowspan=2>Захід<td colspan=3>Виконання<td rowspan=2>Стан виконання</tr>"
    below = "<tr><td>Строк за планом<td>Строк фактично<td>Відповідальні</tr>"
    row = "<tr><td>1<td>Захід<td>Постійно<td>01.12.2017<td>Відділ кадрів<td>Зроблено.</tr>"
    report = understood(tmp_path, f"<html><table>{above}{below}{row}{above}{below}</table></html>")
    assert [(each.deadline, each.units, each.text) for each in report.measures] == [
        ("Постійно", ("Відділ кадрів",), "Зроблено.\n")
    ]
    assert told(report) == ["стовпця «Строк фактично» не прочитано."]

"""Irregular Word reports of councils that don't know prozvit, with one oddity in each test."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from msgspec import structs

from records.importing import read_report
from records.importing.understand import understand
from records.language import UKRAINIAN
from tests.records.importing.conftest import HEADINGS, ROWS, as_word, saved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from records.importing.reported import Reported
    from records.importing.understand import Understood

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
TEXT_BOX = (
    f'<w:r {nsdecls("w")} xmlns:mc="{MC}" xmlns:wps="{WPS}"><mc:AlternateContent><mc:Choice Requires="wps">'
    "<w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Додаток 1</w:t></w:r></w:p></w:txbxContent>"
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Додаток 1</w:t>"
    "</w:r></w:p>"
    "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def read(document: Any, folder: Path) -> Understood:
    """Return what the import reads from a document."""
    return understand(read_report(saved(document, folder / "звіт.docx")))


def measures(document: Any, folder: Path) -> tuple[Reported, ...]:
    """Return the measures of a document."""
    return read(document, folder).measures


def placed(order: Sequence[int], rows: Sequence[Sequence[str]]) -> Any:
    """Return a document whose rows have their columns in another order."""
    heads, *others = [[row[place] for place in order] for row in (HEADINGS, *rows)]
    return as_word(others, heads)


def following(document: Any, other: Any) -> Any:
    """Return the document with the table of another appended."""
    document.add_paragraph("Продовження таблиці")
    document.element.body.insert(-1, copy.deepcopy(other.tables[0]._tbl))
    return document


def test_numbers_of_word_restart_in_no_table(tmp_path: Path) -> None:
    """Word's numbering continues from table to table, and a number typed between them is read as typed."""
    first, second = (as_word([("", *row[1:])]) for row in (ROWS[0], ROWS[1]))
    for document in (first, second):
        document.tables[0].cell(1, 0).paragraphs[0].style = "List Number"
    document = following(first, second)
    assert [each.number for each in measures(document, tmp_path)] == ["1", "2"]


def test_measure_over_several_rows(tmp_path: Path) -> None:
    """A measure whose number and title are merged over one row per unit is one measure."""
    rows = [
        (*ROWS[0][:3], "Відділ кадрів", "Початок."),
        ("", "", "", "Архів", "Кінець. Стан виконання – 5 %."),
    ]
    document = as_word([*rows, ROWS[1]])
    for column in range(3):
        document.tables[0].cell(1, column).merge(document.tables[0].cell(2, column))
    first, second = measures(document, tmp_path)
    assert (first.units, first.text, first.percent) == (("Відділ кадрів", "Архів"), "Початок.\nКінець.\n", 5)
    assert second.number == "2"


def test_cells_merged_across(tmp_path: Path) -> None:
    """A deadline that spans the units' column leaves the units empty and shifts no other cell."""
    document = as_word([(*ROWS[0][:3], "", ROWS[0][4]), ROWS[1]])
    document.tables[0].cell(1, 2).merge(document.tables[0].cell(1, 3))
    first, second = measures(document, tmp_path)
    assert (first.deadline, first.units, first.percent) == ("до 01.03.2017", (), 100)
    assert second.units == ("Відділ кадрів; Юридичний відділ",)


def test_headings_in_two_rows(tmp_path: Path) -> None:
    """Two heading rows, with cells merged down and a title across the top, are not measures."""
    document = as_word([("", "", "", "", ""), ROWS[0]])
    table = document.tables[0]
    for column in range(5):
        table.cell(0, column).merge(table.cell(1, column))
    assert [each.number for each in measures(document, tmp_path)] == ["1"]


def test_heading_that_word_repeats(tmp_path: Path) -> None:
    """A heading row marked to repeat, and one typed again, are not measures."""
    document = as_word([ROWS[0], HEADINGS, ROWS[1]])
    properties = document.tables[0].rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    assert [each.number for each in measures(document, tmp_path)] == ["1", "2"]


@pytest.mark.parametrize("inside", [True, False])
def test_text_boxes(*, inside: bool, tmp_path: Path) -> None:
    """Text boxes, in a cell or beside the table, are not read, and one notice says so."""
    document = as_word(ROWS[:1])
    where = document.tables[0].cell(1, 1).paragraphs[0] if inside else document.add_paragraph()
    where._p.append(parse_xml(TEXT_BOX))
    report = read(document, tmp_path)
    assert report.measures[0].title == ROWS[0][1]
    assert [each.render(UKRAINIAN) for each in report.notices] == [
        "звіт.docx: текстові поля (рамки) не читаються."
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("N п/п", "Назва заходу", "Строки виконання", "Відповідальний виконавець", "Стан реалізації заходу"),
        ("№", "Перелік заходів", "Дата виконання", "Співвиконавці", "Результат"),
        ("Пункт", "Завдання", "Терміни", "Суб’єкти виконання", "Хід виконання"),
        ("№ ПП", "ЗМІСТ ЗАХОДУ", "ТЕРМІН РЕАЛІЗАЦІЇ", "ПІДРОЗДІЛ", "ВІДОМОСТІ ПРО ВИКОНАННЯ"),
    ],
)
def test_headings_in_other_words(headings: tuple[str, ...], tmp_path: Path) -> None:
    """Columns are recognised by the headings that councils use."""
    (found,) = measures(as_word(ROWS[:1], headings), tmp_path)
    assert (found.number, found.title, found.deadline, found.units, found.percent) == (
        "1",
        ROWS[0][1],
        ROWS[0][2],
        (ROWS[0][3],),
        100,
    )


def test_columns_in_other_order(tmp_path: Path) -> None:
    """Columns are recognised by their headings in any order, in each table separately."""
    document = following(placed((0, 4, 1, 3, 2), ROWS[:1]), placed((3, 0, 1, 2, 4), ROWS[1:2]))
    expected = measures(following(as_word(ROWS[:1]), as_word(ROWS[1:2])), tmp_path)
    assert [structs.replace(each, place=None) for each in measures(document, tmp_path)] == [
        structs.replace(each, place=None) for each in expected
    ]


def test_columns_beside_the_five(tmp_path: Path) -> None:
    """A column between the others that a report doesn't need is ignored."""
    rows = [(*row[:3], "місцевий бюджет", *row[3:]) for row in ROWS[:2]]
    document = as_word(rows, (*HEADINGS[:3], "Джерело фінансування", *HEADINGS[3:]))
    assert [each.percent for each in measures(document, tmp_path)] == [100, 50]


@pytest.mark.parametrize(
    ("words", "text", "percent"),
    [
        ("Стан виконання: 100%", "", 100),
        ("Зроблено. Стан виконання: 75 відсотків.", "Зроблено.\n", 75),
        ("Зроблено. Стан виконання – виконано на 40%", "Зроблено.\n", 40),
        ("Зроблено.\nСтан виконання –\u00a030\u00a0%", "Зроблено.\n", 30),
        ("Зроблено. (Стан виконання 20 %)", "Зроблено.\n", 20),
        ("Зроблено. Відсоток виконання – 60 %.", "Зроблено.\n", 60),
        ("Зроблено. Рівень виконання: 80%", "Зроблено.\n", 80),
        ("Бюджет ради виконано на 90 %.", "Бюджет ради виконано на 90 %.\n", None),
        ("Зроблено у 100 % шкіл.", "Зроблено у 100 % шкіл.\n", None),
    ],
)
def test_percent_in_other_words(words: str, text: str, percent: int | None, tmp_path: Path) -> None:
    """The percent is read from the usual wordings at a text's end, and from nowhere else."""
    (found,) = measures(as_word([(*ROWS[0][:4], words)]), tmp_path)
    assert (found.text, found.percent) == (text, percent)


@pytest.mark.parametrize(
    "words",
    ["", " ", "-", "—", "не подано", "Інформацію не надано.", "Інформація відсутня", "Не надано", "н/д"],
)
def test_nothing_reported(words: str, tmp_path: Path) -> None:
    """An empty cell, or a statement that nothing was submitted, is not progress."""
    (found,) = measures(as_word([(*ROWS[0][:4], words)]), tmp_path)
    assert (found.text, found.percent) == (None, None)


def test_nested_table(tmp_path: Path) -> None:
    """A table nested in a cell is part of that cell's text, not rows of the report."""
    document = as_word(ROWS[:2])
    cell = document.tables[0].cell(1, 4)
    inner = cell.add_table(2, 2)
    for place, text in enumerate(("Школа", "Занять", "№ 1", "4")):
        inner.cell(*divmod(place, 2)).text = text
    first, second = measures(document, tmp_path)
    assert first.text == "План є. Стан виконання – 100 %.\nШкола\nЗанять\n№ 1\n4\n"
    assert second.number == "2"


def test_all_at_once(tmp_path: Path) -> None:
    """A file with all of these oddities is still read row by row."""
    document = docx.Document()
    document.add_paragraph("ЗАТВЕРДЖЕНО")
    document.add_paragraph()._p.append(parse_xml(TEXT_BOX))
    document.add_table(1, 2).cell(0, 1).text = "Міський голова"
    other = as_word([("", *ROWS[0][1:]), ("Розділ II", "", "", "", ""), HEADINGS, ("", *ROWS[1][1:])])
    table = other.tables[0]
    for row in (1, 4):
        table.cell(row, 0).paragraphs[0].style = "List Number"
    table.cell(2, 0).merge(table.cell(2, 4))
    following(document, other)
    found = measures(document, tmp_path)
    assert [(each.number, each.section, each.percent) for each in found] == [
        ("1", "", 100),
        ("2", "Розділ II", 50),
    ]

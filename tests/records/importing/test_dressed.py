"""Decoration around a report's words: signs at numbers, superscript figures, hidden rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from records.importing import read_report
from records.importing.numbers import undressed
from records.importing.understand import understand
from tests.records.importing.conftest import HEADINGS, ROWS, as_page, as_word, saved, told, understood

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("number", "bare"),
    [
        ("№ 3", "3"),
        ("№8", "8"),
        ("п. 4", "4"),
        ("1.1)", "1.1"),
        ("(5)", "5"),
        ("**7а**", "7а"),
        ("ІV.2)", "ІV.2"),
        ("2-1", "2-1"),
        ("1 а", "1 а"),
        ("Центр", "Центр"),
    ],
)
def test_numbers(number: str, bare: str) -> None:
    """Signs around a number are removed, unless the register has it so or it would repeat another number."""
    assert undressed([number], []) == [bare]
    assert undressed([number], [number]) == [number]
    assert undressed([number, "9", bare], [])[0] == number


def test_numbers_of_a_report(tmp_path: Path) -> None:
    """The numbers of a whole report are cleaned in the same way."""
    report = understood(tmp_path, as_page([HEADINGS, ("№ 1", *ROWS[0][1:]), ("п. 2", *ROWS[1][1:])]))
    assert [each.number for each in report.measures] == ["1", "2"]


def test_roman_title(tmp_path: Path) -> None:
    """A row with only a Roman number and a title, above other numbers, is the title of a section."""
    report = understood(tmp_path, as_page([HEADINGS, ROWS[0], ("ІІ", "Навчання", "", "", ""), ROWS[1]]))
    assert [(each.number, each.section) for each in report.measures] == [("1", ""), ("2", "ІІ Навчання")]
    assert "«ІІ Навчання» (рядок 3)" in told(report)[0]


def test_figures_above_the_line(tmp_path: Path) -> None:
    """A superscript figure is not part of the number before it, in Word and on a web page."""
    document = as_word([("1", *ROWS[0][1:])])
    run: Any = document.tables[0].cell(1, 0).paragraphs[0].add_run("2")
    run.font.superscript = True
    report = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    assert report.measures[0].number == "1²"
    page = understood(tmp_path, as_page([HEADINGS, ("1<sup>2</sup>", *ROWS[0][1:])]))
    assert page.measures[0].number == "1²"


def test_hidden_rows(tmp_path: Path) -> None:
    """A row that is hidden as a whole is not read, in Word and on a web page, and a notice says so."""
    document = as_word(ROWS[:2])
    hidden = parse_xml(f"<w:hidden {nsdecls('w')}/>")
    document.tables[0].rows[1]._tr.get_or_add_trPr().append(hidden)
    word = understand(read_report(saved(document, tmp_path / "звіт.docx")))
    rows = as_page([HEADINGS, *ROWS[:2]]).replace("<tr><td>1.", "<tr style='display:none'><td>1.")
    for report in (word, understood(tmp_path, rows)):
        assert [each.number for each in report.measures] == ["2"]
        assert "прихованих рядків таблиці не прочитано" in told(report)[0]

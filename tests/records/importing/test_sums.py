"""Rows that sum a report up: left out with a notice, where they can be no measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.records.importing.conftest import HEADINGS, ROWS, as_page, as_text, refusal, told, understood

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "row",
    [
        ("Усього", "12", "", "", ""),
        ("", "Разом:", "", "", "80 %"),
        ("", "Усього заходів: 12", "", "", "Виконано – 8, не виконано – 4."),
        ("ВСЬОГО за розділом ІІ", "", "", "", ""),
        ("", "", "", "Разом", "Стан виконання – 80 %."),
    ],
)
def test_sums(row: tuple[str, ...], tmp_path: Path) -> None:
    """A sum is no measure, no title of a section and no rest of the measure above; it is told."""
    report = understood(tmp_path, as_page([HEADINGS, ROWS[0], row, ROWS[1]]))
    assert [(each.number, each.section, each.units) for each in report.measures] == [
        ("1", "", (ROWS[0][3],)),
        ("2", "", (ROWS[1][3],)),
    ]
    (notice,) = told(report)
    assert notice.startswith("підсумки не читаються: «")
    assert notice.endswith("» (рядок 3).")


def test_lone_sum(tmp_path: Path) -> None:
    """So it is with a line of a text, and with cells that are joined into one."""
    report = understood(
        tmp_path, f"{as_text(ROWS[:1])}\nУсього заходів: 1\n\n{as_text(ROWS[1:2], ROWS[2])}", "звіт.txt"
    )
    assert [each.section for each in report.measures] == ["", "", ""]
    joined = "<tr><td colspan=5>Разом за програмою: 1</td></tr></table>"
    report = understood(tmp_path, as_page([HEADINGS, ROWS[0]]).replace("</table>", joined))
    assert "«Разом за програмою: 1»" in told(report)[0]


@pytest.mark.parametrize("number", ["", "2"])
def test_measure(number: str, tmp_path: Path) -> None:
    """A measure that begins with such a word is one: with its number, and without it is missing."""
    page = as_page([HEADINGS, ROWS[0], (number, "Разом із заходами плану", *ROWS[1][2:])])
    if number:
        assert understood(tmp_path, page).measures[1].title == "Разом із заходами плану"
    else:
        assert "немає номера" in refusal(tmp_path, page)


def test_rest_of_a_text(tmp_path: Path) -> None:
    """Words of a sum in the column of the texts alone go on with the text above."""
    report = understood(
        tmp_path, as_page([HEADINGS, (*ROWS[0][:4], "Навчання."), ("", "", "", "", "Разом: 5")])
    )
    assert report.measures[0].text == "Навчання.\nРазом: 5\n"

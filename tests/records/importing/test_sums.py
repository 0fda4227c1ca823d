"""Summary rows of a report: left out with a notice if they can't be measures."""

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
    """A summary row is not a measure, a section's title or a continuation; it is reported."""
    report = understood(tmp_path, as_page([HEADINGS, ROWS[0], row, ROWS[1]]))
    assert [(each.number, each.section, each.units) for each in report.measures] == [
        ("1", "", (ROWS[0][3],)),
        ("2", "", (ROWS[1][3],)),
    ]
    (notice,) = told(report)
    assert notice.startswith("підсумки не читаються: «")
    assert notice.endswith("» (рядок 3).")


def test_lone_sum(tmp_path: Path) -> None:
    """The same holds for a line of text, and for cells merged into one."""
    report = understood(
        tmp_path, f"{as_text(ROWS[:1])}\nУсього заходів: 1\n\n{as_text(ROWS[1:2], ROWS[2])}", "звіт.txt"
    )
    assert [each.section for each in report.measures] == ["", "", ""]
    joined = "<tr><td colspan=5>Разом за програмою: 1</td></tr></table>"
    report = understood(tmp_path, as_page([HEADINGS, ROWS[0]]).replace("</table>", joined))
    assert "«Разом за програмою: 1»" in told(report)[0]


@pytest.mark.parametrize("number", ["", "2"])
def test_measure(number: str, tmp_path: Path) -> None:
    """A row that begins like a summary is a measure if it has a number; without one it is refused."""
    page = as_page([HEADINGS, ROWS[0], (number, "Разом із заходами плану", *ROWS[1][2:])])
    if number:
        assert understood(tmp_path, page).measures[1].title == "Разом із заходами плану"
    else:
        assert "немає номера" in refusal(tmp_path, page)


def test_rest_of_a_text(tmp_path: Path) -> None:
    """Summary words in the progress column alone continue the text above."""
    report = understood(
        tmp_path, as_page([HEADINGS, (*ROWS[0][:4], "Навчання."), ("", "", "", "", "Разом: 5")])
    )
    assert report.measures[0].text == "Навчання.\nРазом: 5\n"

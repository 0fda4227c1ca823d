"""How a report is read, row by row, independently of any register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.errors import UnreadableSource
from records.importing import read_report
from records.importing.phrases import split_closing
from records.importing.understand import understand
from records.language import UKRAINIAN
from tests.records.importing.conftest import HEADINGS, ROWS, as_text, written

if TYPE_CHECKING:
    from pathlib import Path

    from records.importing.understand import Understood


def understood(tmp_path: Path, text: str, name: str = "звіт.txt") -> Understood:
    """Write a report as a text file and return what the import reads from it."""
    return understand(read_report(written(tmp_path, text, name)))


@pytest.mark.parametrize(
    "words",
    [
        "Стан виконання – 40 % (сорок відсотків).",
        "(Стан виконання – 40 %)",
        "**Стан виконання – 40 %.**",
        "Стан виконання заходу: 40%;",
        "Стан виконання (40 %).",
        "Стан виконання - 40,0 %",
        "Стан виконання – виконано на 40 відсотків!",
        "State of implementation – 40 %.",
    ],
)
def test_closing_forms(words: str) -> None:
    """Closing words in brackets, emphasised, spelled out or in English are removed with their punctuation."""
    assert split_closing(f"Зроблено (дещо). {words}\n") == ("Зроблено (дещо).\n", 40)


def test_closing_alone() -> None:
    """Only the last of two closings counts; a closing without a text leaves an empty text."""
    assert split_closing("Стан виконання – 5 %. Стан виконання – 6 %.\n") == ("Стан виконання – 5 %.\n", 6)
    assert split_closing("- пункт\nСтан виконання – 6 %.\n") == ("- пункт\n", 6)
    assert split_closing("Стан виконання – 6 %.\n") == ("", 6)


def test_endless_blanks() -> None:
    """A million spaces before the closing words take no longer than other characters."""
    text = " " * 1_000_000 + "Стан" + " " * 1_000_000 + "виконання – 5 %.\n"
    assert split_closing(text) == (text, None)


def test_lone_end(tmp_path: Path) -> None:
    """A text split by an empty line continues if what follows ends with the closing words."""
    rows = [(*ROWS[0][:4], "Початок.\n\nКінець. Стан виконання – 5 %.")]
    (found,) = understood(tmp_path, as_text(rows).replace("\t\n", "\n")).measures
    assert (found.text, found.percent, found.section) == ("Початок.\nКінець.\n", 5, "")


def test_told_section(tmp_path: Path) -> None:
    """A lone line is read as a section's title, and a notice names its place."""
    report = understood(tmp_path, as_text([("Розділ I",), *ROWS[:1]]))
    assert [each.section for each in report.measures] == ["Розділ I"]
    assert report.notices[0].render(UKRAINIAN) == "«Розділ I» (рядок 7) прочитано як назву розділу."


@pytest.mark.parametrize(
    "row", [("5.", "", "", "", ""), ("5", "", "Постійно", "Відділ", "Так."), (".", *ROWS[0][1:])]
)
def test_half_rows(row: tuple[str, ...], tmp_path: Path) -> None:
    """A row without a title or without a number is refused, never dropped."""
    with pytest.raises(UnreadableSource):
        understood(tmp_path, as_text([ROWS[0], row]))


@pytest.mark.parametrize(("column", "longest"), [(0, 40), (1, 3_000), (2, 3_000), (3, 3_000), (4, 29_999)])
def test_too_long(column: int, longest: int, tmp_path: Path) -> None:
    """A text longer than the register's limit is refused with its row; one at the limit is read."""
    row = list(ROWS[0])
    row[column] = "9" * longest
    assert len(understood(tmp_path, as_text([row])).measures) == 1
    row[column] += "9"
    with pytest.raises(UnreadableSource) as refused:
        understood(tmp_path, as_text([row]))
    assert "рядок 7" in refused.value.message().render(UKRAINIAN)


def test_without_headings(tmp_path: Path) -> None:
    """The columns of a table without headings are recognised by their positions."""
    text = as_text(ROWS[1:], ROWS[0])
    assert [each.number for each in understood(tmp_path, text).measures] == ["1", "2", "4"]


def test_unknown_headings(tmp_path: Path) -> None:
    """With unknown headings the columns are read in the usual order, and a notice says so."""
    report = understood(tmp_path, as_text(ROWS, ("А", "Б", "В", "Г", "Ґ")))
    assert [each.number for each in report.measures] == ["1", "2", "4"]
    assert "звичному порядку" in report.notices[-1].render(UKRAINIAN)


def test_number_unheaded(tmp_path: Path) -> None:
    """The first column is read as the number even if its heading is empty."""
    text = as_text(ROWS, ("", *HEADINGS[1:]))
    assert [each.number for each in understood(tmp_path, text).measures] == ["1", "2", "4"]

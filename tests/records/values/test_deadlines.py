"""Deadlines read from the wordings that programmes use."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.language import ENGLISH, UKRAINIAN
from records.values.deadlines import deadline_doubt, read_deadline
from records.values.model import Deadline, DeadlineKind

TABLE = Path(__file__).with_name("deadlines.tsv")
YEAR = date(2024, 1, 1), date(2024, 12, 31)
YEARS = date(2023, 1, 1), date(2025, 12, 31)


def rows() -> list[list[str]]:
    return [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0][:4]} {row[2]}")
def test_wording(row: list[str]) -> None:
    """Each wording of the table gives its kind and dates."""
    first, last, wording, kind, from_, until = row
    expected = Deadline(text=wording, kind=DeadlineKind(kind), from_=day(from_), until=day(until))
    assert expected == read_deadline(wording, date.fromisoformat(first), date.fromisoformat(last))


WORDS = (
    "до з по протягом постійно щокварталу кінця року рік 2024 2024 року р. I ІІ IV 4 31 1 01.07.2024 липня "
    "квартал квартали півріччя грудень - – , ( ) . та і 99 числа раз на далі місяців 0"
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=9).map(" ".join) | st.text(max_size=60))
def test_any_text_is_taken(wording: str) -> None:
    """Any text gives a deadline with that wording and ordered dates, and at most one valid warning."""
    for years in (YEAR, YEARS):
        deadline = read_deadline(wording, *years)
        assert wording == deadline.text
        if deadline.from_ and deadline.until:
            assert deadline.from_ <= deadline.until
        if doubt := deadline_doubt(wording, *years):
            assert doubt.render(ENGLISH)
            assert doubt.render(UKRAINIAN)


@pytest.mark.parametrize("wording", ["на " * 60_000, "-" * 100_000, "до " * 999, "I" * 5000, "(" * 5000])
def test_long_text(wording: str) -> None:
    """A long text is not searched for dates."""
    assert read_deadline(wording, *YEARS).kind == DeadlineKind.OTHER


@pytest.mark.parametrize(
    "part", ["на ", "-", "I, ", "перший і ", "1 - ", "(", "раз на ", "до ", "1,", "з 1 до "]
)
def test_repetition(part: str) -> None:
    """A wording built to trigger backtracking takes no noticeable time."""
    began = time.perf_counter()
    read_deadline((part * 400)[:400], *YEARS)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("wording", "doubt"),
    [
        ("31 лютого 2024 року", "could not be read as a date"),
        ("30.09.2024 – 01.03.2024", "could not be read as a date"),
        ("до 1 липня та 1 грудня 2024 року", "could not be read as a date"),
        ("до 1 липня", "names no year"),
        ("до III кварталу 2024 року", "up to 30.09.2024 inclusive"),
        ("до 01.07.2042", "outside the programme’s years (01.01.2023 – 31.12.2025)"),
    ],
)
def test_doubt(wording: str, doubt: str) -> None:
    """An uncertain reading, or an unread wording that looks like a date, gives a warning with the wording."""
    message = deadline_doubt(wording, *YEARS)
    assert message is not None
    assert doubt in message.render(ENGLISH)
    assert wording in message.render(ENGLISH)


@pytest.mark.parametrize("wording", ["", "Постійно", "За потреби", "щороку, до 1 квітня", "II кв. 2024"])
def test_no_doubt(wording: str) -> None:
    """A wording that is read completely, or contains no date, gives no warning."""
    assert deadline_doubt(wording, *YEARS) is None

"""Units named in a cell: where names are split, and how a name with separators in it stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.sanitise import clean_line
from records.texts.cells import paragraphs
from records.texts.names import name_to_cell, named, named_in_cell

PIECES = st.sampled_from(["; ", ";", ", ", ",", ". ", "- ", "– ", "1. ", "12) ", "&lt;", "&#59;", "\\", "|"])
NAMES = st.lists(PIECES | st.sampled_from(["Відділ", "кадрів", "А"]) | st.characters(), max_size=7)
KNOWN = {"Відділ; Центр", "Рада, Комітет", "1. Сектор"}


def unknown(_: str) -> bool:
    """Return False: no unit is known."""
    return False


@given(NAMES.map(lambda parts: clean_line("".join(parts)).text).filter(bool))
def test_cell(name: str) -> None:
    """A Markdown cell gives back any name as one name."""
    (written,) = paragraphs(name_to_cell(name))
    assert list(named_in_cell(written).names(unknown)) == [name]


@pytest.mark.parametrize("source", ["Відділ кадрів", "Відділ “а, б”, (в)", "Рада м. Зразкове | апарат"])
def test_cell_as_typed(source: str) -> None:
    """A name without separators is written as typed, apart from the table's own escapes."""
    assert name_to_cell(source) == source.replace("|", r"\|")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Відділ; Центр", ["Відділ; Центр"]),
        ("Архів; Відділ; Центр; Рада, Комітет", ["Архів", "Відділ; Центр", "Рада, Комітет"]),
        ("Відділ; Архів", ["Відділ", "Архів"]),
        ("1. Сектор; 2. Архів", ["1. Сектор", "Архів"]),
        ("Архів.; Сектор ЦП.", ["Архів", "Сектор ЦП."]),
    ],
)
def test_known(text: str, names: list[str]) -> None:
    """A known name is never split, wherever it stands among others."""
    assert list(named(text).names(KNOWN.__contains__)) == names
    assert list(named_in_cell(text).names(KNOWN.__contains__)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "«Управління освіти, Культури; та спорту»; Архів",
            ["«Управління освіти, Культури; та спорту»", "Архів"],
        ),
        ('КП "Вода, Світло", КНП "Ліки"', ['КП "Вода, Світло"', 'КНП "Ліки"']),
        ("КП “Вода, Світло”, Архів", ["КП “Вода, Світло”", "Архів"]),
        ("КП „Вода, Світло“, Архів", ["КП „Вода, Світло“", "Архів"]),
        ("«КП «Вода, Світло», Центр», Архів", ["«КП «Вода, Світло», Центр»", "Архів"]),
        ("«КП «Вода, Світло», Архів", ["«КП «Вода, Світло»", "Архів"]),
        ("КП «Вода, Світло", ["КП «Вода", "Світло"]),
        ('Відділ 5", Сектор 6", Архів', ['Відділ 5"', 'Сектор 6"', "Архів"]),
    ],
)
def test_quoted(text: str, names: list[str]) -> None:
    """Text within a pair of quotation marks is not split; an unpaired mark has no effect."""
    assert list(named(text).names(unknown)) == names
    assert list(named_in_cell(text).names(unknown)) == names


def test_apart() -> None:
    """A separate paragraph is one name, unless two known units are typed into it."""
    paragraph = named("Відділ; Центр", stands_apart=True)
    assert list(paragraph.names(unknown)) == ["Відділ; Центр"]
    assert list(paragraph.names({"Відділ", "Центр"}.__contains__)) == ["Відділ", "Центр"]

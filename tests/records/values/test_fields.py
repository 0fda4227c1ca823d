"""Fields: a file's tables as flat keys, their labels, and the differences between two versions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.language import UKRAINIAN
from records.values.fields import FieldChange, differences, dotted, flatten, label, shown, stored, undotted
from records.values.model import Unit
from tests.records.conftest import MEASURE, PROGRESS

parts = st.one_of(st.sampled_from(["a", "3.1", 'x"y', "відділ", "deadline"]), st.text(min_size=1, max_size=8))


@settings(max_examples=80)
@given(st.lists(parts, min_size=1, max_size=4).map(tuple))
def test_keys(key: tuple[str, ...]) -> None:
    """A written key is read back, whatever characters its parts contain."""
    assert undotted(dotted(key)) == key


def test_flat() -> None:
    """Tables become keys; lists and the review stay whole."""
    tables = {"a": 1, "deadline": {"text": "x"}, "review": {"state": "accepted"}, "l": [{"b": 2}]}
    assert flatten(tables) == {
        ("a",): 1,
        ("deadline", "text"): "x",
        ("review",): {"state": "accepted"},
        ("l",): [{"b": 2}],
    }


@pytest.mark.parametrize(
    ("old", "new", "differ"),
    [(1, 1, False), (1, True, True), (1, 1.0, True), ("1", 1, True), ([1], [1], False), ([1], [True], True)],
)
def test_types(old: object, new: object, *, differ: bool) -> None:
    """Values differ if TOML would write them differently."""
    expected = (FieldChange("a", old, new),) if differ else ()
    assert differences({("a",): old}, {("a",): new}) == expected


def test_come_and_gone() -> None:
    """An added key has no old value, and a removed key no new one."""
    assert differences({("a",): 1}, {("b",): 2}) == (FieldChange("b", None, 2), FieldChange("a", 1, None))


@pytest.mark.parametrize(
    ("path", "key", "value", "expected"),
    [
        (PROGRESS, ("text",), " Перший \r\n\r\n другий", ("Перший\nдругий\n", 0)),
        (PROGRESS, ("text",), "", ("", 0)),
        (MEASURE, ("title",), "Назва\nз  рядків\u200b", ("Назва з рядків", 1)),
        (PROGRESS, ("evidence",), [{"title": "а\x1b", "ref": None}], ([{"title": "а"}], 1)),
        (MEASURE, ("responsible",), ("office",), (["office"], 0)),
        (PROGRESS, ("percent",), 5, (5, 0)),
    ],
)
def test_stored(path: str, key: tuple[str, ...], value: object, expected: tuple[object, int]) -> None:
    """Values are cleaned before they are stored; only a progress's text keeps its lines."""
    assert stored(path, key, value) == expected


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("status", "implemented", "Виконано"),
        ("status", "колись", "колись"),
        ("responsible", ["office", "gone"], "Загальний; gone"),
        ("retired", "2018-Q1", "I квартал 2018 року"),
        ("retired", "x", "x"),
        ("review", {"state": "accepted"}, "прийнято"),
        ("evidence", [{"title": "План"}, {"url": "https://rada.example"}], "План; https://rada.example"),
        ("percent", None, "—"),
    ],
)
def test_shown(key: str, value: object, said: str) -> None:
    """Values are shown in words, and invalid ones as they are."""
    units = {"office": Unit(name="Загальний відділ", short="Загальний")}
    assert UKRAINIAN.show(shown(key, value, units)) == said


def test_labels() -> None:
    """Fields of measures and the names of units have labels; all other fields show their keys."""
    assert UKRAINIAN.show(label(PROGRESS, "percent")) == "Відсоток"
    assert UKRAINIAN.show(label("units.toml", "units.office.name")) == "Підрозділ office"
    assert UKRAINIAN.show(label("units.toml", "units.office.colour")) == "units.office.colour"

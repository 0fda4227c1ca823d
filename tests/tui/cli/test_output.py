"""What commands print: tables that fit, and nothing that commands a terminal."""

from __future__ import annotations

import json
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.sanitise import visible
from tui.cli.output import note, table, tell, tell_json

HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]")
ROWS = [["4", "Довга назва заходу, якої не вмістити", "Протягом року"], ["10", "Коротка", "Постійно"]]
texts = st.text(st.characters(codec="utf-8"), max_size=30)
hostile = settings(max_examples=60)


@hostile
@given(texts)
def test_harmless(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """No text of a record reaches the terminal as a command."""
    capsys.readouterr()
    tell(text)
    note(text)
    table(["a", "b"], [[text, text]], stretch=1)
    shown = visible(text)
    printed = capsys.readouterr()
    # Between cells stands a tab, in a text none.
    assert not HARMFUL.search(printed.out.replace(f"a\tb\n{shown}\t{shown}\n", ""))
    assert not HARMFUL.search(printed.err + shown)
    assert printed.out.count("\n") == text.count("\n") + 3


@hostile
@given(st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner)))
def test_json(capsys: pytest.CaptureFixture[str], value: object) -> None:
    """JSON is harmless too, and holds every text as it is."""
    capsys.readouterr()
    tell_json(value)
    printed = capsys.readouterr().out
    assert not HARMFUL.search(printed)
    assert json.loads(printed) == value


def test_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """Into a file or a pipe nothing is cut or filled up: a tab parts the cells, also the empty ones."""
    table(["№", "Захід", "Строк"], [*ROWS, ["11", "", "\t"]], stretch=1)
    assert [line.split("\t") for line in capsys.readouterr().out.splitlines()] == [
        ["№", "Захід", "Строк"],
        *ROWS,
        ["11", "", "␉"],
    ]


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (60, "4   Довга назва заходу, якої не вмістити  Протягом року"),
        (50, "4   Довга назва заходу, якої не вм…  Протягом року"),
        (38, "4   Довга назва заходу,…  Протягом ро…"),
        (10, "4   Довга назва заходу,…  Протягом ро…"),
    ],
)
def test_narrow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int, line: str
) -> None:
    """On a screen the widest column gives way first, then the others, to a least width."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    table(["№", "Захід", "Строк"], ROWS, stretch=1)
    assert capsys.readouterr().out.splitlines()[1] == line

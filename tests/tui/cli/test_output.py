"""The output of commands: tables that fit the terminal, and text without control sequences."""

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
    """No text of a record reaches the terminal as a control sequence."""
    capsys.readouterr()
    tell(text)
    note(text)
    table(["a", "b"], [[text, text]], stretch=1)
    shown = visible(text)
    printed = capsys.readouterr()
    # The tabs between cells are meant; in a text a tab would be harmful.
    assert not HARMFUL.search(printed.out.replace(f"a\tb\n{shown}\t{shown}\n", ""))
    assert not HARMFUL.search(printed.err + shown)
    assert printed.out.count("\n") == text.count("\n") + 3


@hostile
@given(st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner)))
def test_json(capsys: pytest.CaptureFixture[str], value: object) -> None:
    """JSON output contains no control characters, and decodes to every text unchanged."""
    capsys.readouterr()
    tell_json(value)
    printed = capsys.readouterr().out
    assert not HARMFUL.search(printed)
    assert json.loads(printed) == value


def test_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """In a file or a pipe cells are neither cut nor padded, and tabs separate them, even empty ones."""
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
    """On a narrow terminal the widest column shrinks first, then the others, down to a minimum width."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    table(["№", "Захід", "Строк"], ROWS, stretch=1)
    assert capsys.readouterr().out.splitlines()[1] == line

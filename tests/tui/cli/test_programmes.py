"""A register with two programmes: which programme and which period each command works on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tui.cli.conftest import PERIOD

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Program

_OWN = {"id": "2017", "title": "Програма", "from": "2017-01-01", "to": "2017-12-31"}
_OBLAST = {"id": "oblast", "title": "Обласна програма", "from": "2017-01-01"}


def _hold(program: Program, last: str) -> Program:
    """Return a register with a second programme, which runs to `last` and has measures 4 and 7."""
    programmes = json.dumps([_OWN, {**_OBLAST, "to": last}])
    assert program("config", "set", f"programmes={programmes}", "--reason", "x").code == 0
    for number in ("4", "7"):
        measure = ("--title", f"Обласний захід {number}", "--deadline", "Постійно", "--responsible", "legal")
        assert program("add", number, *measure, "--programme", "oblast", "--reason", "x").code == 0
    return program


@pytest.fixture
def both(program: Program) -> Program:
    """Return a register whose two programmes cover the same year."""
    return _hold(program, "2017-12-31")


@pytest.fixture
def longer(program: Program) -> Program:
    """Return a register in which one programme runs a year longer than the other."""
    return _hold(program, "2018-12-31")


def _listed(program: Program, *options: str) -> tuple[str, list[str]]:
    found = program.json("list", *options)
    return found["period"], [each["number"] for each in found["measures"]]


def test_open_period_of_each(longer: Program) -> None:
    """The open period is that of the named programme, else the latest one that has ended."""
    assert _listed(longer, "--programme", "2017") == (PERIOD, ["4", "6", "10"])
    assert _listed(longer, "--programme", "oblast") == ("2018-Q4", ["4", "7"])
    assert _listed(longer) == ("2018-Q4", ["4", "7"])


def test_letters_of_each(longer: Program, tmp_path: Path) -> None:
    """No reminder is written for a period outside the programme."""
    on = ("--on", "2018-11-25")
    assert longer.json("due", "--programme", "2017", *on)["period"] == PERIOD
    assert longer.json("due", "--programme", "oblast", *on)["period"] == "2018-Q3"
    written = longer.json("due", "--programme", "2017", *on, "--letter", str(tmp_path / "letters"))["files"]
    letters = [" ".join(Path(each["path"]).read_text(encoding="utf-8").split()) for each in written]
    assert letters
    assert all("за IV квартал 2017" in letter and "квартал 2018" not in letter for letter in letters)


def test_known_by_its_number(longer: Program) -> None:
    """A measure's number that only one programme has needs no --programme."""
    shown = longer.json("show", "6")
    assert (shown["programme"], list(shown["progress"])) == ("2017", [PERIOD])
    assert longer("set", "6", "percent=87", "--reason", "x").code == 0
    assert longer.json("show", "6")["progress"][PERIOD]["percent"] == 87
    assert [each["measure"] for each in longer.json("history", "6")["changes"]] == ["2017/6", "2017/6"]
    assert "87" in {str(each["value"]) for each in longer.json("blame", "6")["fields"]}
    assert longer("submit", "6").code == 0


def test_number_of_both(longer: Program) -> None:
    """A number that both programmes have means the measure of the programme with the open period."""
    assert longer.json("show", "4")["programme"] == "oblast"
    assert longer.json("show", "4", "--programme", "2017")["programme"] == "2017"


@pytest.mark.parametrize("command", [("show",), ("history",), ("blame",), ("set", "percent=1")])
def test_number_asked_for(both: Program, command: tuple[str, ...]) -> None:
    """If both programmes have the open period, only a number that both have needs --programme."""
    name, *values = command
    reason = ("--reason", "x") if values else ()
    assert both(name, "7", *values, *reason).code == 0
    refused = both(name, "4", *values, *reason)
    assert (refused.code, "Name one with --programme: 2017; oblast." in refused.err) == (2, True)
    assert both(name, "4", *values, *reason, "--programme", "2017").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", "4"),
        ("set", "4", "percent=1", "--reason", "x"),
        ("history", "4"),
        ("history",),
        ("blame", "4"),
    ],
)
def test_period_outside(longer: Program, command: tuple[str, ...]) -> None:
    """A period outside the named programme is refused with the programme's dates, and nothing is changed."""
    before = longer.git("rev-parse", "main")
    refused = longer(*command, "--programme", "2017", "--period", "2018-Q1")
    assert refused.code == 2
    assert "lies outside of the programme 2017" in refused.err
    assert "31.12.2017" in refused.err or "2017-12-31" in refused.err
    assert longer.git("rev-parse", "main") == before
    assert longer("list", "--programme", "oblst").code == 2

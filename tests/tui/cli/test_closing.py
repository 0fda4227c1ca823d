"""`close` and `reopen`: allowed dates, the report's folder, and the steps to repeat after reopening."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from records.values.periods import Cadence, Period
from tests.tui.cli.conftest import PERIOD

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tui.cli.conftest import Program

WHY = ("--reason", "Строк минув")


def test_before_its_end(program: Program, tmp_path: Path) -> None:
    """A period that has not begun is not closed; one that still runs is, with a warning."""
    years = {"id": "2017", "title": "Програма", "from": "2017-01-01", "to": "2100-12-31"}
    assert program("config", "set", f"programmes={json.dumps([years])}", *WHY).code == 0
    now = Period.containing(datetime.now(UTC).date(), Cadence.QUARTER)
    for period, code, said, tags in (
        (now.next(), 1, "has not begun", ""),
        (now, 0, "still runs, until", f"report/{now.code}"),
    ):
        answer = program("close", period.code, "--to", str(tmp_path / "out"), *WHY)
        assert (answer.code, said in answer.err) == (code, True)
        assert program.git("tag").strip() == tags


def test_within_the_register(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called inside the register, `close` writes the report next to the register's folder."""
    monkeypatch.chdir(program.folder / "measures")
    answer = program("close", PERIOD, *WHY)
    files = [str(program.folder.parent / f"zvit-{PERIOD}.{end}") for end in ("md", "html")]
    assert answer.out.splitlines()[-2:] == files
    assert program.git("status", "--porcelain") == ""


def test_what_is_recorded_again(program: Program, tmp_path: Path) -> None:
    """Reopening a published period prints that the next edition's publication must be recorded again."""
    for told in (False, True):
        program("close", PERIOD, "--to", str(tmp_path / "out"), *WHY)
        if told:
            program("publish", PERIOD, "--url", "https://rada.example/zvit", "--date", "2018-01-19")
        answer = program("reopen", PERIOD, *WHY)
        assert ("to be recorded again" in answer.err) is told

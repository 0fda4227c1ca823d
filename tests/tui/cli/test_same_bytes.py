"""Letters, comparisons and consolidated reports are byte-identical wherever and whenever they are made."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from records.register import Register
from records.values.model import Programme, Rules

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Program

# All three kinds are made in one process, since its start takes longer than the work.
_MAKE = """
import sys
from tui.cli.main import run
register, other, out = sys.argv[1:]
named = ["--register", register]
calls = (
    ["due", "--on", "2018-01-03", "--letter", out, *named],
    ["compare", "2017-Q3", "2017-Q4", "--to", out, *named],
    ["export", "2017-Q4", *named, "--register", other, "--to", out],
)
for call in calls:
    assert run(call) == 0, call
"""


def made(folder: Path, other: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """Run the script in a new process with an environment; return the files it makes, by name."""
    out = folder / "out"
    command = [sys.executable, "-c", _MAKE, str(folder / "register"), str(other), str(out)]
    subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, cwd=folder)
    return {each.name: each.read_bytes() for each in out.iterdir()}


def test_same_bytes(program: Program, tmp_path: Path) -> None:
    """Another hash seed, time zone, locale and folder change no byte."""
    other, here, there = (tmp_path / name for name in ("other", "here", "there"))
    programme = Programme(id="p", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31))
    Register.create(other, rules=Rules(schema=1, body="Інша рада", programmes=(programme,))).close()
    here.mkdir()
    program.folder.rename(here / "register")
    first = made(here, other, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"})
    here.rename(there)
    (there / "out").rename(tmp_path / "first")
    assert first == made(there, other, {"PYTHONHASHSEED": "2", "TZ": "UTC", "LC_ALL": "C.UTF-8"})
    assert sorted(first) == [
        "nahaduvannia-legal.txt",
        "nahaduvannia-office.txt",
        "porivniannia-2017-Q3-2017-Q4.html",
        "porivniannia-2017-Q3-2017-Q4.md",
        "zvedenyi-zvit-2017-Q4.html",
        "zvedenyi-zvit-2017-Q4.md",
    ]

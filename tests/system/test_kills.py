"""Saves killed at any moment: what was acknowledged stays, and the next save needs no repair by hand."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from records.changes import Action, Change, Edit
from records.register import Register
from tests.records.conftest import git, measure, progress, rules

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 100 if os.environ.get("PROZVIT_SOAK") else 6
WRITER = """
import sys
from pathlib import Path
from records.register import Register
from tests.records.conftest import progress
register = Register.open(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    text = f"Проведено нараду {number}."
    print(register.save(progress(status="in-progress", percent=number % 100, text=text)).commit, flush=True)
"""


@pytest.mark.soak
def test_killed(tmp_path: Path) -> None:
    """No acknowledged save is lost by SIGKILL, the history is sound, the work tree is whole again."""
    with Register.create(tmp_path / "register", rules=rules()) as register:
        unit = Edit("units.toml", {("units", "office", "name"): "Відділ"})
        register.save(Change(Action.REGISTER, (unit,), "Підрозділ"))
        register.save(measure("4"))
        chance = random.Random(20171231)
        for round_ in range(ROUNDS):
            acknowledged = _killed(register.path, 1000 * round_, chance.uniform(0.0, 0.12))
            reachable = set(git(register, "rev-list", "main").split())
            assert set(acknowledged) <= reachable
            assert register.save(progress(status="in-progress", percent=round_ % 100, text="Далі.")).commit
            assert git(register, "status", "--porcelain") == ""
        assert git(register, "fsck", "--strict", "--no-dangling") == ""
        assert not (register.private / "aside").exists()


def _killed(path: Path, start: int, after: float) -> list[str]:
    """Return the commits that a writer acknowledged before it was killed, `after` seconds from its first."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(start)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    # The last line can be cut short.
    return [line for line in (first + rest).split("\n")[:-1] if line]

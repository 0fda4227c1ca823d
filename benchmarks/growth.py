"""How an export grows with the register: time and memory of ten times as many measures."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.timing import Row, pair
from exporters.formats import FORMATS
from exporters.report import report
from records.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from records.register import Register

_Q4 = Period(2025, "Q4")
_FORMATS = ("docx", "xlsx", "csv", "json")
_GOAL = 12
_EXPORT = "import sys; from tui.cli.main import main; sys.exit(main())"


def rows(small: Register, large: Register, folder: Path) -> Iterator[Row]:
    """Yield, for each data format and Word, processor time in this process and memory of a whole one."""
    few, many = small.snapshot(), large.snapshot()
    against = f"the same with {len(few.measures)}"
    for name in (each for each in _FORMATS if each in FORMATS):
        what = f"export {name}, {len(many.measures)} measures"
        times = (partial(_milliseconds, name, snapshot) for snapshot in (many, few))
        yield pair(what, against, *times, _GOAL)
        peaks = [_peak(name, register.path, folder) for register in (large, small)]
        yield Row(f"{what}: memory of the process", against, *peaks, _GOAL, "MB")


def _milliseconds(name: str, snapshot: object) -> float:
    start = time.process_time()
    FORMATS[name].write(report(snapshot, _Q4))  # type: ignore[arg-type]
    return (time.process_time() - start) * 1000


def _peak(name: str, register: Path, folder: Path) -> float:
    """Return how many megabytes a whole export takes at most at once."""
    command = [sys.executable, "-c", _EXPORT, "--register", str(register)]
    child = subprocess.Popen(
        [*command, "export", _Q4.code, "--format", name, "--to", str(folder / "export")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, command
    return used.ru_maxrss / 1024

"""How exports scale: time and memory for ten times as many measures."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.timing import Row, pair
from exporters.formats import FORMATS
from exporters.report import report
from records.values.periods import Period
from tui.cli.main import look_rarely_for_garbage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from records.register import Register

_Q4 = Period(2025, "Q4")
_FORMATS = ("md", "html", "docx", "xlsx", "csv", "json")
_GOAL = 12
#: The process reports its own peak, because the peak that the system gives for a child includes its parent's.
_EXPORT = """
import re, sys
from tui.cli.main import main
try:
    main()
finally:
    print(re.search("VmHWM:(.*)", open("/proc/self/status").read())[1], file=sys.stderr)
"""


def rows(small: Register, large: Register, folder: Path) -> Iterator[Row]:
    """Yield two rows for each format: processor time in this process, and peak memory of a whole export."""
    look_rarely_for_garbage()
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
    FORMATS[name].write(report(snapshot, _Q4))
    return (time.process_time() - start) * 1000


def _peak(name: str, register: Path, folder: Path) -> float:
    """Return the peak memory of a whole export process in megabytes."""
    options = [
        "--register",
        str(register),
        "export",
        _Q4.code,
        "--format",
        name,
        "--to",
        str(folder / "export"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", _EXPORT, *options], capture_output=True, text=True, check=True
    )
    return int(done.stderr.split()[-2]) / 1024

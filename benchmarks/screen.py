"""The rows of the full-screen program: time to the first screen, time per key, bytes sent."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import registers
from benchmarks.terminal import Terminal
from benchmarks.timing import PAIRS, Row, pair
from records.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROGRAM = str(Path(sys.executable).parent / "prozvit")
_DOWN = b"\x1b[B"
_FEW = 100
_FIRST, _KEY, _BYTES = "first screen, {} measures", "a key that moves the cursor, {} measures", "budget"
_KB = 1024


def rows(folder: Path, many: int) -> Iterator[Row]:
    """Yield the rows for a register of 100 measures and for the one of `many` measures in `folder`."""
    registers.make(folder / f"r{_FEW}", _FEW).close()
    yield pair(
        _FIRST.format(_FEW),
        "a bare Textual table",
        _first(_ours(folder, _FEW)),
        _first(_bare(folder, _FEW)),
        1.5,
    )
    yield pair(
        _FIRST.format(many),
        f"the same with {_FEW}",
        _first(_ours(folder, many)),
        _first(_ours(folder, _FEW)),
        2,
    )
    for measures in (_FEW, many):
        with Terminal(_ours(folder, measures)) as ours, Terminal(_bare(folder, measures)) as theirs:
            # Loading the remaining measures in the background must not count as part of a key.
            ours.until(f"{measures} ")
            for terminal in (ours, theirs):
                terminal.settled(1)
            what = _KEY.format(measures)
            yield pair(what, "a bare Textual table", _key(ours), _key(theirs), 1.5)
    yield from _bytes(folder)


def _bytes(folder: Path) -> Iterator[Row]:
    """Yield the rows of kilobytes sent over the line, against their budgets."""
    with Terminal(_ours(folder, _FEW)) as terminal:
        terminal.until(registers.title(1))
        terminal.settled(1)
        first = terminal.written
        keys = [len(terminal.press(_DOWN)[1]) for _ in range(PAIRS)]
    yield Row("bytes: first screen at 80×24", _BYTES, len(first) / _KB, 40, 1, "KB")
    yield Row("bytes: the same through zlib", _BYTES, len(zlib.compress(first, 6)) / _KB, 3, 1, "KB")
    yield Row("bytes: a key that moves the cursor", _BYTES, median(keys) / _KB, 1.2, 1, "KB")


def _first(command: list[str]) -> Callable[[], float]:
    """Return a function that times a program from its start to the first measure's title on the screen."""

    def measured() -> float:
        with Terminal(command) as terminal:
            return terminal.until(registers.title(1)) * 1000

    return measured


def _key(terminal: Terminal) -> Callable[[], float]:
    """Return a function that times a press of Down until the last byte of the repaint."""
    return lambda: terminal.press(_DOWN)[0] * 1000


def _ours(folder: Path, measures: int) -> list[str]:
    return [PROGRAM, "--register", str(folder / f"r{measures}")]


def _bare(folder: Path, measures: int) -> list[str]:
    file = folder / f"bare{measures}.txt"
    if not file.exists():
        with Register.open(folder / f"r{measures}") as register:
            records = register.snapshot().measures
        lines = [
            f"\t{each.measure.number}\t{each.measure.title[:22]}…\t{each.measure.deadline.text}"
            "\t▸ Виконується\t 10\tзбережено\n"
            for each in records
        ]
        file.write_text("".join(lines), encoding="utf-8")
    return [sys.executable, "-m", "benchmarks.bare", str(file)]

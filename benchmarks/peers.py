"""Whole processes compared with other programs that keep requirements as text: doorstop and strictdoc.

Each program gets the same texts: one item for each measure, with its title and its progress of the quarter.
Both sides are measured by the processor time of the process and its children, and by the peak memory of the
largest one. A program that is not installed has no rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks import registers, screen
from benchmarks.timing import Row
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from records.register import Register

_Q4 = Period(2025, "Q4")
_PAIRS = 5
#: Name on PATH, and the environment variable that gives another path.
_DOORSTOP, _STRICTDOC = ("doorstop", "DOORSTOP"), ("strictdoc", "STRICTDOC")
#: The largest number of measures for the comparisons in which a peer would take minutes.
_FEW = 1000
#: A child's reported peak includes its parent's, so the measuring parent is a bare Python process.
_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)
"""


class _Use(Struct, frozen=True):
    """Resources used by a command: processor time in milliseconds and peak memory in megabytes."""

    time: float
    memory: float


def rows(folder: Path, register: Register) -> Iterator[Row]:
    """Yield the rows of the programs that are installed."""
    items = _items(register)
    if (program := _found(*_DOORSTOP)) is not None:
        yield from _doorstop(program, folder, register, items)
    if (program := _found(*_STRICTDOC)) is not None and len(items) <= _FEW:
        yield from _strictdoc(program, folder, register, items)


def alone(folder: Path, *, full: bool) -> Iterator[Row]:
    """Yield only these rows, on registers of their own; `full` adds the large size."""
    for measures in (1000, 10_000) if full else (1000,):
        with registers.make(folder / f"r{measures}", measures) as register:
            yield from rows(folder, register)


def _found(name: str, variable: str) -> str | None:
    return os.environ.get(variable) or shutil.which(name)


def _items(register: Register) -> list[tuple[str, str]]:
    """Return the title and the quarter's text of each measure."""
    return [
        (record.measure.title, record.progress[_Q4].text if _Q4 in record.progress else "")
        for record in register.as_reported(_Q4).measures
    ]


def _doorstop(
    program: str, folder: Path, register: Register, items: Sequence[tuple[str, str]]
) -> Iterator[Row]:
    home = folder / f"doorstop{len(items)}"
    home.mkdir()
    subprocess.run(["git", "init", "-q", str(home)], check=True)
    subprocess.run([program, "create", "REQ", "reqs"], cwd=home, check=True, capture_output=True)
    for place, (title, text) in enumerate(items, 1):
        lines = "".join(f"  {line}\n" for line in f"{title}\n\n{text}".splitlines())
        item = f"active: true\nlevel: {place}\nnormative: true\nreviewed: null\ntext: |\n{lines}"
        (home / "reqs" / f"REQ{place:05}.yml").write_text(item, encoding="utf-8")
    for name, flag in (("md", "-m"), ("html", "-H")):
        theirs = [program, "publish", flag, "REQ", str(folder / f"published.{name}")]
        uses = _uses(_export(register, name, folder), theirs, home)
        of = f"export {name}, whole process, {len(items)} measures"
        yield _row(of, f"doorstop publish {flag}", uses, 0.125)
        if len(items) <= _FEW:
            yield _memory(f"{of}: memory", f"doorstop publish {flag}", uses, 0.7)
    if len(items) <= _FEW:
        for command in ("check", "list"):
            uses = _uses(_ours(register, command), [program], home)
            yield _row(f"{command}, whole process, {len(items)} measures", "doorstop", uses, 0.02)


def _strictdoc(
    program: str, folder: Path, register: Register, items: Sequence[tuple[str, str]]
) -> Iterator[Row]:
    home, made = folder / f"strictdoc{len(items)}", folder / "strictdoc-made"
    home.mkdir()
    written = ["[DOCUMENT]\nTITLE: Звіт\n"]
    for place, (title, text) in enumerate(items, 1):
        written.append(
            f"[REQUIREMENT]\nUID: REQ-{place}\nTITLE: {title}\nSTATEMENT: >>>\n{text or title}\n<<<\n"
        )
    (home / "report.sdoc").write_text("\n".join(written), encoding="utf-8")
    # strictdoc would reuse its earlier output.
    cold = [
        "sh",
        "-c",
        'rm -rf "$3" && "$1" export "$2" --output-dir "$3"',
        "sh",
        program,
        str(home),
        str(made),
    ]
    uses = _uses(_export(register, "html", folder), cold, home)
    yield _row(f"export html, whole process, {len(items)} measures", "strictdoc export, cold", uses, 0.033)


def _ours(register: Register, *arguments: str) -> list[str]:
    return [screen.PROGRAM, "--register", str(register.path), *arguments]


def _export(register: Register, name: str, folder: Path) -> list[str]:
    return _ours(register, "export", _Q4.code, "--format", name, "--to", str(folder / "ours"))


def _uses(ours: Sequence[str], theirs: Sequence[str], home: Path) -> tuple[_Use, _Use]:
    """Return the median use of two commands, run in turns; the first pair is a warm-up."""
    pairs = [(_use(ours, home), _use(theirs, home)) for _ in range(_PAIRS + 1)][1:]
    one, other = (
        _Use(median(use.time for use in side), median(use.memory for use in side))
        for side in zip(*pairs, strict=True)
    )
    return one, other


def _use(command: Sequence[str], home: Path) -> _Use:
    watch = [sys.executable, "-c", _WATCH, *command]
    done = subprocess.run(watch, cwd=home, check=True, capture_output=True, text=True)
    return _Use(*map(float, done.stdout.split()))


def _row(what: str, against: str, uses: tuple[_Use, _Use], goal: float) -> Row:
    return Row(what, against, uses[0].time, uses[1].time, goal)


def _memory(what: str, against: str, uses: tuple[_Use, _Use], goal: float) -> Row:
    return Row(what, against, uses[0].memory, uses[1].memory, goal, "MB")

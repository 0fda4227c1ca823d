"""The rows of the table: what is measured, and against what."""

from __future__ import annotations

import fcntl
import os
import random
import subprocess
import sys
from datetime import date
from itertools import count
from multiprocessing import Pool
from typing import TYPE_CHECKING

from benchmarks import growth, merging, peers, registers, screen, signing, trail, verifying
from benchmarks.peer import git
from benchmarks.timing import Row, compare
from exporters.formats import FORMATS
from exporters.report import report
from records.closings.due import due
from records.register import Register
from records.rules.validation import problems_of
from records.values.changes import Action, Change, Edit
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Q4 = Period(2025, "Q4")
_WRITERS = 8
_EACH = 4


def rows(folder: Path, *, full: bool) -> Iterator[Row]:
    """Yield all rows of a run; `full` adds the large sizes."""
    for measures in (50, 1000, 10_000) if full else (50, 1000):
        register = registers.make(folder / f"r{measures}", measures)
        yield _save(register, measures)
        yield from signing.saves(folder, measures)
        yield _open(register, measures)
        if measures == 50:
            yield _list(register)
            yield _at_once(register)
        else:
            yield from _exports(register, measures)
            yield _check(register, measures)
            yield from peers.rows(folder, register)
        if measures == 1000:
            yield _due(register, measures)
        register.close()
        if measures == 1000:
            yield merging.row(folder, measures)
    if full:
        with Register.open(folder / "r1000") as small, Register.open(folder / "r10000") as large:
            yield from growth.rows(small, large, folder)
    yield from screen.rows(folder, 10_000 if full else 1000)
    for commits in (1000, 50_000) if full else (1000,):
        with registers.make(folder / f"history{commits}", 50, commits) as register:
            yield from trail.rows(register, commits)
    commits = 50_000 if full else 5_000
    with (
        registers.make(folder / "long", 50, commits) as register,
        registers.make(folder / "short", 50, 1000) as short,
    ):
        yield _save_in_history(register, commits, short)
    for commits in (10_000, 50_000) if full else (1_000,):
        yield from verifying.rows(folder, commits)


def _save(register: Register, measures: int) -> Row:
    chance, numbers = random.Random(1), count()
    path = f"{registers.home(7)}/2025-Q4.toml"

    def ours() -> None:
        edit = Edit(path, {("percent",): next(numbers) % 99})
        register.save(Change(Action.PROGRESS, (edit,), "Вимір"))

    def theirs() -> None:
        (register.path / path).write_bytes(registers.progress(chance, next(numbers) % 99))
        git(register, "add", path)
        git(register, "commit", "-qm", "Вимір")

    goal = 0.5 if measures > 1000 else 1.0
    return compare(f"save one field, {measures} measures", "git add && git commit", ours, theirs, goal)


def _save_in_history(long: Register, commits: int, short: Register) -> Row:
    numbers = count()

    def save(register: Register) -> None:
        edit = Edit(f"{registers.home(7)}/2025-Q4.toml", {("percent",): next(numbers) % 99})
        register.save(Change(Action.PROGRESS, (edit,), "Вимір"))

    return compare(
        f"save in a history of {commits} commits",
        "the same in one of 1000",
        lambda: save(long),
        lambda: save(short),
        1.15,
    )


def _open(register: Register, measures: int) -> Row:
    files = [register.path / path for path in register.snapshot().digests]
    return compare(
        f"open a register, {measures} measures",
        "reading the same bytes",
        register.snapshot,
        lambda: [file.read_bytes() for file in files],
        10,
    )


def _list(register: Register) -> Row:
    command = [screen.PROGRAM, "--register", str(register.path), "list"]
    return compare(
        "list, whole process, 50 measures",
        "python -c pass",
        lambda: subprocess.run(command, check=True, capture_output=True),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        12,
    )


def _at_once(register: Register) -> Row:
    """Compare eight processes saving at once with prozvit and with git under a lock."""
    with Pool(_WRITERS) as pool:
        jobs = [(register.path, writer) for writer in range(_WRITERS)]
        return compare(
            f"{_WRITERS * _EACH} saves by {_WRITERS} processes at once",
            "flock, git add && git commit",
            lambda: pool.starmap(_saves, jobs, chunksize=1),
            lambda: pool.starmap(_commits, jobs, chunksize=1),
            1.0,
        )


def _saves(path: Path, writer: int) -> None:
    file = f"{registers.home(writer)}/2025-Q4.toml"
    with Register.open(path) as register:
        for _ in range(_EACH):
            edit = Edit(file, {("percent",): random.randrange(99)})
            register.save(Change(Action.PROGRESS, (edit,), "Вимір"))


def _commits(path: Path, writer: int) -> None:
    file = f"{registers.home(writer)}/2025-Q3.toml"
    register = Register(path)
    for _ in range(_EACH):
        with (path / ".git" / "peer").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (path / file).write_bytes(registers.progress(random.Random(), random.randrange(99)))
            git(register, "add", file)
            git(register, "commit", "-qm", "Вимір", "--allow-empty")


def _exports(register: Register, measures: int) -> Iterator[Row]:
    snapshot = register.snapshot()
    files = [register.path / path for path in snapshot.digests if path.endswith("2025-Q4.toml")]
    for name, goal in (("md", 40), ("html", 90)):
        yield compare(
            f"export {name}, {measures} measures",
            "reading the period's bytes",
            lambda name=name: FORMATS[name].write(report(snapshot, _Q4)),
            lambda: [file.read_bytes() for file in files],
            goal,
        )


def _due(register: Register, measures: int) -> Row:
    snapshot = register.snapshot()
    programme = snapshot.programme(_Q4)
    files = [register.path / path for path in snapshot.digests if path.endswith("-Q4.toml")]
    return compare(
        f"due, {measures} measures",
        "reading the period's bytes",
        lambda: due(snapshot, programme, _Q4, date(2026, 1, 3)),
        lambda: [file.read_bytes() for file in files],
        5,
    )


def _check(register: Register, measures: int) -> Row:
    files = [register.path / path for path in register.snapshot().digests]
    return compare(
        f"check, {measures} measures",
        "reading the same bytes",
        lambda: problems_of(register.work_snapshot()),
        lambda: [file.read_bytes() for file in files],
        20,
    )


def machine() -> str:
    """Return the versions and the number of cores that the figures depend on."""
    git = subprocess.run(["git", "version"], check=True, capture_output=True, text=True).stdout.split()[2]
    return f"Python {sys.version.split()[0]}, git {git}, {os.cpu_count()} cores"

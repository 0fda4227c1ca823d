"""Concurrent saves, and saves killed at any moment, lose nothing that was acknowledged."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct

from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.records.conftest import git, measure, progress, rules

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

SOAK = bool(os.environ.get("PROZVIT_SOAK"))
ROUNDS = 300 if SOAK else 5
EACH = 50 if SOAK else 8
#: The measure that each of the three writers changes; two share one.
MEASURES = ("4", "4", "5")
#: Forks each writer from a process that has already imported everything.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["records.writing.saving", "tomlkit", "gitdb.db", __name__])


class Acknowledged(Struct, frozen=True):
    """A save that was reported to its writer: the commit, and the seconds it took."""

    commit: str
    seconds: float


class Writer:
    """A process that saves `times` times, or, if 0, until it is killed."""

    def __init__(self, register: Path, measure: str, name: str, times: int = 0) -> None:
        self._pipe, pipe = FORKING.Pipe()
        self._process = FORKING.Process(target=save_often, args=(pipe, register, measure, name, times))
        self._told: list[Acknowledged] = []
        self._process.start()
        pipe.close()

    def wait(self) -> None:
        """Wait until the process is ready to save."""
        assert self._pipe.recv() == "ready"

    def go(self) -> None:
        """Let the process begin to save."""
        self._pipe.send("go")

    def wait_for_one(self) -> None:
        """Wait until the process reports a save."""
        self._told.append(self._pipe.recv())

    def kill(self) -> None:
        """Kill the process with SIGKILL."""
        self._process.kill()

    def acknowledged(self) -> list[Acknowledged]:
        """Wait until the process ends; return the saves it reported."""
        # A kill can truncate the last report.
        with suppress(EOFError, ConnectionResetError):
            while True:
                self.wait_for_one()
        self._process.join()
        return self._told


def save_often(pipe: Connection, register: Path, measure: str, name: str, times: int) -> None:
    """Save repeatedly, and send each commit with its seconds through the pipe; a process's main function."""
    with Register.open(register) as opened:
        pipe.send("ready")
        pipe.recv()
        for number in count(1):
            began, text = time.monotonic(), f"Проведено нараду {name}-{number}."
            file = f"measures/2017/{measure}/2017-Q4.toml"
            saved = opened.save(progress(path=file, status="in-progress", percent=number % 100, text=text))
            assert saved.commit is not None
            pipe.send(Acknowledged(saved.commit, time.monotonic() - began))
            if number == times:
                return


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Register.create(tmp_path / "register", rules=rules()) as register:
        unit = Edit("units.toml", {("units", "office", "name"): "Відділ"})
        register.save(Change(Action.REGISTER, (unit,), "Підрозділ"))
        for number in ("4", "5", "6", "7"):
            register.save(measure(number))
    return tmp_path / "register"


@pytest.mark.soak
@pytest.mark.timeout(3000 if SOAK else 400)
def test_killed(folder: Path) -> None:
    """SIGKILL loses none of the saves reported to three writers, and the next start repairs the register."""
    chance = random.Random(20171231)
    acknowledged: set[str] = set()
    for round_ in range(ROUNDS):
        writers = [Writer(folder, number, f"{round_}-{n}") for n, number in enumerate(MEASURES)]
        for writer in writers:
            writer.wait()
        for writer in writers:
            writer.go()
        writers[0].wait_for_one()
        time.sleep(chance.uniform(0.0, 0.1))
        for writer in chance.sample(writers, len(writers)):
            time.sleep(chance.uniform(0.0, 0.03))
            writer.kill()
        told = [each.commit for writer in writers for each in writer.acknowledged()]
        acknowledged.update(told)
        with Register.open(folder) as register:
            assert git(register, "status", "--porcelain") == ""
            assert acknowledged <= set(git(register, "rev-list", "main").split())
            saved = register.save(
                progress(status="in-progress", percent=round_ % 100, text=f"Далі {round_}.")
            )
            assert saved.commit
            assert git(register, "status", "--porcelain") == ""
    assert len(acknowledged) >= ROUNDS
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""
    assert not (folder / ".git" / "prozvit" / "aside").exists()


@pytest.mark.soak
@pytest.mark.timeout(1200 if SOAK else 400)
def test_eight_writers(folder: Path) -> None:
    """Eight concurrent processes take turns: each save is a commit that changes one file."""
    before = int(git(folder, "rev-list", "--count", "main"))
    writers = [Writer(folder, "4567"[n % 4], str(n), EACH) for n in range(8)]
    for writer in writers:
        writer.wait()
    for writer in writers:
        writer.go()
    told = [writer.acknowledged() for writer in writers]
    assert [len(each) for each in told] == [EACH] * 8
    commits = {each.commit for of_one in told for each in of_one}
    assert len(commits) == 8 * EACH
    log = git(folder, "log", "--format=%x00%H", "--name-only", f"-{8 * EACH}", "main")
    changed = dict(entry.strip().split("\n\n") for entry in log.split("\0")[1:])
    assert set(changed) == commits
    assert all(path.startswith("measures/") and "\n" not in path for path in changed.values())
    assert int(git(folder, "rev-list", "--count", "main")) == before + 8 * EACH
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""
    assert git(folder, "status", "--porcelain") == ""
    waits = [each.seconds for of_one in told for each in of_one]
    # With turns the longest wait is a few rounds of eight saves; without turns it is about a hundred.
    assert max(waits) < 12 * sum(waits) / len(waits)

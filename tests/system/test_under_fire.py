"""A save that is killed or fails at any one system call reports the truth, and the next start repairs it."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, PROGRESS, Caller, installed
from tests.system.tracing import SELF, Ended, Spot, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SAVE = ("set", "4", "percent=77", "text=Проведено нараду з радою.", "--period", PERIOD, "--reason", "x")
ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EACCES")
#: How many system calls of each kind the suite tries; the soak run tries all (None).
SOME = None if os.environ.get("PROZVIT_SOAK") else 8

pytestmark = [
    installed,
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@pytest.fixture(scope="module")
def watcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watcher]:
    watcher = Watcher(tmp_path_factory.mktemp("watched"))
    yield watcher
    watcher.close()


@pytest.fixture(scope="module")
def spots(watcher: Watcher, made: Path) -> list[Spot]:
    return watcher.spots(made, *SAVE)


def chosen(spots: Sequence[Spot], seed: str = SAVE[2]) -> list[Spot]:
    """Return all spots in the soak run, else a sample that depends on the seed."""
    return list(spots) if SOME is None else random.Random(seed).sample(spots, min(SOME, len(spots)))


def is_saved(register: Path) -> bool:
    """Return whether main has the saved change."""
    return "percent = 77" in Caller(register).git("show", f"main:{PROGRESS}")


def check_mended(watcher: Watcher, register: Path) -> None:
    """Check that the next start leaves the register whole and main as it was, and that a save works."""
    call = Caller(register)
    saved = is_saved(register)
    assert watcher.call(register, "check").code == 0
    assert call.git("status", "--porcelain") == ""
    assert is_saved(register) == saved
    after = watcher.call(register, "set", "4", "percent=78", "--period", PERIOD, "--reason", "x")
    assert after.code == 0, after.said
    assert call.git("status", "--porcelain") == ""
    assert call.git("fsck", "--strict", "--no-dangling") == ""


def check_true(register: Path, ended: Ended) -> None:
    """Check that the call exited with 0 if it saved, else with 1 and an error message."""
    assert ended.code == (0 if is_saved(register) else 1), ended.said
    assert ended.said.strip()
    assert "Traceback" not in ended.said
    assert "unforeseen" not in ended.said, ended.said


def test_killed(watcher: Watcher, made: Path, spots: list[Spot]) -> None:
    """A save killed at any call that changes the disk is recorded completely or not at all."""
    for spot in chosen([spot for spot in spots if spot.changes]):
        register = watcher.copy(made)
        ended = watcher.call(register, *SAVE, spot=spot, how="signal=KILL")
        try:
            watcher.wait(register)
            assert ended.code == -9
            check_mended(watcher, register)
        except AssertionError as error:
            error.add_note(str(spot))
            raise


@pytest.mark.parametrize("error", ERRORS)
def test_fails_once(watcher: Watcher, made: Path, spots: list[Spot], error: str) -> None:
    """If one call fails, the exit code says whether the change was saved; an unsaved text becomes a draft."""
    concerned = [spot for spot in spots if spot.changes or error == "EIO"]
    for spot in chosen(concerned, error):
        register = watcher.copy(made)
        ended = watcher.call(register, *SAVE, spot=spot, how=f"error={error}")
        try:
            check_true(register, ended)
            if ended.code and spot.changes:
                [draft] = (register / ".git" / "prozvit" / "drafts").rglob("*.json")
                assert "Проведено нараду" in draft.read_text(encoding="utf-8")
            check_mended(watcher, register)
        except (AssertionError, ValueError) as failed:
            failed.add_note(f"{spot} {ended}")
            raise


@pytest.mark.parametrize("error", ERRORS)
def test_fails_on(watcher: Watcher, made: Path, spots: list[Spot], error: str) -> None:
    """If a call keeps failing, the exit code is right, and the register is whole once the call works."""
    first = {(spot.process, spot.name): spot for spot in reversed(spots) if spot.changes}
    for spot in chosen(tuple(first.values()), error):
        if spot.process == SELF and spot.name == "write":
            # The message itself could not be written; `test_full_disk` tests a disk that is full.
            continue
        register = watcher.copy(made)
        ended = watcher.call(register, *SAVE, spot=spot, how=f"error={error}", on=True)
        try:
            check_true(register, ended)
            check_mended(watcher, register)
        except AssertionError as failed:
            failed.add_note(f"{spot} {ended}")
            raise

"""A hub, and two clones of it that have the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records.register import Register
from records.values.periods import Period
from records.verifying import verify
from tests.records.conftest import CLERK, git, progress

Q4 = Period(2017, "Q4")
#: Who commits with git itself.
NAMED = ("-c", "user.name=A", "-c", "user.email=a@rada.example")
TEXT = "Перше.\nДруге.\nТретє.\n"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What was verified is kept for who runs the tests, else.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def hub(register: Register, tmp_path: Path) -> Path:
    register.save(progress(status="in-progress", percent=50, text=TEXT), author=CLERK)
    folder = tmp_path / "hub.git"
    git(tmp_path, "clone", "-q", "--bare", str(register.path), str(folder))
    return folder


@pytest.fixture
def clones(register: Register, hub: Path, tmp_path: Path) -> tuple[Register, Register]:
    """Two clones of one hub that have the same."""
    other = Path(shutil.copytree(register.path, tmp_path / "other", symlinks=True))
    both = register, Register.open(other)
    for clone in both:
        clone.set_remote(str(hub))
    return both


def main_of(hub: Path) -> str:
    return git(hub, "rev-parse", "main").strip()


def followed(register: Register) -> None:
    """Hold the folder and the index to being as the commit has them."""
    assert git(register, "status", "--porcelain") == ""


def kept(register: Register) -> None:
    """Hold a register to being whole: the folder as the commit has it, the history true and all there."""
    followed(register)
    assert [each for each in verify(register, full=True).findings if each.severity == "error"] == []

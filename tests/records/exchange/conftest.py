"""A hub and two equal clones of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records.register import Register
from records.values.periods import Period
from records.verifying import verify
from tests.records.conftest import CLERK, git, progress

Q4 = Period(2017, "Q4")
#: Options for commits made with stock git.
NAMED = ("-c", "user.name=A", "-c", "user.email=a@rada.example")
TEXT = "Перше.\nДруге.\nТретє.\n"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise the state of verifications would be kept in the home of the user who runs the tests.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def hub(register: Register, tmp_path: Path) -> Path:
    register.save(progress(status="in-progress", percent=50, text=TEXT), author=CLERK)
    folder = tmp_path / "hub.git"
    git(tmp_path, "clone", "-q", "--bare", str(register.path), str(folder))
    return folder


@pytest.fixture
def clones(register: Register, hub: Path, tmp_path: Path) -> tuple[Register, Register]:
    """Return two equal clones of one hub."""
    other = Path(shutil.copytree(register.path, tmp_path / "other", symlinks=True))
    both = register, Register.open(other)
    for clone in both:
        clone.set_remote(str(hub))
    return both


def main_of(hub: Path) -> str:
    return git(hub, "rev-parse", "main").strip()


def followed(register: Register) -> None:
    """Check that the folder and the index match the commit."""
    assert git(register, "status", "--porcelain") == ""


def kept(register: Register) -> None:
    """Check that a register is whole: the folder matches the commit, and verification finds no error."""
    followed(register)
    assert [each for each in verify(register, full=True).findings if each.severity == "error"] == []

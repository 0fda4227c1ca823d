"""Named pipes in place of files never block the program."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from records.errors import GitFailed
from records.language import ENGLISH
from records.register import Register
from records.verifying import verify
from records.writing.hand_edits import hand_edits
from records.writing.upkeep import keep_up
from tests.records.conftest import MEASURE, PROGRESS, git, progress

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["shallow", "HEAD", "refs/heads/other", "objects/info/alternates"])
def test_git_folder(register: Register, name: str) -> None:
    """A register whose git folder has a pipe that would block git is not opened; the error names the pipe."""
    pipe = register.path / ".git" / name
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    with pytest.raises(GitFailed) as caught:
        Register.open(register.path)
    assert str(pipe) in str(caught.value)


def test_objects(register: Register) -> None:
    """A full verification looks for pipes among the objects too."""
    pipe = register.path / ".git" / "objects" / "pack" / "pack-1.idx"
    os.mkfifo(pipe)
    with Register.open(register.path) as opened, pytest.raises(GitFailed, match=r"pack-1\.idx"):
        verify(opened, keep=False)


def test_socket(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket in git's folder is refused too."""
    monkeypatch.chdir(register.path / ".git")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("config.worktree")
    with pytest.raises(GitFailed, match=r"config\.worktree"):
        Register.open(register.path)


def test_record(register: Register) -> None:
    """A pipe in place of a record is reported, ignored by hand edits, and replaced by its next save."""
    register.save(progress(percent=10))
    for path in (MEASURE, PROGRESS):
        (register.path / path).unlink()
        os.mkfifo(register.path / path)
    problems = register.work_snapshot().problems
    assert sorted(str(problem.values["file"]) for problem in problems) == sorted([MEASURE, PROGRESS])
    assert "it is a pipe" in problems[0].message().render(ENGLISH)
    found = hand_edits(register)
    assert (found.files, found.outside) == ({}, tuple(sorted([MEASURE, PROGRESS])))
    saved = register.save(progress(percent=20))
    assert not saved.notices
    assert "percent = 20" in (register.path / PROGRESS).read_text(encoding="utf-8")


@pytest.mark.parametrize("revision", ["main", "main^{tree}", f"main:{MEASURE}"])
def test_object(register: Register, revision: str) -> None:
    """A pipe in place of an object that is read is named, and the read fails at once."""
    pipe = _pipe_for(register, revision)
    with pytest.raises(GitFailed) as caught, Register.open(register.path) as opened:
        opened.snapshot()
    assert str(pipe) in str(caught.value)


def test_history(register: Register) -> None:
    """Neither the history nor upkeep blocks on a pipe."""
    first = register.head()
    register.save(progress(percent=10))
    pipe = _pipe_for(register, first)
    for ask in (
        lambda: list(register.repository.log("main")),
        lambda: register.repository.is_ancestor(first),
        lambda: keep_up(register.path),
    ):
        with pytest.raises(GitFailed, match=pipe.name):
            ask()


def test_object_written(register: Register) -> None:
    """A save replaces a pipe that stands where its object belongs."""
    saved = register.save(progress(percent=10))
    pipe = _pipe_for(register, f"main:{PROGRESS}")
    git(register, "update-ref", "refs/heads/main", f"{saved.commit}^")
    register.save(progress(percent=10))
    assert pipe.is_file()


def _pipe_for(register: Register, revision: str) -> Path:
    """Replace a loose object by a pipe and return its path."""
    identity = git(register, "rev-parse", revision).strip()
    file = register.path / ".git" / "objects" / identity[:2] / identity[2:]
    file.unlink()
    os.mkfifo(file)
    return file

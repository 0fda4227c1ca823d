"""Upkeep: objects are packed and the commit-graph is written while nobody saves, without any loss."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from records.disk.locks import locked
from records.git.objects import ObjectStore
from records.writing import upkeep
from tests.records.conftest import MEASURE, git, progress
from tests.waiting import PATIENCE, wait

if TYPE_CHECKING:
    from records.register import Register
    from records.values.changes import Change


NOW = datetime(2017, 2, 1, tzinfo=UTC)


def change(percent: int) -> Change:
    return progress(status="in-progress", percent=percent)


def loose(register: Register) -> int:
    """Return the number of loose objects."""
    return int(git(register, "count-objects").split()[0])


@pytest.fixture
def busy(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Return a register with enough saves for upkeep to be worthwhile."""
    monkeypatch.setattr(upkeep, "_LOOSE", 1)
    monkeypatch.setattr(upkeep, "_SAMPLES", tuple(f"{n:02x}" for n in range(256)))
    for percent in range(8):
        register.save(change(percent))
    upkeep_stamp(register).touch()
    return register


def upkeep_stamp(register: Register) -> Path:
    return register.private / "upkeep"


def test_kept_up(busy: Register) -> None:
    """All objects, even unreachable ones, are in one pack, and every commit is in a graph with its paths."""
    unreachable = busy.repository.write_commit([busy.head()], {MEASURE: b"x"}, busy.me, NOW, "x")
    assert upkeep.keep_up(busy.path)
    assert loose(busy) == 0
    assert git(busy, "cat-file", "-t", unreachable) == "commit\n"
    graph = busy.path / ".git/objects/info/commit-graphs"
    assert b"BDAT" in next(graph.glob("*.graph")).read_bytes()
    assert busy.save(change(50)).commit == busy.head()
    assert upkeep.keep_up(busy.path)
    assert git(busy, "fsck", "--strict", "--no-dangling") == ""
    assert git(busy, "status", "--porcelain") == ""


def test_due(busy: Register) -> None:
    """Upkeep is due after many saves and a long time, or if the history has no commit-graph."""
    folder = busy.path / ".git"
    assert not upkeep.is_due(folder)
    os.utime(upkeep_stamp(busy), (1, 1))
    assert upkeep.is_due(folder)
    assert upkeep.keep_up(busy.path)
    assert not upkeep.is_due(folder)
    for file in (folder / "objects/info/commit-graphs").iterdir():
        file.unlink()
    (folder / "objects/info/commit-graphs").rmdir()
    assert upkeep.is_due(folder)


def test_begun(busy: Register) -> None:
    """Upkeep that is due starts in a process of its own, for which nobody waits."""
    os.utime(upkeep_stamp(busy), (1, 1))
    upkeep.begin(busy.path / ".git")
    wait((busy.path / ".git/objects/info/commit-graphs/commit-graph-chain").exists)
    assert loose(busy) == 0
    assert git(busy, "fsck", "--strict", "--no-dangling") == ""


def test_leaves_off(busy: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the register's lock, upkeep waits."""
    monkeypatch.setattr(upkeep, "_QUIET", 0.1)
    started: list[subprocess.Popen[bytes]] = []
    ours = upkeep.Repository.begin_packing

    def begin(self: upkeep.Repository) -> subprocess.Popen[bytes]:
        started.append(ours(self))
        return started[-1]

    monkeypatch.setattr(upkeep.Repository, "begin_packing", begin)
    with locked(busy.private / "lock", "other"):
        command = f"from records.writing import upkeep; upkeep.keep_up(upkeep.Path({str(busy.path)!r}))"
        other = subprocess.Popen([sys.executable, "-c", command], cwd=Path(__file__).parents[3])
        # The process has started: it holds the lock of upkeep.
        wait(lambda: f" {other.pid} " in Path("/proc/locks").read_text(encoding="ascii"))
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=1.0)
        assert loose(busy)
        # Upkeep runs once at a time: a second call returns at once.
        assert not upkeep.keep_up(busy.path)
        assert not started
    assert other.wait(timeout=PATIENCE) == 0
    assert loose(busy) == 0


@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.06])
def test_killed(busy: Register, monkeypatch: pytest.MonkeyPatch, after: float) -> None:
    """Upkeep killed at any moment loses nothing, and a later run removes its remains."""
    for percent, step in enumerate((busy.repository.begin_packing, busy.repository.begin_graph), 60):
        process = step()
        time.sleep(after)
        process.kill()
        process.communicate()
        assert git(busy, "fsck", "--strict", "--no-dangling") == ""
        assert busy.save(change(percent)).commit
    monkeypatch.setattr(upkeep, "_LEFT", -1.0)
    assert upkeep.keep_up(busy.path)
    objects = busy.path / ".git/objects"
    left = [file.name for file in objects.rglob("*") if "tmp" in file.name or file.suffix == ".lock"]
    assert left == []


def test_packed_meanwhile(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save succeeds even if its objects are packed while it is made."""
    sync = ObjectStore.sync

    def packed(store: ObjectStore) -> None:
        register.repository.begin_packing().communicate()
        sync(store)

    monkeypatch.setattr(ObjectStore, "sync", packed)
    assert register.save(change(10)).commit == register.head()
    assert git(register, "fsck", "--strict", "--no-dangling") == ""


def test_cut_short(register: Register) -> None:
    """An object truncated by a power cut is written again by the next save that needs it."""
    first = register.save(progress(percent=10, text="Проведено нараду.\n")).commit
    blob = git(register, "rev-parse", f"{first}:measures/2017/4/2017-Q4.toml").strip()
    git(register, "update-ref", "refs/heads/main", "HEAD~1")
    git(register, "reset", "-q", "--hard")
    file = register.path / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(b"")
    assert register.save(progress(percent=10, text="Проведено нараду.\n")).commit
    assert git(register, "cat-file", "blob", blob).startswith("status")
    assert git(register, "fsck", "--strict", "--no-dangling") == ""

"""`sync`: its output and exit codes, its checks in `doctor`, and the exchange after a command that saves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tui.cli.conftest import PERIOD, Program
from tests.waiting import wait


@pytest.fixture
def hub(program: Program, tmp_path: Path) -> Path:
    made = tmp_path / "hub.git"
    program.git("clone", "-q", "--bare", str(program.folder), str(made))
    return made


@pytest.fixture
def other(program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(Path(shutil.copytree(program.folder, tmp_path / "other", symlinks=True)), capsys)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:  # noqa: ARG001 - it clears the environment
    """Switch the automatic exchange off, so that only `sync` exchanges."""
    monkeypatch.setenv("PROZVIT_SYNC", "off")


def change(program: Program, percent: int) -> None:
    assert program("set", "4", f"percent={percent}", "--period", PERIOD, "--reason", "Змінено").code == 0


@pytest.mark.usefixtures("alone")
def test_exchange(program: Program, other: Program, hub: Path) -> None:
    """`sync` counts changes fetched, merged and sent; an open conflict exits with 1, a settled one with 0."""
    assert program("sync", "--remote", str(hub)).out == "Nothing to exchange: all have the same.\n"
    assert other("sync", "--remote", str(hub)).code == 0
    change(program, 60)
    change(other, 70)
    assert program("sync").out == "1 change sent.\n"
    answer = other("sync", "--quiet")
    assert (answer.code, answer.out) == (1, "1 change fetched, 1 merge made, 2 changes sent.\n")
    assert answer.err == "1 field was changed differently on both sides: `prozvit resolve` lists it.\n"
    assert other("resolve", "4", "percent", "--theirs").code == 0
    document = other.json("sync")
    assert (document["ok"], document["pushed"], document["waiting"], document["conflicts"]) == (
        True,
        1,
        0,
        [],
    )
    heard = program.json("sync")
    assert (heard["commit"], heard["fetched"]) == (other.head, 3)
    assert program("resolve").out == "Nothing is left open.\n"


@pytest.mark.usefixtures("alone")
def test_no_network(program: Program, hub: Path) -> None:
    """Without a network `sync` exits with 1 and counts the unsent changes, as does `doctor`."""
    assert program("sync", "--remote", str(hub)).code == 0
    assert "+ All that is saved here was sent." in program("doctor").out
    hub.rename(hub.with_name("away"))
    change(program, 60)
    answer = program("sync")
    assert (answer.code, answer.out) == (1, "")
    assert "is not there now" in answer.err
    assert "1 change waits to be sent." in answer.err
    document = program.json("sync")
    assert (document["ok"], document["waiting"]) == (False, 1)
    assert "is not there now" in document["error"]
    told = program("doctor").out
    assert f"+ The remote: {hub}" in told
    assert "! The last exchange with the remote" in told
    assert "! 1 change waits to be sent: `prozvit sync` sends it." in told


def test_no_remote(program: Program) -> None:
    """Without a remote `sync` has nothing to do, and says how to set one."""
    answer = program("sync")
    assert (answer.code, answer.out) == (0, "")
    assert "prozvit sync --remote ADDRESS" in answer.err
    assert "There is no copy elsewhere" in program("doctor").out


def test_bad_address(program: Program) -> None:
    """An address that runs a program or has no register is not kept; a password in one is not shown."""
    assert program("sync", "--remote", "ext::sh -c true").code == 1
    answer = program("sync", "--remote", "/nowhere/hub")
    assert answer.code == 1
    assert "no register at this address" in answer.err
    assert "The address is not kept" in answer.err
    assert "remote.origin.url" not in program.git("config", "--list", "--local")
    program.git("config", "remote.origin.url", "https://clerk:secret@localhost/register")
    assert "secret" not in program("doctor").out


def test_sent_after_saving(program: Program, hub: Path) -> None:
    """A command that saves does not wait for sending; if sending failed, the next command reports it."""
    assert program("sync", "--remote", str(hub)).code == 0
    change(program, 60)
    wait(lambda: program.git("ls-remote", str(hub), "main").split()[0] == program.head)
    hub.rename(hub.with_name("away"))
    assert program("sync").code == 1
    answer = program("set", "4", "percent=70", "--period", PERIOD, "--reason", "Змінено")
    assert answer.code == 0
    assert "1 change waits to be sent. The last time: " in answer.err

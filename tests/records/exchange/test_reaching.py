"""Reaching another clone: which addresses are accepted, and what happens if it can't be reached."""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

import pytest

from records.errors import BadRemote, Refused, Unreachable
from records.exchange import background
from records.exchange.queue import End, Result, last_result, waiting
from records.exchange.syncing import sync
from records.git import answers
from records.git.addresses import REMOTE, checked
from tests.records.conftest import git, progress
from tests.records.exchange.conftest import main_of
from tests.waiting import wait

if TYPE_CHECKING:
    from pathlib import Path

    from records.register import Register


def test_no_network(clones: tuple[Register, Register], hub: Path) -> None:
    """Without a network saves wait, with a longer pause after each failure, and are sent once it is back."""
    first, _ = clones
    # Nothing is known yet of the remote's commits.
    assert waiting(first.repository) == int(git(first, "rev-list", "--count", "main"))
    sync(first)
    away = hub.rename(hub.with_name("away"))
    first.save(progress(percent=60))
    first.save(progress(percent=70))
    for failures in (1, 2):
        with pytest.raises(Unreachable, match="is not there now"):
            sync(first)
        result = last_result(first.private)
        assert result is not None
        assert (result.end, result.failures, result.is_old) == (End.UNREACHABLE, failures, False)
    some_time_ago = time.time() - 20
    assert Result(End.UNREACHABLE, some_time_ago, failures=1).is_old
    assert not Result(End.UNREACHABLE, some_time_ago, failures=2).is_old
    assert waiting(first.repository) == 2
    away.rename(hub)
    done = sync(first)
    assert done is not None
    assert (done.pushed, waiting(first.repository)) == (2, 0)


def test_wrong_address(register: Register, hub: Path, tmp_path: Path) -> None:
    """An address without a register is refused with the remedy, and the old remote is kept."""
    register.set_remote(str(tmp_path / "hbu.git"))
    with pytest.raises(Refused, match=r"no register at this address.*sync --remote"):
        sync(register)
    sync(register, remote=str(hub))
    assert register.repository.config()[REMOTE] == str(hub)
    done = last_result(register.private)
    with pytest.raises(Refused, match="no register at this address"):
        sync(register, remote=str(tmp_path / "hbu.git"))
    assert register.repository.config()[REMOTE] == str(hub)
    assert last_result(register.private) == done


def test_wrong_name_on_server() -> None:
    """A server's answer that it has no such register is told apart from no answer."""
    wrong = b"fatal: 'regster' does not appear to be a git repository\nfatal: Could not read from remote"
    assert answers.nothing_there(wrong)
    assert not answers.silent(wrong)
    silent = b"ssh: connect to host server port 22: No route to host\n"
    assert answers.silent(silent)
    assert not answers.nothing_there(silent)


def test_stale_lock_of_configuration(register: Register, hub: Path) -> None:
    """A stale lock of git's configuration does not prevent a change of the remote."""
    lock = register.path / ".git" / "config.lock"
    lock.touch()
    old = time.time() - 10
    os.utime(lock, (old, old))
    register.set_remote(str(hub))
    assert register.repository.config()[REMOTE] == str(hub)
    assert not lock.exists()


#: Addresses that git would read as programs or options, and protocols that are not allowed.
HOSTILE = (
    "ext::sh -c touch% {canary}",
    "--upload-pack=touch {canary}",
    "-oProxyCommand=touch {canary}",
    "ssh://-oProxyCommand=touch%20{canary}/register",
    "-oProxyCommand=touch {canary}:register",
    "hub@-oProxyCommand=x:register",
    "hub@server:-oProxyCommand=x",
    "fd::7",
    "git://server/register",
    "http://server/register",
    "hub@server:register\n[core]",
    "hub@server:\x1b[31mregister",
    " ",
)


def test_hostile_address(register: Register, tmp_path: Path) -> None:
    """An address that names a program or an option is refused before git sees it, and this is recorded."""
    canary = tmp_path / "canary"
    for address in HOSTILE:
        git(register, "config", REMOTE, address.format(canary=canary))
        with pytest.raises(BadRemote):
            sync(register)
    assert not canary.exists()
    result = last_result(register.private)
    assert result is not None
    assert (result.end, result.failures) == (End.REFUSED, len(HOSTILE))


def test_addresses(tmp_path: Path) -> None:
    """Common forms of a server's address are accepted unchanged; a folder's path is made absolute."""
    usual = (
        "hub@server:register",
        "server:r",
        "ssh://hub@server:22/r",
        "https://server/r",
        "file:///srv/r",
        "[::1]:r",
    )
    assert [checked(address, tmp_path) for address in usual] == list(usual)
    assert checked("../hub:2.git", tmp_path) == f"{tmp_path}/../hub:2.git"


def test_hostile_configuration(
    clones: tuple[Register, Register], hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No program named in the register's or the user's configuration runs, nor does a clone's hook."""
    first, _ = clones
    canary = tmp_path / "canary"
    program = f"touch {canary}"
    for key in ("core.sshCommand", "core.askPass", "credential.helper", "core.fsmonitor", "core.gitProxy"):
        git(first, "config", key, program)
    for remote in ("origin", str(hub)):
        git(first, "config", f"remote.{remote}.uploadpack", program)
        git(first, "config", f"remote.{remote}.receivepack", program)
    git(first, "config", f"url.ext::{program}.insteadOf", str(hub))
    hooks = first.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-push", "reference-transaction", "post-merge"):
        (hooks / name).write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f'[url "ext::{program}"]\n\tinsteadOf = {hub}\n', encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_SSH_COMMAND", program)
    first.save(progress(percent=60))
    done = sync(first)
    assert done is not None
    assert done.pushed == 1
    assert not canary.exists()


def test_ssh(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is reached by plain ssh, which never prompts and gives up if the line goes silent."""
    told = tmp_path / "told"
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(f'#!/bin/sh\necho "$@" >> {told}\necho "Permission denied (publickey)." >&2\nexit 255\n')
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    register.set_remote("hub@server:register")
    with pytest.raises(Refused, match=r"refuses the exchange: .*Permission denied"):
        sync(register)
    options = told.read_text(encoding="utf-8")
    assert "BatchMode=yes" in options
    assert "ConnectTimeout=" in options
    assert options.rstrip().endswith("hub@server git-upload-pack 'register'")


def test_background(clones: tuple[Register, Register], hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange starts if there is a remote, unless it is switched off or not due yet."""
    first, _ = clones
    saved = first.save(progress(percent=60)).commit
    monkeypatch.setenv("PROZVIT_SYNC", "off")
    assert not background.begin(first.path)
    monkeypatch.delenv("PROZVIT_SYNC")
    assert background.begin(first.path)
    wait(lambda: last_result(first.private) is not None)
    assert main_of(hub) == saved
    assert not background.begin(first.path, at_once=False)
    git(first, "config", "--remove-section", "remote.origin")
    assert not background.begin(first.path)

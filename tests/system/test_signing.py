"""The real program signs with OpenSSH's key files and agents, and saves nothing unsigned if it must sign."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from records.identity import login
from tests.system.calling import PERIOD, PROGRAM, Caller, installed
from tests.system.server import new_key, public, reachable, serving
from tests.waiting import wait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    installed,
    pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="OpenSSH is not installed"),
]
MAIL = "osoba@rada.example"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return the file of the key registered for the account that runs the tests."""
    (tmp_path / ".ssh").mkdir(mode=0o700)
    return new_key(tmp_path / "mine")


@pytest.fixture
def signed(call: Caller, mine: Path) -> Caller:
    """Return a register that only officers may write to, and that requires signatures."""
    ask_for_signatures(call, f'key = "{public(mine)}"')
    call.environment.pop("SSH_AUTH_SOCK", None)
    return call


def ask_for_signatures(call: Caller, *key: str) -> None:
    """Let officers.toml rule and require signatures; `key` holds the TOML lines of the one officer's key."""
    rules = call.folder / "register.toml"
    asked = rules.read_text(encoding="utf-8").replace("open = true", "open = false")
    rules.write_text(asked.replace("require_signature = false", "require_signature = true"), encoding="utf-8")
    lines = [f"[officers.{login()}]", 'name = "Особа"', f'email = "{MAIL}"', 'role = "authorised"']
    lines += ["", f"[[officers.{login()}.keys]]", *key] if key else []
    (call.folder / "officers.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    call.git("add", "--all")
    call.git("-c", "user.name=Х", "-c", "user.email=x@rada.example", "commit", "-qm", "Правила")


def write(call: Caller, percent: int, code: int = 0) -> str:
    """Record a percent; return the program's stderr."""
    words = ("set", "4", f"percent={percent}", "--period", PERIOD, "--reason", "Так", "--basis", "лист № 1")
    return call(*words, code=code).stderr


def state(call: Caller, key: Path) -> str:
    """Return stock git's report on the last commit: signature status, signer, author's e-mail."""
    allowed = call.folder.parent / "allowed"
    allowed.write_text(f"{MAIL} {public(key)}\n", encoding="ascii")
    return call.git(
        "-c", f"gpg.ssh.allowedSignersFile={allowed}", "log", "-1", "--format=%G? %GS %ae"
    ).strip()


@contextmanager
def agent(call: Caller, *keys: Path) -> Iterator[str]:
    """Run an agent that holds keys and point the program at its socket; yield the socket's path."""
    place = str(call.folder.parent / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        try:
            running.stdout.readline()
            call.environment["SSH_AUTH_SOCK"] = place
            subprocess.run(["ssh-add", "-q", *map(str, keys)], env=call.environment, check=True)
            yield place
        finally:
            running.terminate()


def test_key_file(signed: Caller, mine: Path) -> None:
    """A key in ~/.ssh signs a save, and stock git verifies the signature as the officer's."""
    for file in (mine, mine.with_suffix(".pub")):
        shutil.copy2(file, signed.folder.parent / ".ssh" / file.name)
    write(signed, 60)
    assert state(signed, mine) == f"G {MAIL} {MAIL}"
    assert signed.git("status", "--porcelain") == ""


def test_agent(signed: Caller, mine: Path, tmp_path: Path) -> None:
    """From an agent with several keys, the one registered for the officer signs, not the first."""
    with agent(signed, new_key(tmp_path / "other"), mine):
        mine.unlink()
        write(signed, 60)
        assert state(signed, mine) == f"G {MAIL} {MAIL}"


def test_forwarded(signed: Caller, mine: Path, tmp_path: Path) -> None:
    """Over SSH the forwarded agent signs, so the private key never reaches the server."""
    forced = (
        f"HOME={tmp_path / 'nowhere'} LC_ALL=C.UTF-8 {PROGRAM} --register {signed.folder} "
        f"set 4 percent=61 --period {PERIOD} --reason Здалека --basis Лист"
    )
    with agent(signed, mine), serving(tmp_path, mine, forced, "restrict,agent-forwarding") as (ssh, *words):
        done = subprocess.run(
            [ssh, "-A", *words], env=signed.environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert state(signed, mine) == f"G {MAIL} {MAIL}"


test_forwarded.pytestmark = reachable


@pytest.mark.parametrize("trouble", ["none", "dead", "wrong", "passphrase", "nobody's", "past"])
def test_refused(call: Caller, mine: Path, tmp_path: Path, trouble: str) -> None:
    """Without the officer's own key nothing is saved, nobody is prompted, and one line says what to do."""
    call.environment.pop("SSH_AUTH_SOCK", None)
    days = [f"until = {datetime.now(UTC).date() - timedelta(days=2)}"] if trouble == "past" else []
    ask_for_signatures(call, *([] if trouble == "nobody's" else [f'key = "{public(mine)}"', *days]))
    before = call.state()
    match trouble:
        case "dead":
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(str(tmp_path / "dead"))
            call.environment["SSH_AUTH_SOCK"] = str(tmp_path / "dead")
            said = write(call, 60, code=1)
            assert "no agent with your key" in said
        case "wrong":
            with agent(call, new_key(tmp_path / "other")):
                said = write(call, 60, code=1)
            assert "your key is not in the agent" in said
        case "passphrase":
            subprocess.run(["ssh-keygen", "-q", "-p", "-N", "secret", "-f", str(mine)], check=True)
            for file in (mine, mine.with_suffix(".pub")):
                shutil.copy2(file, tmp_path / ".ssh" / file.name)
            said = write(call, 60, code=1)
            assert f"ssh-add {tmp_path / '.ssh' / 'mine'}" in said
        case "none":
            said = write(call, 60, code=1)
            assert "ssh -A" in said
        case _:
            said = write(call, 60, code=1)
            assert "officers.toml has no key of yours" in said
    why, kept = said.splitlines()
    assert why.startswith("Nothing was saved: ")
    assert kept.startswith("What you typed is kept as a draft")
    assert call.state() == before


def test_patience(mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent that accepts a request and never answers is given up on."""
    from records.errors import NotSigned
    from records.git import signing

    monkeypatch.setattr(signing, "_PATIENCE", 0.2)
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "silent"))
        with pytest.raises(NotSigned, match="no agent with your key"):
            signing.find([public(mine)])


def test_not_by_configuration(signed: Caller, mine: Path, tmp_path: Path) -> None:
    """A signing program or key set in the repository's configuration is not used."""
    ran = tmp_path / "ran"
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="ascii")
    canary.chmod(0o755)
    for key in ("gpg.ssh.program", "gpg.program", "core.fsmonitor", "core.sshCommand"):
        signed.git("config", key, str(canary))
    signed.git("config", "user.signingkey", str(new_key(tmp_path / "other")))
    with agent(signed, mine):
        write(signed, 60)
    signed.git("config", "--unset", "core.fsmonitor")
    signed.git("config", "--unset", "gpg.ssh.program")
    assert not ran.exists()
    assert state(signed, mine) == f"G {MAIL} {MAIL}"


def test_killed_while_signing(signed: Caller, mine: Path, tmp_path: Path) -> None:
    """Killing the program while OpenSSH signs leaves nothing behind, and the next save does not wait."""
    for file in (mine, mine.with_suffix(".pub")):
        shutil.copy2(file, tmp_path / ".ssh" / file.name)
    before = signed.state()
    slow = tmp_path / "slow" / "ssh-keygen"
    slow.parent.mkdir()
    # Written elsewhere and moved here, so that the file is never seen half written.
    told = f"echo $$ > {tmp_path / 'part'}\nmv {tmp_path / 'part'} {tmp_path / 'pid'}"
    slow.write_text(f"#!/bin/sh\n{told}\nexec sleep 60\n", encoding="ascii")
    slow.chmod(0o755)
    path = f"{slow.parent}:{signed.environment['PATH']}"
    command = [PROGRAM, "set", "4", "percent=60", "--period", PERIOD, "--reason", "Так"]
    command += ["--basis", "лист № 1"]
    with subprocess.Popen(command, cwd=signed.folder, env={**signed.environment, "PATH": path}) as running:
        wait((tmp_path / "pid").exists)
        running.kill()
    try:
        assert signed.state() == before
        write(signed, 61)
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert state(signed, mine) == f"G {MAIL} {MAIL}"
    assert signed.git("status", "--porcelain") == ""

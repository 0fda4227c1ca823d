"""Finding a key to sign with, in an agent or in ~/.ssh, without asking the user."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from records.errors import NotSigned
from records.git import agent, signing
from records.git.signatures import bare_key, signer
from tests.waiting import PATIENCE, wait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="OpenSSH is not installed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir()
    return tmp_path


def key(file: Path, *options: str) -> str:
    """Make a key and return its public line."""
    made = ["-t", "ed25519", *options] if "-t" not in options else options
    passphrase = () if "-N" in options else ("-N", "")
    subprocess.run(["ssh-keygen", "-q", *passphrase, *made, "-f", str(file)], check=True)
    return file.with_suffix(".pub").read_text(encoding="ascii").strip()


@contextmanager
def answering(place: Path, answer: bytes) -> Iterator[None]:
    """Run a fake agent at a socket that gives this answer to every request."""
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(str(place))
        waiting.listen()

        def once() -> None:
            line, _ = waiting.accept()
            with line:
                line.recv(100)
                line.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        yield
        thread.join(timeout=PATIENCE)


def test_keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys are those that OpenSSH's own program lists, of every type and in the same order."""
    place = str(home / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", place)
        assert agent.held_keys(place, 5) == []
        for number, kind in enumerate(("ed25519", "rsa", "ecdsa")):
            key(home / str(number), "-t", kind)
            subprocess.run(["ssh-add", "-q", str(home / str(number))], check=True)
        told = subprocess.run(["ssh-add", "-L"], capture_output=True, text=True, check=True).stdout
        assert agent.held_keys(place, 5) == [bare_key(line) for line in told.splitlines()]
        running.terminate()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\1",
        b"\0\0\0\1\5",
        b"\0\0\0\5\5\0\0\0\0",
        b"\xff\xff\xff\xff\x0c",
        b"\0\0\0\x09\x0c\0\0\0\1\0\0",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_not_an_agent(home: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    """A socket that gives no agent's answer is treated as a dead agent."""
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "odd"))
    with answering(home / "odd", answer):
        found = signing.Agent.ask()
    assert found.keys == ()
    assert "is dead" in str(found.silence)


@pytest.mark.parametrize("odd", [b"\xff\xff\xff\xff", b"\0\0\0\2\xff\xfe", b"\0\0\0", b"\0\0\0\0\0\0\0\0"])
def test_odd_keys(home: Path, odd: bytes) -> None:
    """A malformed key causes no error and does not hide the key before it."""
    line = key(home / "mine")
    blob = base64.b64decode(line.split()[1])
    good = len(blob).to_bytes(4, "big") + blob + b"\0\0\0\0"
    with answering(home / "odd", (5 + len(good + odd)).to_bytes(4, "big") + b"\x0c\0\0\0\2" + good + odd):
        assert agent.held_keys(str(home / "odd"), 5)[0] == bare_key(line)


def test_silent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent that does not answer is told apart from a dead one."""
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "silent"))
    with socket.socket(socket.AF_UNIX) as silent, monkeypatch.context() as hurried:
        hurried.setattr(signing, "_PATIENCE", 0.2)
        silent.bind(str(home / "silent"))
        silent.listen()
        assert "does not answer" in str(signing.Agent.ask().silence)
    assert "is dead" in str(signing.Agent.ask().silence)


@pytest.mark.parametrize("form", [(), ("-t", "rsa", "-m", "PEM"), ("-t", "ecdsa", "-m", "PKCS8")])
def test_files(home: Path, form: tuple[str, ...]) -> None:
    """A private key without a passphrase signs, in each of OpenSSH's file formats."""
    free, locked = home / ".ssh" / "free", home / ".ssh" / "locked"
    mine, theirs = key(free, *form), key(locked, *form, "-N", "secret")
    assert signer(b"tree", signing.find([mine])(b"tree").encode()) == bare_key(mine)
    with pytest.raises(NotSigned, match=f"has a passphrase.* ssh-add {locked}"):
        signing.find([theirs])
    assert signing.find([theirs, mine]).file == free


def test_shared_file(home: Path) -> None:
    """A private key that others may read, which OpenSSH refuses, is reported with the remedy."""
    file = home / ".ssh" / "mine"
    line = key(file)
    file.chmod(0o644)
    with pytest.raises(NotSigned, match=f"chmod 600 {file}"):
        signing.find([line])


def test_nobody_is_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An OpenSSH program that wants to prompt finds neither a terminal nor a display."""
    asked, file = home / "asked", home / "locked"
    window = home / "askpass"
    window.write_text(f"#!/bin/sh\ntouch {asked}\n", encoding="ascii")
    window.chmod(0o755)
    for name, value in (("SSH_ASKPASS", str(window)), ("SSH_ASKPASS_REQUIRE", "force"), ("DISPLAY", ":0")):
        monkeypatch.setenv(name, value)
    line = key(file, "-N", "secret")
    with pytest.raises(NotSigned, match="gave no signature"):
        signing.Signer(line, file)(b"tree")
    assert not asked.exists()


def test_given_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that hangs is killed with its children, and the save is refused."""
    line = key(home / "mine")
    fake = home / "bin" / "ssh-keygen"
    fake.parent.mkdir()
    # Moved into place, so that the file is never seen half written.
    told = f"echo $! > {home / 'part'}\nmv {home / 'part'} {home / 'child'}"
    fake.write_text(f"#!/bin/sh\nsleep 60 &\n{told}\nwait\n", encoding="ascii")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")

    class Hanging(subprocess.Popen[bytes]):
        def communicate(self, *given: object, **more: object) -> tuple[bytes, bytes]:
            wait((home / "child").exists)
            return super().communicate(*given, **more)

    monkeypatch.setattr(signing.subprocess, "Popen", Hanging)
    monkeypatch.setattr(signing, "_PATIENCE", 0.2)
    with pytest.raises(NotSigned, match="did not answer within"):
        signing.Signer(line)(b"tree")
    child = (home / "child").read_text(encoding="ascii").strip()
    wait(lambda: _state(child) in {"", "Z"})


def _state(process: str) -> str:
    """Return the state of a process, such as "S" for sleeping, or "" if there is no such process."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True, check=False)
    return told.stdout.strip()[:1]


def test_another_signature(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that a program makes with another key is refused."""
    mine, other = key(home / "mine"), key(home / "other")
    made = signing.Signer(other, home / "other")(b"tree")
    (home / "made").write_text(made, encoding="ascii")
    fake = home / "bin" / "ssh-keygen"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\ncat > {home / 'rest'}\ncat {home / 'made'}\n", encoding="ascii")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    with pytest.raises(NotSigned, match="gave no signature"):
        signing.Signer(mine, home / "mine")(b"tree")

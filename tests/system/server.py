"""A real SSH server on the loopback, for keys and the one command that each opens."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = shutil.which("sshd") or "/usr/sbin/sshd"
_TRIES = 5
reachable = [
    pytest.mark.skipif(shutil.which("ssh") is None, reason="ssh is not installed"),
    pytest.mark.skipif(not Path(SERVER).exists(), reason="sshd is not installed"),
]


def new_key(file: Path, passphrase: str = "") -> Path:
    """Make a key and return its file; the public half lies beside it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(file)], check=True)
    return file


def public(file: Path) -> str:
    """Return the public half of a key's file."""
    return file.with_suffix(".pub").read_text(encoding="ascii").strip()


@contextmanager
def serving(folder: Path, key: Path, command: str, options: str) -> Iterator[list[str]]:
    """Start a server whose one key opens a command; yield the words that log in, host and all."""
    (folder / "authorized_keys").write_text(
        f'command="{command}",{options} {public(key)}\n', encoding="utf-8"
    )
    with listening(folder, folder / "authorized_keys") as port:
        yield [*login(folder, port, key), "127.0.0.1"]


@contextmanager
def listening(folder: Path, allowed: Path) -> Iterator[int]:
    """Start a server that lets the keys of a file in; yield its port."""
    host = new_key(folder / "host")
    if getpass.getuser() == "root":
        # Where sshd run by root separates its privileges.
        Path("/run/sshd").mkdir(exist_ok=True)
    server, port = _started(folder, host, allowed)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _started(folder: Path, host: Path, allowed: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server at a port that is free; return it and the port, once it listens."""
    for _ in range(_TRIES):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {allowed}\n"
            f"PidFile {folder / 'pid'}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "PermitRootLogin prohibit-password\nPrintMotd no\n",
            encoding="ascii",
        )
        command = [SERVER, "-D", "-e", "-f", str(folder / "config")]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        if _listens(server, folder / "pid"):
            return server, port
        # Somebody else took the port meanwhile.
    pytest.fail("the server does not listen")


def login(folder: Path, port: int, key: Path) -> list[str]:
    """Return the words that log in with a key, without a host."""
    words = ["ssh", "-p", str(port), "-i", str(key), "-F", "none", "-o", "StrictHostKeyChecking=no"]
    return [*words, "-o", "LogLevel=ERROR", "-o", f"UserKnownHostsFile={folder / 'known'}"]


def _listens(server: subprocess.Popen[bytes], pid: Path) -> bool:
    """Wait until a server listens, when it writes its number down, or has ended; say whether it listens."""
    end = time.monotonic() + PATIENCE
    while not pid.exists():
        if server.poll() is not None:
            return False
        assert time.monotonic() < end, "the server does not listen"
        time.sleep(0.02)
    return True

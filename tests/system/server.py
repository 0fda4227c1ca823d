"""Run a real SSH server on the loopback, with keys that each open one forced command."""

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
    """Create a key pair and return the private key's file; the public key is stored next to it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(file)], check=True)
    return file


def public(file: Path) -> str:
    """Return the public key that belongs to a private key's file."""
    return file.with_suffix(".pub").read_text(encoding="ascii").strip()


@contextmanager
def serving(folder: Path, key: Path, command: str, options: str) -> Iterator[list[str]]:
    """Start a server with one key that opens one command; yield the ssh command that logs in, with host."""
    (folder / "authorized_keys").write_text(
        f'command="{command}",{options} {public(key)}\n', encoding="utf-8"
    )
    with listening(folder, folder / "authorized_keys") as port:
        yield [*login(folder, port, key), "127.0.0.1"]


@contextmanager
def listening(folder: Path, allowed: Path) -> Iterator[int]:
    """Start a server that accepts the keys of an authorized_keys file; yield its port."""
    host = new_key(folder / "host")
    if getpass.getuser() == "root":
        # sshd needs this folder for privilege separation when root runs it.
        Path("/run/sshd").mkdir(exist_ok=True)
    server, port = _started(folder, host, allowed)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _started(folder: Path, host: Path, allowed: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server on a free port; return the process and the port once it listens."""
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
        # Another process took the port in the meantime.
    pytest.fail("the server does not listen")


def login(folder: Path, port: int, key: Path) -> list[str]:
    """Return the ssh command that logs in with a key, without the host."""
    words = ["ssh", "-p", str(port), "-i", str(key), "-F", "none", "-o", "StrictHostKeyChecking=no"]
    return [*words, "-o", "LogLevel=ERROR", "-o", f"UserKnownHostsFile={folder / 'known'}"]


def _listens(server: subprocess.Popen[bytes], pid: Path) -> bool:
    """Wait until the server has written its pid file or has ended; return whether it listens."""
    end = time.monotonic() + PATIENCE
    while not pid.exists():
        if server.poll() is not None:
            return False
        assert time.monotonic() < end, "the server does not listen"
        time.sleep(0.02)
    return True

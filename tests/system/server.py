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

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = shutil.which("sshd") or "/usr/sbin/sshd"
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {allowed}\n"
        f"PidFile {folder / 'pid'}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\nPrintMotd no\n",
        encoding="ascii",
    )
    if getpass.getuser() == "root":
        # Where sshd run by root separates its privileges.
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([SERVER, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    _wait_for_port(port)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(timeout=10)


def login(folder: Path, port: int, key: Path) -> list[str]:
    """Return the words that log in with a key, without a host."""
    words = ["ssh", "-p", str(port), "-i", str(key), "-F", "none", "-o", "StrictHostKeyChecking=no"]
    return [*words, "-o", "LogLevel=ERROR", "-o", f"UserKnownHostsFile={folder / 'known'}"]


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server does not listen")

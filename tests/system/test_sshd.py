"""Over SSH: a real server on the loopback, where an officer's login opens prozvit and nothing else."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PROGRAM, PROGRESS, installed
from tests.system.terminal import Terminal, draft, open_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.system.calling import Caller

SERVER = shutil.which("sshd") or "/usr/sbin/sshd"

pytestmark = [
    installed,
    pytest.mark.skipif(shutil.which("ssh") is None, reason="ssh is not installed"),
    pytest.mark.skipif(not Path(SERVER).exists(), reason="sshd is not installed"),
]


def key(file: Path) -> Path:
    """Make a key without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    return file


@pytest.fixture
def line(call: Caller, tmp_path: Path) -> Iterator[str]:
    """Start a server whose one key opens the register; yield the command that logs in."""
    host, officer = key(tmp_path / "host"), key(tmp_path / "officer")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    forced = f"LC_ALL=C.UTF-8 PROZVIT_LANG=uk {PROGRAM} --register {call.folder}"
    allowed = tmp_path / "authorized_keys"
    public = officer.with_suffix(".pub").read_text(encoding="ascii")
    allowed.write_text(f'command="{forced}",restrict,pty {public}', encoding="ascii")
    (tmp_path / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {allowed}\n"
        f"PidFile {tmp_path / 'pid'}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\nPrintMotd no\n",
        encoding="ascii",
    )
    if getpass.getuser() == "root":
        # Where sshd run by root separates its privileges.
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([SERVER, "-D", "-e", "-f", str(tmp_path / "config")], stderr=subprocess.DEVNULL)
    _wait_for_port(port)
    yield (
        f"ssh -tt -p {port} -i {officer} -F none -o StrictHostKeyChecking=no -o LogLevel=ERROR "
        f"-o UserKnownHostsFile={tmp_path / 'known'} 127.0.0.1 cat /etc/passwd"
    )
    server.terminate()
    server.wait(timeout=10)


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server does not listen")


def test_dropped_line(call: Caller, line: str) -> None:
    """Log in, type, lose the line: the draft is kept; log in again, go on, record: one commit has it all."""
    before = call.git("rev-parse", "HEAD")
    with Terminal(call.folder, (80, 24), line) as terminal:
        open_form(terminal)
        terminal.type("Перша половина. ")
        terminal.wait("Перша половина.")
        terminal.hang_up()
        terminal.until(lambda: "Перша половина." in draft(call.folder), "no draft")
    assert call.git("rev-parse", "HEAD") == before
    with Terminal(call.folder, (160, 50), line) as terminal:
        terminal.wait("Перша половина.")
        terminal.press("Enter")
        terminal.wait("Відсоток", "Перша половина.")
        terminal.type("Друга. ")
        terminal.wait("Друга.")
        terminal.press("F2")
        terminal.wait("Чому")
        terminal.type("По лінії")
        terminal.press("Enter")
        terminal.wait("Записано")
    assert call.git("rev-list", "--count", f"{before.strip()}..HEAD").strip() == "1"
    text = (call.folder / PROGRESS).read_text(encoding="utf-8")
    assert all(half in text for half in ("Перша половина.", "Друга."))
    assert call.git("status", "--porcelain") == ""

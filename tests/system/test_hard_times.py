"""The real program in a hostile environment: no git, no disk space, no permission, an impatient user."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
import termios
from typing import IO, TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, PROGRAM, Caller, installed
from tests.waiting import PATIENCE, wait

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = installed


def test_no_git(call: Caller, tmp_path: Path) -> None:
    """Without git on PATH the program says what to install."""
    call.environment["PATH"] = str(tmp_path)
    done = call("list", code=1)
    assert "git" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_room(call: Caller) -> None:
    """If nothing more can be written, a save says so and the register is unchanged."""

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))

    before = call.state()
    save = [PROGRAM, "set", "4", "percent=60", "--period", PERIOD, "--reason", "x"]
    done = subprocess.run(
        save,
        cwd=call.folder,
        env=call.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_room,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert call.state() == before
    assert call.git("fsck", "--strict") == ""
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "x")


def mounted(call: Caller, mount: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in its own mount namespace, after the shell command `mount`."""
    if os.getuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a file system")
    script = f'{mount} || exit 99; shift 1; exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", str(call.folder), *command],
        cwd=call.folder.parent,
        env=call.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip(f"a file system can't be mounted here: {done.stderr.strip()}")
    return done


def test_read_only(call: Caller) -> None:
    """On a read-only file system `list` works, and a save is refused in one line."""
    read_only = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    program = (PROGRAM, "--register", str(call.folder))
    assert "7а" in mounted(call, read_only, *program, "list").stdout
    before = call.state()
    saving = ("set", "4", "percent=60", "--period", PERIOD, "--reason", "x")
    done = mounted(call, read_only, *program, *saving)
    assert done.returncode == 1
    assert "right to write" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert call.state() == before


def test_full_disk(call: Caller, tmp_path: Path) -> None:
    """On a full disk a save fails with the reason and changes nothing; with space again it succeeds."""
    disk = tmp_path / "disk"
    disk.mkdir()
    there = disk / "register"
    save = f'"{PROGRAM}" --register "{there}" set 4 percent=60 --period {PERIOD} --reason x'
    script = (
        f'cp -a "{call.folder}" "{there}"; head -c 8M /dev/zero >"{disk}/fill" 2>/dev/null; '
        f'{save}; test $? = 1 && rm "{disk}/fill" && git -C "{there}" status --porcelain '
        f'&& git -C "{there}" fsck --strict && {save}'
    )
    done = mounted(call, f'mount -t tmpfs -o size=2m none "{disk}"', "sh", "-c", script)
    assert done.returncode == 0, done.stderr
    assert "Nothing was saved" in done.stderr
    assert done.stdout.startswith("Saved: ")


def unread(call: Caller, *arguments: str) -> int:
    """Return the exit code of a call whose stdout and stderr are a pipe without a reader."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [PROGRAM, *arguments],
            cwd=call.folder,
            env=call.environment,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer,
            check=False,
        ).returncode
    finally:
        os.close(writer)


def test_broken_pipe(call: Caller, tmp_path: Path) -> None:
    """A closed output pipe changes no exit code, and does not prevent a saved change from being sent."""
    hub = tmp_path / "hub"
    call.git("init", "--quiet", "--bare", "--initial-branch=main", str(hub))
    call("sync", "--remote", str(hub))
    # More than a pipe's buffer holds, so that the reader is gone before the last line is written.
    (tmp_path / "text").write_text("Проведено нараду.\n" * 1_600, encoding="utf-8")
    call("set", "4", f"text=@{tmp_path / 'text'}", "--period", PERIOD, "--reason", "x")
    piped = subprocess.run(
        ["sh", "-c", f'("{PROGRAM}" list --json --period {PERIOD}; echo "code $?" >&2) | head -c 1'],
        cwd=call.folder,
        env=call.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert piped.stderr == "code 0\n"
    assert unread(call, "list") == 0
    assert unread(call, "set", "4", "percent=150", "--period", PERIOD, "--reason", "x") == 1
    assert unread(call, "set", "4", "percent=60", "--period", PERIOD, "--reason", "x") == 0
    saved = call.git("rev-parse", "main")
    wait(lambda: call.git("-C", str(hub), "rev-parse", "main") == saved)


def is_read(pipe: IO[bytes]) -> bool:
    """Return whether everything written into a pipe was read from it."""
    return not int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_interrupted(call: Caller) -> None:
    """Ctrl-C ends a command with code 130, without a traceback and without saving."""
    before = call.state()
    process = subprocess.Popen(
        [PROGRAM, "set", "4", "text=-", "--period", PERIOD, "--reason", "x"],
        cwd=call.folder,
        env=call.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    os.write(process.stdin.fileno(), "Набране".encode())
    wait(lambda: is_read(process.stdin))
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert [text.strip() for text in said] == [b"", b""]
    assert call.state() == before


def test_at_once(call: Caller) -> None:
    """Concurrent calls all save, each in its own commit, and none overwrites another."""
    values = [
        ("4", "percent=71"),
        ("4", "text=Наради."),
        ("10", "percent=72"),
        ("7а", "percent=73"),
    ]
    before = int(call.git("rev-list", "--count", "HEAD"))
    processes = [
        subprocess.Popen(
            [PROGRAM, "set", number, value, "--period", PERIOD, "--reason", "x"],
            cwd=call.folder,
            env=call.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number, value in values
    ]
    assert [process.wait(timeout=PATIENCE) for process in processes] == [0] * len(values)
    assert int(call.git("rev-list", "--count", "HEAD")) == before + len(values)
    found = call.json("list", "--period", PERIOD)["measures"]
    assert [each["progress"][PERIOD]["percent"] for each in found] == [71, 73, 72]
    assert found[0]["progress"][PERIOD]["text"] == "Наради."
    assert call.git("status", "--porcelain") == ""
    assert call.git("fsck", "--strict") == ""

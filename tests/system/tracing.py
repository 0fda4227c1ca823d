"""Run the real program under strace, and kill it or make a call fail at one chosen system call.

Each run forks a process that has imported everything, so that only the save's own calls are counted and
hundreds of runs take a minute. A script named git on PATH puts strace around the one git subcommand that is
traced.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct, field

from tests.system.calling import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The processes of a save: the program itself, and the git subcommands it runs.
SELF, GITS = "prozvit", ("cat-file", "update-ref", "update-index")
#: System calls that change the disk; `openat` only if it creates a file.
CHANGING = {
    *("write", "pwrite64", "fsync", "fdatasync", "mkdir", "rename", "link", "unlink", "rmdir", "chmod"),
    *("fchmod", "ftruncate", "truncate", "flock", "openat"),
}
_CALL = re.compile(r"(\w+)\((.*)")
_AT = re.compile(r"AT_FDCWD<([^>]*)>")
_SERVER = """
import os, signal, sys
from importlib import import_module
for name in ("tui.cli.main", "tui.cli.editing", "tui.cli.saving", "tui.cli.keeping", "tui.cli.checking",
             "records.writing.saving", "records.writing.intent", "tomlkit", "gitdb", "gitdb.db", "traceback",
             "tempfile"):
    import_module(name)
from tui.cli.main import run
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
for line in sys.stdin:
    folder, out, path, *arguments = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(folder)
        os.environ["PATH"] = path
        answer = os.dup(1)
        for number, name in enumerate(("/dev/null", out, out)):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), number)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(os.dup(n), m) for n, m in enumerate(("r", "w", "w")))
        os.write(answer, f"{os.getpid()}\\n".encode())
        os.close(answer)
        signal.sigwait({signal.SIGUSR1})
        code = run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_GIT = """#!/bin/sh
for word; do
    if [ "$word" = "{watched}" ]; then
        strace -qq -y -o "{trace}" {options} {git} "$@"
        code=$?
        {after}
        exit $code
    fi
done
exec {git} "$@"
"""


class Spot(Struct, frozen=True):
    """One system call of a save: the n-th call of this name in a process, and whether it changes the disk."""

    process: str
    name: str
    nth: int
    changes: bool

    def __str__(self) -> str:
        return f"{self.process} {self.name} {self.nth}"


class Ended(Struct, frozen=True):
    """The outcome of a run: its exit code (negative for a signal) and its output."""

    code: int
    said: str


class Watcher(Struct):
    """Run the program on registers copied into a folder, tracing one process."""

    folder: Path
    _server: subprocess.Popen[str] | None = field(default=None)

    def call(
        self, register: Path, *arguments: str, spot: Spot | None = None, how: str = "", on: bool = False
    ) -> Ended:
        """Call the program; at `spot`, strace injects `how` ("signal=KILL", "error=EIO").

        With `on`, strace injects it into each later call of that name too.
        """
        options = "" if spot is None else f"-e inject={spot.name}:{how}:when={spot.nth}{'+' * on}"
        after = "kill -KILL $PPID" if how.startswith("signal") else ":"
        process = SELF if spot is None else spot.process
        return self._run(register, arguments, process, options, after, traced=spot is not None)

    def spots(self, register: Path, *arguments: str) -> list[Spot]:
        """Run the command once for each traced process; return the system calls that touch the register."""
        found = []
        for process in (SELF, *GITS):
            copy = self.copy(register)
            assert self._run(copy, arguments, process, "", ":", traced=True).code == 0
            found += _touching(process, self._trace, copy)
        return found

    def copy(self, register: Path) -> Path:
        """Return a fresh copy of a register; it replaces the copy made before."""
        copy = self.folder / "copy" / "register"
        shutil.rmtree(copy, ignore_errors=True)
        return Path(shutil.copytree(register, copy, symlinks=True))

    def wait(self, register: Path) -> None:
        """Wait for a git process that outlived a killed run and still holds the register's lock."""
        with (register / ".git" / "prozvit" / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """End the process that runs are forked from."""
        if self._server is not None:
            self._server.communicate()

    @property
    def _trace(self) -> Path:
        return self.folder / "trace"

    def _run(
        self,
        register: Path,
        arguments: tuple[str, ...],
        process: str,
        options: str,
        after: str,
        *,
        traced: bool,
    ) -> Ended:
        out = self.folder / "out"
        out.unlink(missing_ok=True)
        self._trace.unlink(missing_ok=True)
        watched = process if process in GITS else "-"
        self._put_git(watched=watched, options=options, after=after)
        server = self._going()
        assert server.stdin is not None
        assert server.stdout is not None
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        call = [str(register), str(out), path, "--lang", "en", "--register", str(register), *arguments]
        server.stdin.write("\t".join(call) + "\n")
        server.stdin.flush()
        pid = int(server.stdout.readline())
        watching = self._watch(pid, options) if traced and process == SELF else None
        os.kill(pid, 10)
        code = int(server.stdout.readline())
        if watching is not None:
            watching.communicate()
        return Ended(code, out.read_text(encoding="utf-8") if out.exists() else "")

    def _watch(self, pid: int, options: str) -> subprocess.Popen[str]:
        command = ["strace", "-y", "-o", str(self._trace), "-p", str(pid), *options.split()]
        watching = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert watching.stderr is not None
        said = watching.stderr.readline()
        if "attached" not in said:
            pytest.skip(f"strace may not watch a process here: {said.strip()}")
        return watching

    def _put_git(self, **places: str) -> None:
        script = self.folder / "bin" / "git"
        script.parent.mkdir(exist_ok=True)
        git = shutil.which("git")
        script.write_text(_GIT.format(git=git, trace=self._trace, **places), encoding="utf-8")
        script.chmod(0o755)

    def _going(self) -> subprocess.Popen[str]:
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-c", _SERVER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment(self.folder),
                cwd=Path(__file__).parents[2],
            )
        return self._server


def _touching(process: str, trace: Path, register: Path) -> Iterator[Spot]:
    """Yield the system calls in a process's trace that touch the register."""
    counted: Counter[str] = Counter()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        counted[call[1]] += 1
        # A relative path is relative to the process's folder, the register.
        inside = re.search(r'AT_FDCWD<[^>]*>, "[^/]', call[2]) is not None
        if inside or str(register) in _AT.sub("", call[2]):
            changes = call[1] in CHANGING and (call[1] != "openat" or "O_CREAT" in call[2])
            yield Spot(process, call[1], counted[call[1]], changes)

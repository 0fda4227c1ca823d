"""One process that has imported the whole program; each call forks it instead of importing again.

Imports take four fifths of a call's time, and the suite makes hundreds of calls. A fork has its own process,
environment, folder and streams. With `PROZVIT_SOAK` the program itself is started instead; tests of
terminals, signals and imports always start it.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

_LENGTH = 4
_TEMPLATE = """
import gc, json, os, pkgutil, signal, socket, sys, time
from importlib import import_module
import exporters, records, tui.cli
for package in (records, exporters, tui.cli):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2] not in {"__main__", "build"}:
            import_module(module.name)
for name in ("docx", "git", "gitdb.db", "jinja2", "markdown_it", "tempfile", "tomlkit", "traceback"):
    import_module(name)
from tui.cli.main import main
gc.collect()
gc.freeze()
asked = socket.socket(fileno=int(sys.argv[1]))
while True:
    length, streams, _, _ = socket.recv_fds(asked, 4, 3)
    if not length:
        os._exit(0)
    call = json.loads(asked.recv(int.from_bytes(length), socket.MSG_WAITALL))
    child = os.fork()
    if child == 0:
        break
    for stream in streams:
        os.close(stream)
    asked.sendall(b"%d\\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
asked.close()
for number, stream in enumerate(streams):
    os.dup2(stream, number)
    os.close(stream)
os.environ.clear()
os.environ.update(call["environment"])
time.tzset()
os.chdir(call["folder"])
sys.argv = call["words"]
try:
    main()
except SystemExit as leaving:
    sys.stdout.flush()
    sys.stderr.flush()
    # Taking down all that the template imported would take as long as most calls.
    os._exit(leaving.code)
"""


class Template:
    """The process that calls are forked from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start the process; forks inherit what Python reads from its environment at start (the locale)."""
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _TEMPLATE, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
                env=dict(environment),
            )
        self._answers = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answers.close()
        self._socket.close()
        self._process.wait()

    def call(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: int, patience: float
    ) -> subprocess.CompletedProcess[str]:
        """Call the program; `words` begins with its own name, `stdin` is the number of an open file."""
        call = {"words": list(words), "folder": str(folder), "environment": dict(environment)}
        data = json.dumps(call).encode()
        with TemporaryFile() as out, TemporaryFile() as said:
            streams = [stdin, out.fileno(), said.fileno()]
            socket.send_fds(self._socket, [len(data).to_bytes(_LENGTH)], streams)
            self._socket.sendall(data)
            self._socket.settimeout(patience)
            code = int(self._answers.readline())
            out.seek(0)
            said.seek(0)
            return subprocess.CompletedProcess(call["words"], code, out.read().decode(), said.read().decode())

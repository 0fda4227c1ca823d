"""Call the real program from tests, and inspect the register afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from tests.system.template import Template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE = 120.0
PROGRAM = str(Path(sys.executable).parent / "prozvit")
PERIOD = "2017-Q4"
PROGRESS = f"measures/2017/4/{PERIOD}.toml"

installed = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="prozvit is not installed in this Python")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment for calls that is independent of the machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PROZVIT_"))}
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb", **more}


@cache
def template() -> Template:
    """Return the process that calls are forked from; it ends with the test run."""
    return Template(environment(Path.home()))


def called(
    arguments: Sequence[str], folder: Path, around: Mapping[str, str], stdin: IO[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Call the program in a folder with an environment; without `stdin` it reads from /dev/null."""
    words = [PROGRAM, *arguments]
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        read = stdin or nothing
        # Python reads the locale once, at its start, so another LC_ALL needs a new process.
        if "PROZVIT_SOAK" not in os.environ and around["LC_ALL"] == "C.UTF-8":
            return template().call(words, folder, around, read.fileno(), _PATIENCE)
        return subprocess.run(
            words,
            cwd=folder,
            env=around,
            stdin=read,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )


class Caller:
    """Call the program in one folder."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder = folder
        self.environment = environment(folder.parent, PROZVIT_LANG=language)

    def __call__(
        self, *arguments: str, code: int = 0, stdin: IO[str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; check its exit code, and that it printed no traceback."""
        done = called(arguments, self.folder, self.environment, stdin)
        said = f"prozvit {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, said
        assert done.returncode == code, said
        return done

    def json(self, *arguments: str) -> dict[str, object]:
        """Return the JSON document that a command prints, and nothing else with it."""
        return json.loads(self(*arguments, "--json").stdout)

    def git(self, *arguments: str) -> str:
        """Run stock git in the folder and return its output."""
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def state(self) -> dict[str, str]:
        """Return files' checksums, HEAD, status and refs, to compare; drafts and locks are left out."""
        files = {
            str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in self.folder.rglob("*")
            if file.is_file() and ".git" not in file.relative_to(self.folder).parts
        }
        return {
            **files,
            "HEAD": self.git("rev-parse", "HEAD"),
            "status": self.git("status", "--porcelain"),
            "refs": self.git("for-each-ref"),
        }

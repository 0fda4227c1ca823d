"""The only module that runs git.

No call uses a setting of the environment or the repository that could run a program or pass off a forged
history: hooks and monitors are overridden, replace refs are ignored, and `GIT_*` variables are dropped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import GitFailed, NoGit
from records.git import silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_OVERRIDES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=committed,reference",
    "core.quotePath=false",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "commit.gpgSign=false",
)

#: The position of the version in git’s output "git version 2.39.5".
_VERSION = 2


class Git:
    """Git in one repository: `folder` is its git directory, `tree` its work tree (None if bare).

    `settings` (as `git -c` takes them) and environment `variables` are added to those of every call.
    """

    def __init__(
        self,
        folder: Path,
        tree: Path | None,
        settings: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self._where = [f"--git-dir={folder}", *([] if tree is None else [f"--work-tree={tree}"])]
        self._home = tree or folder
        self._settings = settings
        self._variables = variables or {}
        objects = self._variables.get("GIT_OBJECT_DIRECTORY")
        #: The folders that git reads from.
        self._folders = [folder, *([] if objects is None else [Path(objects)])]

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        check: bool = True,
        inside: bool = True,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git to its end; raise `GitFailed` if it fails and `check` is set, or if it waits for a pipe.

        `inside` is False for the command that creates the repository; `pass_fds` are descriptors to inherit.
        """
        with subprocess.Popen(
            self._command(arguments, self._where if inside else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**_environment(), **self._variables, **(env or {})},
            cwd=self._home,
            pass_fds=pass_fds,
        ) as git:
            said = silence.hear(git, self._folders, stdin)
        done = subprocess.CompletedProcess(git.args, git.returncode, *said)
        if check and done.returncode:
            raise failure(done)
        return done

    @contextmanager
    def meanwhile(self, *arguments: str, stdin: bytes, pass_fds: Sequence[int] = ()) -> Iterator[None]:
        """Run git while the caller does something else; on exit, raise `GitFailed` if git failed.

        An exception of the caller takes precedence.
        """
        git = self.start(arguments, subprocess.PIPE, subprocess.PIPE, pass_fds=pass_fds)
        assert git.stdin is not None
        # Git reads all input before it writes. If it died, its exit status is reported below.
        with suppress(BrokenPipeError):
            git.stdin.write(stdin)
            git.stdin.flush()
        try:
            yield
        finally:
            said = silence.hear(git, self._folders)
        if git.returncode:
            raise failure(subprocess.CompletedProcess(git.args, git.returncode, *said))

    def start(
        self,
        arguments: Sequence[str],
        stdin: int = subprocess.DEVNULL,
        stderr: int = subprocess.DEVNULL,
        pass_fds: Sequence[int] = (),
        **environment: str,
    ) -> subprocess.Popen[bytes]:
        """Start git with its output piped to the caller."""
        git = subprocess.Popen(
            self._command(arguments, self._where),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**_environment(), **self._variables, **environment},
            cwd=self._home,
            pass_fds=pass_fds,
        )
        silence.listen(git, self._folders)
        return git

    def _command(self, arguments: Sequence[str], where: Sequence[str]) -> list[str]:
        overrides = [word for pair in (*_OVERRIDES, *self._settings) for word in ("-c", pair)]
        return [program(), "--no-replace-objects", "--literal-pathspecs", *where, *overrides, *arguments]


def version() -> str:
    """Return git’s version; raise `NoGit` if git is not installed, `GitFailed` if it reports no version."""
    done = subprocess.run([program(), "version"], capture_output=True, env=_environment(), check=False)
    words = done.stdout.decode(errors="replace").split()
    if len(words) <= _VERSION:
        raise failure(done)
    return words[_VERSION]


def failure(done: subprocess.CompletedProcess[bytes]) -> GitFailed:
    """Return the error for a failed git call, with git’s output."""
    lines = done.stderr.decode(errors="replace").strip().split("\n")
    said = "; ".join(line for line in lines if not line.startswith("hint:"))
    return GitFailed("git refused: {said}", said=said or f"exit {done.returncode}")


def program() -> str:
    """Return the path of git; raise `NoGit` if it is not installed."""
    found = shutil.which("git")
    if found is None:
        raise NoGit("git is not on PATH. Ask the administrator to install it (Debian: the package git).")
    return found


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and name != "LANGUAGE"
    }
    return {
        **kept,
        "LC_ALL": "C.UTF-8",
        "GIT_ALLOW_PROTOCOL": "ssh:file:https",
        "GIT_ATTR_NOSYSTEM": "1",
        # A graft replaces a commit’s parents.
        "GIT_GRAFT_FILE": os.devnull,
        # Git would fetch a missing object from a remote, by whatever program the configuration names.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }

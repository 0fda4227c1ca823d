"""Bare repositories: created, filled from another, judged during a push, and served to a login."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn, Self

from records.git.archive import MAIN
from records.git.evidence import Evidence
from records.git.running import Git, program

if TYPE_CHECKING:
    from collections.abc import Mapping

_REPORTS = "refs/tags/report/*"
#: Set by git for hooks only: the place of pushed objects until the push is accepted.
_QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


class Bare(Evidence):
    """A bare repository, read as evidence; `variables` are added to the environment of each git call."""

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        super().__init__(folder, Git(folder, None, self.settings, variables))

    @classmethod
    def pushed_to(cls, folder: Path) -> Self:
        """Return the repository that a hook runs in, including the pushed objects not yet accepted."""
        return cls(folder, {name: os.environ[name] for name in _QUARANTINE if name in os.environ})

    @classmethod
    def create(cls, folder: Path, settings: Mapping[str, str]) -> Self:
        """Create an empty repository in an empty folder, readable only by its owner."""
        made = cls(folder)
        options = ("--quiet", "--bare", "--shared=0600", "--initial-branch=main", "--template=")
        made._git.run("init", *options, inside=False)
        made.configure(settings)
        return made

    def configure(self, settings: Mapping[str, str]) -> None:
        """Set the given keys in the repository’s own configuration."""
        for key, value in settings.items():
            self._git.run("config", "--local", "--replace-all", key, value)


def git_in(folder: Path) -> Git:
    """Return git for the repository in a folder, whether bare or with a work tree."""
    folder = folder.absolute()
    inner = folder / ".git"
    return Git(inner, folder) if inner.is_dir() else Git(folder, None)


def copy(source: Path, target: Path) -> None:
    """Copy main and the report tags from a repository or bundle into an empty repository.

    Runs no program that the source’s configuration names. Raises `GitFailed`.
    """
    with TemporaryDirectory(prefix="prozvit-") as folder:
        bundle = source.absolute()
        if source.is_dir():
            bundle = Path(folder, "bundle")
            git_in(source).run("bundle", "create", "--quiet", str(bundle), MAIN, f"--glob={_REPORTS}")
        # Main may be checked out in the target, which is still empty.
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--update-head-ok")
        wanted = [f"{name}:{name}" for name in (MAIN, _REPORTS)]
        git_in(target).run("fetch", *options, "--end-of-options", str(bundle), *wanted)


def serve(service: str, folder: Path, login: str, variables: Mapping[str, str]) -> NoReturn:
    """Replace this process by git’s server (`receive-pack` or `upload-pack`) for a repository.

    The environment holds only `variables`, PATH and HOME; of configuration, only the repository’s own counts.
    The reflog of main names `login`.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_COMMITTER_NAME": login,
        "GIT_COMMITTER_EMAIL": login,
        **variables,
    }
    os.execve(program(), ["git", service, str(folder)], environment)  # noqa: S606 - there is no shell in between

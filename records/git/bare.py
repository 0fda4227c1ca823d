"""A bare repository: made, filled from another, judged while something is pushed to it, served to a login."""

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
#: Where git keeps what is being pushed, until it is taken: known to its hooks alone, by these variables.
_QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


class Bare(Evidence):
    """A bare repository, read as evidence; `variables` are given to each call of git."""

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        super().__init__(folder, Git(folder, None, self.settings, variables))

    @classmethod
    def pushed_to(cls, folder: Path) -> Self:
        """Return the repository that a hook runs in, with what is pushed and not taken yet."""
        return cls(folder, {name: os.environ[name] for name in _QUARANTINE if name in os.environ})

    @classmethod
    def create(cls, folder: Path, settings: Mapping[str, str]) -> Self:
        """Make an empty repository in an empty folder, readable by its owner alone."""
        made = cls(folder)
        options = ("--quiet", "--bare", "--shared=0600", "--initial-branch=main", "--template=")
        made._git.run("init", *options, inside=False)
        made.configure(settings)
        return made

    def configure(self, settings: Mapping[str, str]) -> None:
        """Set keys of the repository's own configuration."""
        for key, value in settings.items():
            self._git.run("config", "--local", "--replace-all", key, value)


def git_in(folder: Path) -> Git:
    """Return git in the repository of a folder, which is bare or has a work tree."""
    folder = folder.absolute()
    inner = folder / ".git"
    return Git(inner, folder) if inner.is_dir() else Git(folder, None)


def copy(source: Path, target: Path) -> None:
    """Copy main and the tags of reports from a repository or a bundle into a repository that is empty.

    Nothing that the source's own configuration names is run. Raises `GitFailed`.
    """
    with TemporaryDirectory(prefix="prozvit-") as folder:
        bundle = source.absolute()
        if source.is_dir():
            bundle = Path(folder, "bundle")
            git_in(source).run("bundle", "create", "--quiet", str(bundle), MAIN, f"--glob={_REPORTS}")
        # Main may be the branch of the target's work tree, which nobody has looked at yet.
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--update-head-ok")
        wanted = [f"{name}:{name}" for name in (MAIN, _REPORTS)]
        git_in(target).run("fetch", *options, "--end-of-options", str(bundle), *wanted)


def serve(service: str, folder: Path, login: str, variables: Mapping[str, str]) -> NoReturn:
    """Become git's own server of a repository: `receive-pack` or `upload-pack`, for a login.

    It gets `variables`, and nothing else of this program's environment but where programs and a home are. No
    configuration but the repository's own counts. The repository's log of main names the login.
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

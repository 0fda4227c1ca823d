"""The way to a register that is there: found, looked at, what an interrupted save left settled."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from records.disk.durable import holds_anything
from records.disk.specials import refuse_special_files
from records.errors import GitFailed, NoRegister, ProzvitError
from records.git.archive import MAIN
from records.git.repository import Repository
from records.values.layout import REGISTER, UNFINISHED

if TYPE_CHECKING:
    from pathlib import Path

    from records.language import Message


def find(start: Path) -> Path:
    """Return the nearest folder upward from `start` that holds a register; raise `NoRegister`."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / ".git").exists() and ((folder / REGISTER).is_file() or _is_deleted(folder)):
            return folder
    raise NoRegister(
        "There is no register in {folder} or above it. Name one with --register, "
        "or make one with `prozvit init`.",
        folder=start,
    )


def _is_deleted(folder: Path) -> bool:
    """Say whether a folder lacks only what its main has: the rules, deleted by hand."""
    try:
        check_folder(folder)
        with closing(Repository(folder)) as repository:
            return repository.file(MAIN, REGISTER) is not None
    except ProzvitError:
        # Of a repository that can't be read nobody knows that it is a register.
        return False


def check_folder(path: Path) -> None:
    """Refuse a folder that no git should be started in: without a repository of its own, or with pipes in it.

    Raises `NoRegister` and `GitFailed`.
    """
    if not (path / ".git").is_dir():
        raise NoRegister(
            "{folder} is no register: it holds no git repository of its own. Name another folder, "
            "or make a register there with `prozvit init`.",
            folder=path,
        )
    # Objects are many; only a full verification looks for one that is no file.
    for folder in (path / ".git", path / ".git" / "objects" / "info"):
        refuse_special_files(folder, apart_from="objects")


def check_main(repository: Repository, path: Path) -> None:
    """Raise `NoRegister` where branch main has no commit, `GitFailed` where it has one that can’t be read."""
    if repository.head() is not None:
        return
    if repository.has_main():
        raise GitFailed(
            "The commit that main is at can’t be read: {folder} is damaged. Run `git fsck` there.",
            folder=path,
        )
    raise NoRegister("The register in {folder} has no commit on its branch main.", folder=path)


def settle(repository: Repository, private: Path) -> list[Message]:
    """Finish or undo what an interrupted save left, where that can be done; return what to tell the user."""
    if not holds_anything(private / UNFINISHED):
        return []
    from records.writing.intent import settle as settle_intent

    return settle_intent(repository, private)

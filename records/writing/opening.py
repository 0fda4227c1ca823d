"""Open an existing register: find its folder, check it, and settle an interrupted save."""

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
    """Return the nearest folder upward from `start` that holds a register. Raises `NoRegister`."""
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
    """Return whether the folder is a register whose register.toml was deleted by hand: main still has it."""
    try:
        check_folder(folder)
        with closing(Repository(folder)) as repository:
            return repository.file(MAIN, REGISTER) is not None
    except ProzvitError:
        # An unreadable repository can't be recognised as a register.
        return False


def check_folder(path: Path) -> None:
    """Refuse a folder in which git must not run: without its own repository, or with named pipes in it.

    Raises `NoRegister` and `GitFailed`.
    """
    if not (path / ".git").is_dir():
        raise NoRegister(
            "{folder} is no register: it holds no git repository of its own. Name another folder, "
            "or make a register there with `prozvit init`.",
            folder=path,
        )
    # There are many objects, so only a full verification checks that each is a plain file.
    for folder in (path / ".git", path / ".git" / "objects" / "info"):
        refuse_special_files(folder, apart_from="objects")


def check_main(repository: Repository, path: Path) -> None:
    """Raise `NoRegister` if main has no commit, `GitFailed` if its commit can’t be read."""
    if repository.head() is not None:
        return
    if repository.has_main():
        raise GitFailed(
            "The commit that main is at can’t be read: {folder} is damaged. Run `git fsck` there.",
            folder=path,
        )
    raise NoRegister("The register in {folder} has no commit on its branch main.", folder=path)


def settle(repository: Repository, private: Path) -> list[Message]:
    """Finish or undo an interrupted save if possible now; return what to tell the user."""
    if not holds_anything(private / UNFINISHED):
        return []
    from records.writing.intent import settle as settle_intent

    return settle_intent(repository, private)

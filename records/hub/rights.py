"""Who owns the files of a hub or a clone, and who else could write them."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITABLE = 0o022
_OPEN = 0o077
#: How many files a message lists: one mistake usually affects a whole folder.
_MOST = 5


def owner_of(path: Path) -> str:
    """Return the login of a file's owner."""
    return account(path.lstat().st_uid)


def account(uid: int) -> str:
    """Return the login of a user id, or “uid” and the number if it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def is_private(folder: Path) -> bool:
    """Return whether only the owner can enter a folder."""
    return not folder.stat().st_mode & _OPEN


def faults(folder: Path) -> Iterator[Message]:
    """Yield how others than the owner could write in a folder, or put another in its place."""
    owner = folder.stat().st_uid
    foreign, writable = [], []
    for path in (folder, *_all(folder)):
        status = path.lstat()
        if status.st_uid != owner:
            foreign.append(path)
        elif status.st_mode & _WRITABLE and not stat.S_ISLNK(status.st_mode):
            writable.append(path)
    if foreign:
        yield Message("Not all in {folder} belongs to {owner}: {files}", **_told(folder, owner, foreign))
    if writable:
        yield Message(
            "Others than {owner} may write in {folder}: {files}. Run: chmod -R go-w {folder}",
            **_told(folder, owner, writable),
        )
    for above in folder.absolute().parents:
        status = above.stat()
        # In a sticky folder such as /tmp nobody can replace what belongs to others.
        if status.st_uid not in {0, owner} or (
            status.st_mode & _WRITABLE and not status.st_mode & stat.S_ISVTX
        ):
            yield Message(
                "Others than {owner} may put another folder in the place of {folder}: they may write in "
                "{above}.",
                owner=account(owner),
                folder=folder,
                above=above,
            )


def _all(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        yield from (Path(where, name) for name in (*folders, *files))


def _told(folder: Path, owner: int, files: list[Path]) -> dict[str, object]:
    return {"folder": folder, "owner": account(owner), "files": [str(file) for file in files[:_MOST]]}

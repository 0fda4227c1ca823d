"""The files in a register's folder and git's index, which follow main: each commit brings them along.

They can always be made again from the commit. What somebody wrote into them by hand can't, and is set aside
before it is replaced.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.disk.durable import sync_folder, write_file
from records.disk.specials import is_special
from records.disk.system import refusal_of
from records.errors import GitFailed
from records.git.objects import blob_id
from records.language import Message
from records.writing.leftovers import Kind, keep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from records.git.repository import Repository


class WorkTree:
    """The work tree and the index of a repository; `private` is where what is set aside is kept."""

    def __init__(self, repository: Repository, private: Path) -> None:
        self._repository = repository
        self._root = repository.root
        self._private = private

    def follow(self, old: str, files: Mapping[str, bytes | None], lock: int) -> tuple[list[Message], bool]:
        """Bring files (None: gone) and the index from the commit `old` to what the present one holds.

        Return what to tell the user, and whether all of it was done. The commit is made already, so no
        failure undoes it, and none is raised.
        """
        notices: list[Message] = []
        try:
            with self._repository.updating_index(files, lock):
                for path, data in files.items():
                    notices += self._set_aside(path, old, data)
                    self._write(path, data)
        except (OSError, GitFailed) as error:
            problem = error.message() if isinstance(error, GitFailed) else refusal_of(error)
            notices.append(
                Message(
                    "The change is saved in git, but the files in the folder could not be brought along "
                    "({problem}). The next start does that, once it is mended.",
                    problem=problem,
                )
            )
            return notices, False
        return notices, True

    def restore(self, files: Mapping[str, bytes | None], lock: int) -> None:
        """Bring files and the index to given contents, whatever stands there. Raises OSError, `GitFailed`."""
        with self._repository.updating_index(files, lock):
            for path, data in files.items():
                self._write(path, data)

    def _write(self, path: str, data: bytes | None) -> None:
        file = self._root / path
        if data is not None:
            write_file(file, data, aside=self._private)
        elif file.is_symlink() or file.exists():
            file.unlink()
            sync_folder(file.parent)

    def _set_aside(self, path: str, before: str, new: bytes | None) -> list[Message]:
        """Keep what somebody wrote into a file by hand; return what to say of it."""
        file = self._root / path
        if any(folder.is_symlink() for folder in _folders(file, self._root)):
            raise NotADirectoryError(0, f"{path}: a link", str(file))
        if not file.is_symlink() and not file.exists():
            return self._back_again(path, before, new)
        # A pipe or a device holds nothing that could be kept.
        if not file.is_symlink() and is_special(file):
            return []
        data = file.readlink().as_posix().encode() if file.is_symlink() else file.read_bytes()
        old = self._repository.file(before, path)
        # A version that git has is no hand edit: a save that was killed did not come to replace it.
        if data in {old, new} or self._repository.holds(blob_id(data)):
            return []
        kept = keep(
            self._private,
            Kind.ASIDE,
            {path: data},
            login=owner(file),
            at=datetime.now().astimezone(),
            base=before,
        )
        return [
            Message(
                "{file} had been edited by hand and not committed. That version is set aside: "
                "`prozvit recover --restore {id}` brings it back.",
                file=path,
                id=kept.id,
            )
        ]

    def _back_again(self, path: str, before: str, new: bytes | None) -> list[Message]:
        """Return what to say of a file that somebody took away by hand, and that comes back."""
        # What a save that was killed did not come to write was deleted by nobody.
        if new is None or self._repository.file(before, path) in {None, new}:
            return []
        return [Message("{file} had been deleted by hand and not committed: it is there again.", file=path)]


def owner(file: Path) -> str:
    """Return the login whose file it is, or its number where the system has no name for it."""
    try:
        return file.owner()
    except KeyError:
        return f"uid{file.lstat().st_uid}"


def _folders(file: Path, root: Path) -> list[Path]:
    return [folder for folder in file.parents if root in folder.parents]

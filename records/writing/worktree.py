"""The work tree and git's index, which follow main: each commit updates them.

Both can be restored from the commit at any time. Hand edits can't, so they are set aside before a file is
replaced.
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
    """The work tree and index of a repository; files set aside are kept under `private`."""

    def __init__(self, repository: Repository, private: Path) -> None:
        self._repository = repository
        self._root = repository.root
        self._private = private

    def follow(self, old: str, files: Mapping[str, bytes | None], lock: int) -> tuple[list[Message], bool]:
        """Bring `files` (None: deleted) and the index from the commit `old` to the present one.

        Returns what to tell the user, and whether everything was done. The commit already exists, so a
        failure does not undo it, and none is raised.
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
        """Set files and the index to given contents, whatever is there. Raises OSError and `GitFailed`."""
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
        """Set a hand-edited file aside and return what to tell the user."""
        file = self._root / path
        if any(folder.is_symlink() for folder in _folders(file, self._root)):
            raise NotADirectoryError(0, f"{path}: a link", str(file))
        if not file.is_symlink() and not file.exists():
            return self._back_again(path, before, new)
        # A named pipe or a device has no contents to keep.
        if not file.is_symlink() and is_special(file):
            return []
        data = file.readlink().as_posix().encode() if file.is_symlink() else file.read_bytes()
        old = self._repository.file(before, path)
        # A version that git has is not a hand edit, but a file that a killed save did not replace.
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
        """Return the message about a file that was deleted by hand and is being restored."""
        # Nobody deleted a file that the new commit removes, or that a killed save had yet to write.
        if new is None or self._repository.file(before, path) in {None, new}:
            return []
        return [Message("{file} had been deleted by hand and not committed: it is there again.", file=path)]


def owner(file: Path) -> str:
    """Return the login of the file's owner, or “uid” and its number if the system has no name for it."""
    try:
        return file.owner()
    except KeyError:
        return f"uid{file.lstat().st_uid}"


def _folders(file: Path, root: Path) -> list[Path]:
    return [folder for folder in file.parents if root in folder.parents]

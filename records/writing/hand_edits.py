"""Hand edits: changes to a register's files without a save, to be found, committed or set aside."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.durable import make_folder
from records.disk.locks import locked
from records.disk.system import refusal_of
from records.errors import NotSaved
from records.git.objects import blob_id, checked_in
from records.values.changes import Action, Change, Edit
from records.values.layout import belongs, kind_of
from records.writing.leftovers import Kind, keep
from records.writing.worktree import WorkTree, owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.register import Register
    from records.writing.leftovers import Leftover


class HandEdits(Struct, frozen=True):
    """The files that differ from the commit `base`, as path → bytes, None for a deleted file.

    Line endings of records are normalised as git would on commit, whatever a Windows editor wrote. `outside`
    lists the differing paths that are links or do not belong to a register; they are left alone.
    """

    base: str
    files: Mapping[str, bytes | None]
    outside: tuple[str, ...] = ()

    def change(self, reason: str = "", basis: str = "") -> Change:
        """Return the change that commits the files as they are."""
        edits = (
            Edit(path, {}, removes=True) if data is None else Edit(path, {}, whole=data)
            for path, data in sorted(self.files.items())
        )
        return Change(Action.HAND, tuple(edits), reason, basis)


def hand_edits(register: Register) -> HandEdits:
    """Return the differences between a register's folder and its last commit. Raises OSError."""
    base = register.head()
    committed = register.repository.files(base)
    files: dict[str, bytes | None] = {}
    outside: list[str] = []
    present: set[str] = set()
    for path, file in _walk(str(register.path)):
        present.add(path)
        data = _read(file)
        if data is not None and kind_of(path) is not None:
            data = checked_in(data)
        _, blob = committed.get(path, ("", ""))
        if data is not None and blob_id(data) == blob:
            continue
        if data is None or not belongs(path):
            outside.append(path)
        else:
            files[path] = data
    for path in committed.keys() - present:
        # A committed file behind a link is not missing; the link itself is listed.
        if any(path.startswith(f"{link}/") for link in outside):
            continue
        if belongs(path):
            files[path] = None
        else:
            outside.append(path)
    return HandEdits(base, files, tuple(sorted(outside)))


def set_aside(register: Register, found: HandEdits) -> Leftover | None:
    """Restore the files from the last commit, keeping the edited ones; return where they are kept.

    None if there was nothing to keep. Raises `LockHeld`, and `NotSaved` if the disk refuses.
    """
    private, repository = register.private, register.repository
    changed = {path: data for path, data in found.files.items() if data is not None}
    try:
        make_folder(private, 0o700)
        with locked(private / "lock", register.me.login) as lock:
            kept = None
            if changed:
                whose = owner(register.path / min(changed))
                kept = keep(
                    private,
                    Kind.ASIDE,
                    changed,
                    login=whose,
                    at=datetime.now().astimezone(),
                    base=found.base,
                )
            head = register.head()
            there = {path: repository.file(head, path) for path in found.files}
            WorkTree(repository, private).restore(there, lock)
    except OSError as error:
        raise NotSaved(
            "The files could not be set aside: {problem} ({path}).",
            problem=refusal_of(error),
            path=error.filename or register.path,
        ) from error
    return kept


def _walk(folder: str, above: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files and links under a folder as (path, entry), except git's own."""
    with os.scandir(folder) as entries:
        for entry in entries:
            path = above + entry.name
            if path == ".git":
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{path}/")
            else:
                yield path, entry


def _read(file: os.DirEntry[str]) -> bytes | None:
    """Return a file's bytes, None for a link or anything else that is not a plain file."""
    if not file.is_file(follow_symlinks=False):
        return None
    with open(file.path, "rb") as opened:  # noqa: PTH123 - making a Path costs as much as reading the file
        return opened.read()

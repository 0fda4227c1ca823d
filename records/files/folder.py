"""The records in a register's working folder, including changes that are not saved yet."""

from __future__ import annotations

import os
from pathlib import Path

from records.disk.specials import read_plain
from records.disk.system import refusal_of
from records.errors import InvalidDocument
from records.files.reading import link, read_file
from records.files.snapshot import File
from records.git.objects import checked_in
from records.values.layout import kind_of


def read_folder(root: Path) -> dict[str, File]:
    """Return the records below a register's folder by path; an unreadable file carries its problem."""
    files: dict[str, File] = {}
    for folder, folders, names in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in sorted(names):
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            if kind_of(path) is not None:
                files[path] = _read(file, path)
    return files


def _read(file: Path, path: str) -> File:
    if file.is_symlink():
        return link(path)
    try:
        return read_file(path, checked_in(read_plain(file)))
    except OSError as error:
        problem = InvalidDocument("{file} can't be read: {problem}.", file=path, problem=refusal_of(error))
        return File(None, problem, "")

"""Files written into a folder, all or none."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct

from exporters.report import NotExported
from records.disk.durable import sync_folder, write_file
from records.disk.system import refusal_of
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Named(Protocol):
    """A value that is written as one file per format."""

    @property
    def name(self) -> str:
        """The file name without extension."""

    @property
    def folder(self) -> str:
        """The folder of the files within the requested one: "", or "oblast/"."""


_Named = TypeVar("_Named", bound=Named)


class Exported(Struct, frozen=True):
    """A written file: absolute path, format, size in bytes, SHA-256 in hexadecimal."""

    path: Path
    format: str
    bytes: int
    sha256: str


def silent(_name: str, _done: int, _formats: int) -> None:
    """Ignore the progress of an export."""


def write_as(
    value: _Named,
    writers: Mapping[str, Callable[[_Named], bytes]],
    formats: Iterable[str],
    folder: Path,
    progress: Callable[[str, int, int], None] = silent,
) -> list[Exported]:
    """Write a value into a folder, one file per format; return the files written.

    `writers` are the known formats. `progress` is called before each format with its name, the number of
    formats done and the number of all. Raises `Misused` for an unknown format and `NotExported` if a file
    cannot be written.
    """
    wanted = list(dict.fromkeys(formats))
    for each in wanted:
        if each not in writers:
            raise Misused(
                "There is no format “{format}”. There are: {known}.", format=each, known=list(writers)
            )
    contents = {}
    for done, each in enumerate(wanted):
        progress(each, done, len(wanted))
        contents[f"{value.name}.{each}"] = writers[each](value)
    return write_files(folder / value.folder, contents, dict(zip(contents, wanted, strict=True)))


def write_files(folder: Path, contents: Mapping[str, bytes], formats: Mapping[str, str]) -> list[Exported]:
    """Write files, given by name with content and format, into a folder, created if missing.

    Raises `NotExported` if one cannot be written; see `write_all`.
    """
    folder = folder.absolute()
    write_all(folder, contents)
    return [
        Exported(folder / file, formats[file], len(data), hashlib.sha256(data).hexdigest())
        for file, data in contents.items()
    ]


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files to a temporary folder and flush them to disk, then move them into place.

    A name may include a folder ("zvit-2017-Q4/measures.csv"), which is created. Raises `NotExported`: if a
    file cannot be written, all remain as they were; if one cannot be moved into place, those before it are
    new. Each file is whole in any case. Folders that were created remain.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".zvit-", dir=folder) as aside:
            for name, data in contents.items():
                for place in (Path(aside, name), folder / name):
                    place.parent.mkdir(exist_ok=True)
                write_file(Path(aside, name), data)
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
            for name in contents:
                Path(aside, name).replace(folder / name)
        for each in sorted({(folder / name).parent for name in contents} | {folder}):
            sync_folder(each)
    except OSError as error:
        raise NotExported(
            "Nothing is written: {file}: {reason}. Choose another folder, or make room.",
            file=error.filename or folder,
            reason=refusal_of(error),
        ) from error

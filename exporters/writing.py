"""Files put into a folder: all of them, or none."""

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
    """What is written as one file a format."""

    @property
    def name(self) -> str:
        """The name of its files, without their ending."""

    @property
    def folder(self) -> str:
        """The folder of its files inside the one that is asked for: "", or "oblast/"."""


_Named = TypeVar("_Named", bound=Named)


class Exported(Struct, frozen=True):
    """A file that was written: where (absolute), in which format, how long, its sha256 in hexadecimal."""

    path: Path
    format: str
    bytes: int
    sha256: str


def silent(_name: str, _done: int, _formats: int) -> None:
    """Tell nobody how far the writing is."""


def write_as(
    value: _Named,
    writers: Mapping[str, Callable[[_Named], bytes]],
    formats: Iterable[str],
    folder: Path,
    progress: Callable[[str, int, int], None] = silent,
) -> list[Exported]:
    """Write a value into a folder, one file a format; return what was written.

    `writers` are the formats there are. `progress` is told before each format which it is, and how many of
    how many are done. Raise `Misused` for an unknown format, `NotExported` where a file can't be written.
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
    """Write files by their names, each in its format, into a folder (made if it isn't there).

    Raise `NotExported` where one can't be written; see `write_all`.
    """
    folder = folder.absolute()
    write_all(folder, contents)
    return [
        Exported(folder / file, formats[file], len(data), hashlib.sha256(data).hexdigest())
        for file, data in contents.items()
    ]


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files aside, each on disk, and only then put them all in place; raise `NotExported`.

    A name may lead into a folder ("zvit-2017-Q4/measures.csv"), which is made too. Where a file can't be
    written aside, every one is as it was before; where one can't be put in place, those before it are new.
    Each is whole. Folders that were made stay.
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

"""A zipped document looked at before anything of it is unpacked into memory."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from records.errors import UnreadableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Unpacked; a table of ten thousand measures takes a fifth of each.
LARGEST_UNPACKED = 400_000_000
MOST_TAGS = 8_000_000


def check_size(data: bytes, file: str) -> None:
    """Raise `UnreadableSource` where a document unpacks to more than a report can be."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _is_bomb(archive):
            raise UnreadableSource("{file} unpacks to more than a report can be. It is not read.", file=file)


@contextmanager
def refused_as(refusal: UnreadableSource) -> Iterator[None]:
    """Raise `refusal` for whatever goes wrong inside; an `UnreadableSource` says what it is itself."""
    try:
        yield
    except UnreadableSource:
        raise
    # What damaged or forged parts do to the libraries has no list of its own.
    except Exception as error:
        raise refusal from error


def holds(data: bytes, name: str) -> bool:
    """Say whether an archive has a part of that name."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return name in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _is_bomb(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive unpacks to more than fits: a part never gives more bytes than it declares."""
    if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
        return True
    # Each tag becomes an object a hundred times its size.
    return sum(archive.read(each).count(b"<") for each in archive.infolist()) > MOST_TAGS

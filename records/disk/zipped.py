"""Checks of a zipped document before any of it is unpacked into memory."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from records.errors import UnreadableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Limits on the unpacked size; a table of ten thousand measures reaches a fifth of each.
LARGEST_UNPACKED = 400_000_000
MOST_TAGS = 8_000_000


def check_size(data: bytes, file: str) -> None:
    """Raise `UnreadableSource` if a document unpacks to more than any report needs."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _is_bomb(archive):
            raise UnreadableSource("{file} unpacks to more than a report can be. It is not read.", file=file)


@contextmanager
def refused_as(refusal: UnreadableSource) -> Iterator[None]:
    """Turn any error raised inside into `refusal`; an `UnreadableSource` passes through unchanged."""
    try:
        yield
    except UnreadableSource:
        raise
    # Damaged or forged parts make the libraries raise exceptions of many undocumented types.
    except Exception as error:
        raise refusal from error


def holds(data: bytes, name: str) -> bool:
    """Return whether a zip archive has a part with that name; False if `data` is no archive."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return name in archive.namelist()
    # A damaged archive may also seem to be of a later version or encrypted, or have impossible offsets.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return False


def _is_bomb(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive exceeds the limits; zipfile never reads more bytes than a part declares."""
    if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
        return True
    # The parser makes of each tag an object a hundred times its size.
    return sum(archive.read(each).count(b"<") for each in archive.infolist()) > MOST_TAGS

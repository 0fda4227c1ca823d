"""Word files opened: bounded before they are unpacked, and refused in words where they are none."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from records.errors import UnreadableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Unpacked; a table of ten thousand measures takes a fifth of each.
LARGEST_UNPACKED = 400_000_000
MOST_TAGS = 8_000_000


@contextmanager
def refused(file: str) -> Iterator[None]:
    """Raise `UnreadableSource` for whatever goes wrong with a Word file inside."""
    try:
        yield
    except UnreadableSource:
        raise
    # What damaged or forged parts do to the libraries has no list of its own.
    except Exception as error:
        raise UnreadableSource(
            "{file} is no Word document (.docx), or it is damaged. Open it in Word or LibreOffice and save "
            "it again as .docx.",
            file=file,
        ) from error


def opened(data: bytes, file: str) -> Any:
    """Return a .docx as python-docx opens it; raise whatever the libraries raise."""
    import docx  # noqa: PLC0415 - only a Word file pays for it

    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _is_bomb(archive):
            raise UnreadableSource("{file} unpacks to more than a report can be. It is not read.", file=file)
    document = docx.Document(BytesIO(data))
    if doctype := document.element.getroottree().docinfo.doctype:
        # Word writes no entities of its own: what they would stand for is not read.
        raise ValueError(doctype)
    return document


def _is_bomb(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive unpacks to more than fits: a part never gives more bytes than it declares."""
    if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
        return True
    # Each tag becomes an object a hundred times its size.
    return sum(archive.read(each).count(b"<") for each in archive.infolist()) > MOST_TAGS

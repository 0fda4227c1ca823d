"""A file of parts (.docx, .xlsx) packed so that the same parts are the same bytes, wherever and whenever.

The parts stand as they are, not compressed: what compresses them differs from one machine's zlib to
another's, and with it the checksum that a closing holds.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What must come first, so that a program knows the file by its beginning (ECMA-376 part 2, 10).
_FIRST = "[Content_Types].xml"
#: The earliest time that a zip can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a packed file by their names; raise `zipfile.BadZipFile`."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as one file: in the order of their names, at one time, with the same rights."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, parts[name])
    return stream.getvalue()

"""Zip packing of .docx and .xlsx files that gives equal bytes for equal parts, on any machine at any time.

The parts are stored uncompressed: the output of compression varies between versions of zlib, and with it the
checksum that a closing records.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The part that must come first, so that the file’s type can be recognised (ECMA-376 part 2, 10).
_FIRST = "[Content_Types].xml"
#: The earliest time that a zip can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a packed file, by name; raise `zipfile.BadZipFile`."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts into one file: sorted by name, with a fixed time and fixed permissions."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, parts[name])
    return stream.getvalue()

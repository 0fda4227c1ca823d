"""Zip files: the same parts give the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

from exporters.packing import packed, unpacked

PARTS = {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>", "_rels/.rels": b""}


def test_same_parts_are_the_same_bytes() -> None:
    """Neither the order of the parts nor their earlier compression shows in the file."""
    other = BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in reversed(PARTS.items()):
            archive.writestr(name, data)
    assert packed(PARTS) == packed(unpacked(other.getvalue()))


def test_content_types_come_first() -> None:
    """The content types come first, so that a program can tell the kind of file by its first part."""
    with zipfile.ZipFile(BytesIO(packed(PARTS))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
        assert archive.testzip() is None


def test_parts_come_back() -> None:
    """Packed parts are read back unchanged."""
    assert unpacked(packed(PARTS)) == PARTS

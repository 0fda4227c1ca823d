"""Word files opened: bounded before they are unpacked, and refused in words where they are none."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from records.disk.zipped import check_size, refused_as
from records.errors import UnreadableSource

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

#: The namespace of WordprocessingML, as it stands before a name in lxml (ECMA-376).
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def refused(file: str) -> AbstractContextManager[None]:
    """Raise `UnreadableSource` for whatever goes wrong with a Word file inside."""
    return refused_as(
        UnreadableSource(
            "{file} is no Word document (.docx), or it is damaged. Open it in Word or LibreOffice and save "
            "it again as .docx.",
            file=file,
        )
    )


def opened(data: bytes, file: str) -> Any:
    """Return a .docx as python-docx opens it; raise whatever the libraries raise."""
    import docx

    check_size(data, file)
    document = docx.Document(BytesIO(data))
    if doctype := document.element.getroottree().docinfo.doctype:
        # Word writes no entities of its own: what they would stand for is not read.
        raise ValueError(doctype)
    return document

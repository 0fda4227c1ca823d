"""Opens Word files, with limits on what they unpack to and a readable error for invalid ones."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from records.disk.zipped import check_size, refused_as
from records.errors import UnreadableSource

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

#: The prefix that lxml gives names in the WordprocessingML namespace (ECMA-376).
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def refused(file: str) -> AbstractContextManager[None]:
    """Return a context in which any failure to read a Word file becomes `UnreadableSource`."""
    return refused_as(
        UnreadableSource(
            "{file} is no Word document (.docx), or it is damaged. Open it in Word or LibreOffice and save "
            "it again as .docx.",
            file=file,
        )
    )


def opened(data: bytes, file: str) -> Any:
    """Return a .docx opened by python-docx; errors of the libraries pass through (see `refused`)."""
    import docx

    check_size(data, file)
    document = docx.Document(BytesIO(data))
    if doctype := document.element.getroottree().docinfo.doctype:
        # Word writes no document type, so entities that one might define are not expanded but refused.
        raise ValueError(doctype)
    return document

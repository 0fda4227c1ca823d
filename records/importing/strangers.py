"""Refusal of file formats that cannot be imported, with advice on how to convert them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.disk.zipped import holds
from records.errors import UnreadableSource
from records.language import Message

if TYPE_CHECKING:
    from pathlib import Path

#: An OpenDocument package begins with its MIME type, stored uncompressed.
_SHEET_KIND, _BEGINNING = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 200
_ARCHIVE = re.compile(rb"(?:From:|MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE)
_CELLS_IN_LINE = re.compile(r"^[^\t\n]+\t[^\t\n]*\t[^\t\n]*\t", re.MULTILINE)

_SAVE_AS_WORD = Message("Open it in Word or LibreOffice and save it as .docx.")
_KINDS = (
    (
        b"\xd0\xcf\x11\xe0",
        Message("in Office’s format of before 2007"),
        Message("Open it in Office or LibreOffice and save it as .docx or .xlsx."),
    ),
    (
        b"%PDF",
        Message("a PDF, which shows a table and holds none"),
        Message(
            "Give the document that it was made from, as .docx, or open it in Word and save it as .docx."
        ),
    ),
    (b"{\\rtf", Message("an RTF document"), _SAVE_AS_WORD),
)
_TEXT = Message("an OpenDocument text"), _SAVE_AS_WORD
_SPREADSHEET = (
    Message("an OpenDocument spreadsheet"),
    Message(
        "If it is a workbook of this program, save it as .xlsx in LibreOffice. Of any other table take a "
        "copy into a Word document and save that as .docx."
    ),
)


def refuse_stranger(data: bytes, file: Path) -> None:
    """Raise `UnreadableSource` for a known format that cannot be read."""
    found = _stranger(data, file)
    if found is not None:
        kind, way = found
        raise UnreadableSource("{file} is {kind}. {way}", file=file.name, kind=kind, way=way)


def _stranger(data: bytes, file: Path) -> tuple[Message, Message] | None:
    """Return the kind of file and the advice for it, or None if the file may be a report."""
    for begins, kind, way in _KINDS:
        if data.startswith(begins):
            return kind, way
    if holds(data, "content.xml"):
        is_sheet = file.suffix.lower() == ".ods" or _SHEET_KIND in data[:_BEGINNING]
        return _SPREADSHEET if is_sheet else _TEXT
    if file.suffix.lower() in {".mht", ".mhtml"} and _ARCHIVE.match(data):
        return Message("a web archive"), _SAVE_AS_WORD
    if holds(data, "ppt/presentation.xml"):
        return Message("a presentation"), Message(
            "Copy its table into a Word document and save that as .docx."
        )
    return None


def no_table(text: str, file: str) -> UnreadableSource:
    """Return the error for a text that contains no table."""
    if _CELLS_IN_LINE.search(text):
        return UnreadableSource(
            "{file} has the cells of a row beside one another, parted by tabs, which paragraphs in a cell "
            "would break up. Copy the table into a Word document and give that as .docx.",
            file=file,
        )
    return UnreadableSource(
        "{file} holds no table. Give the report as .docx, as a web page, as the tab-indented text of its "
        "table, or as this program’s .md, .xlsx or .csv.",
        file=file,
    )

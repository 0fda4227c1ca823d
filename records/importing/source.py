"""Reading a file to import: detects its format, limits its size and calls the reader of that format."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.disk.system import refusal_of
from records.disk.zipped import holds
from records.errors import UnreadableSource
from records.importing.csvfile import read_csv, with_documents
from records.importing.markdown import read_markdown
from records.importing.phrases import made_for
from records.importing.strangers import no_table, refuse_stranger
from records.importing.text import read_text
from records.importing.webpage import read_page
from records.language import Message

if TYPE_CHECKING:
    from pathlib import Path

    from records.importing.filled import Sheet
    from records.importing.table import Table

#: Half of this is more than an uncompressed Word report of ten thousand measures needs.
LARGEST_FILE = 128_000_000
#: The tables of a data package that can be imported, by file name.
MEASURES, DOCUMENTS = "measures.csv", "evidence.csv"
_ZIP = b"PK"
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
#: Where a page declares its encoding, and the Cyrillic encodings that are accepted only if declared.
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]{1,20})", re.IGNORECASE)
_LONGEST_HEAD = 4096
_CODINGS = {b"koi8-u", b"koi8-r", b"cp866", b"ibm866", b"iso-8859-5"}
#: These letters are more than half of the letters in any Ukrainian text. In a text decoded with the wrong
#: encoding they are less than a fifth of the non-ASCII characters.
_FREQUENT = frozenset("оаиінетрвск")
_LEAST_FREQUENT = 0.2
_WORKBOOKS = {".xlsx", ".xlsm"}


def read_report(file: Path) -> Table | Sheet:
    """Return the table of a report, or the sheet if prozvit made the file; a data package's folder will do.

    Raise `UnreadableSource` naming the file and the remedy.
    """
    if file.is_dir() and (file / MEASURES).is_file():
        file = file / MEASURES
    data = _bytes(file)
    refuse_stranger(data, file)
    if file.suffix.lower() in _WORKBOOKS or holds(data, "xl/workbook.xml"):
        from records.importing.workbook import read_workbook

        return read_workbook(data, file.name)
    if data.startswith(_ZIP) or file.suffix.lower() == ".docx":
        from records.importing.word import read_word

        return read_word(data, file.name)
    text, notices = _text(data, file.name)
    if file.suffix.lower() == ".csv":
        sheet = read_csv(text, file.name)
        documents = file.with_name(DOCUMENTS)
        if documents.is_file() and documents != file:
            beside, more = _text(_bytes(documents), documents.name)
            sheet, notices = with_documents(sheet, beside, documents.name), [*notices, *more]
        return replace(sheet, notices=(*notices, *sheet.notices))
    if file.suffix.lower() in {".html", ".htm", ".xhtml"} or _PAGE.match(text):
        table = read_page(text, file.name)
    elif file.suffix.lower() in {".md", ".markdown"} or ("\n|" in text and "\n\t" not in text):
        table = read_markdown(text, file.name)
    else:
        table = read_text(text, file.name)
    if not table.rows:
        raise no_table(text, file.name)
    return replace(table, notices=(*notices, *table.notices), period=made_for(text))


def _bytes(file: Path) -> bytes:
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            raise UnreadableSource(
                "{file} is larger than {megabytes} MB, which no report is. Is it the right file?",
                file=file.name,
                megabytes=LARGEST_FILE // 1_000_000,
            )
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            "{file} can’t be read: {problem}. Look at the name and the rights.",
            file=file,
            problem=refusal_of(error),
        ) from error
    if not data.strip():
        raise UnreadableSource("{file} is empty.", file=file.name)
    return data


def _text(data: bytes, name: str) -> tuple[str, list[Message]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codings = ["utf-16"]
    else:
        codings = ["utf-8-sig", _declared(data)]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or (coding == codings[-1] and not _is_sense(text)):
            break
        notices = [] if coding in {"utf-8-sig", "utf-16"} else [_read_as(coding, name)]
        return text.replace("\r\n", "\n").replace("\r", "\n"), notices
    raise UnreadableSource(
        "{file} is no text: neither UTF-8 nor Windows-1251. Save it in one of these, or as .docx.", file=name
    )


def _declared(data: bytes) -> str:
    """Return the Cyrillic encoding that a page declares, or else Windows-1251."""
    named = _DECLARED.search(data[:_LONGEST_HEAD])
    coding = named[1].lower() if named else b""
    return coding.decode() if coding in _CODINGS else "cp1251"


def _read_as(coding: str, name: str) -> Message:
    if coding == "cp1251":
        return Message("{file} is read as Windows-1251.", file=name)
    return Message("{file} is read as {coding}.", file=name, coding=coding.upper())


def _is_sense(text: str) -> bool:
    """Return whether a text can be Ukrainian; a wrong encoding yields rare letters and capitals."""
    foreign = [character for character in text if not character.isascii()]
    return sum(map(_FREQUENT.__contains__, foreign)) >= _LEAST_FREQUENT * len(foreign)

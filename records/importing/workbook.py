"""Reader of workbooks made by prozvit (`exporters.workbook`) and returned by units.

Columns are found by their headings, wherever they were moved. A unit's own columns, formats and sheets are
ignored, and so are macros and links, which are never run or followed.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any

from records.disk.zipped import check_size, refused_as
from records.errors import Misused, UnreadableSource
from records.files import sheet
from records.files.sheet import read_back
from records.importing.filled import FilledRow, Sheet
from records.importing.headed import DOCUMENTS, MEASURES, headed, rows_of
from records.importing.workbook_documents import with_documents
from records.language import Message
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from records.files.sheet import SheetColumn
    from records.importing.headed import Line

_COMMENTS = re.compile(r"xl/(?:\w+/)?(?:threadedC|c)omments?\d*\.xml", re.IGNORECASE)
_COMMENT = re.compile(rb"""<(?:\w+:)?(?:threadedC|c)omment\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7})["']""")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def read_workbook(data: bytes, file: str) -> Sheet:
    """Return the sheet of measures of a workbook; raise `UnreadableSource`."""
    refusal = UnreadableSource(
        "{file} is no workbook (.xlsx), or it is damaged. Open it in Excel or LibreOffice and save it again "
        "as .xlsx.",
        file=file,
    )
    with refused_as(refusal):
        return _read(data, file)


def _read(data: bytes, file: str) -> Sheet:
    from openpyxl import load_workbook

    check_size(data, file)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if any(b"<!DOCTYPE" in archive.read(name) for name in archive.namelist() if name.endswith(".xml")):
            # Excel never writes a DTD; refusing it rules out entity attacks.
            raise ValueError(file)
        comments = _comments(archive, file)
    with warnings.catch_warnings():
        # Warnings about formatting that openpyxl drops do not matter here.
        warnings.simplefilter("ignore")
        with closing(load_workbook(BytesIO(data), read_only=True, keep_links=False)) as book:
            origin = _origin(book, file)
            period = _period(origin.get(sheet.PERIOD, ""), file)
            sheets = [each for each in book.worksheets if each.title != sheet.ORIGIN]
            tables = [each for each in (headed(each, MEASURES, file) for each in sheets) if each]
            documents = [each for each in (headed(each, DOCUMENTS, file) for each in sheets) if each]
    if len(tables) != 1:
        raise UnreadableSource(
            "{file}: {count} sheets have the headings of the measures, and one should. Export the workbook "
            "anew, or bring the headings back.",
            file=file,
            count=len(tables),
        )
    commit = origin.get(sheet.COMMIT, "")
    rows = [line for line in tables[0].lines if line.cells or line.key]
    measures = Sheet(
        file,
        tuple(
            FilledRow(Message("row {n}", n=line.number), line.cells, line.key, note=line.note)
            for line in rows
        ),
        commit if _COMMIT.fullmatch(commit) else "",
        period,
        origin.get(sheet.PROGRAMME_ID, ""),
        (*comments, *_apart(tables[0].lines)),
    )
    return with_documents(measures, documents, origin.get(sheet.DOCUMENTS, ""))


def _apart(lines: Iterable[Line[SheetColumn]]) -> Iterator[Message]:
    """Yield a notice for each note in a row without a measure."""
    for line in lines:
        if line.note is not None and not (line.cells or line.key):
            yield Message("“{words}” ({place}) is not read.", place=line.note.place, words=line.note.text)


def _comments(archive: zipfile.ZipFile, file: str) -> tuple[Message, ...]:
    """Return the notice about comments on cells, which are not read as part of an answer."""
    cells = {
        match[1].decode(): None
        for name in archive.namelist()
        if _COMMENTS.fullmatch(name)
        for match in _COMMENT.finditer(archive.read(name))
    }
    if not cells:
        return ()
    return (
        Message(
            "{file}: comments on cells are not read: {cells}. Look at them.", file=file, cells=list(cells)
        ),
    )


def _origin(book: Any, file: str) -> dict[str, str]:
    """Return the origin of a workbook (commit, period, programme) as stated on its hidden sheet.

    Raise `UnreadableSource` if prozvit did not make the workbook, or if a later version did.
    """
    known: dict[str, str] = {}
    if sheet.ORIGIN in book.sheetnames:
        for row in rows_of(book[sheet.ORIGIN]):
            texts = [read_back(str(each.value)) for each in row if each.value is not None]
            if len(texts) > 1:
                known.setdefault(texts[0], texts[1])
    if sheet.FORM not in known:
        raise UnreadableSource(
            "{file} is no workbook of this program. To collect answers, export one (--format xlsx), fill it "
            "in and import that; a report of the council’s own copy into a Word document and give that as "
            ".docx, or save it in Excel as a web page.",
            file=file,
        )
    if known[sheet.FORM] != sheet.FORM_VERSION:
        raise UnreadableSource(
            "{file} was made by a later version of this program. Import it with that one.", file=file
        )
    return known


def _period(code: str, file: str) -> Period:
    try:
        return Period.from_code(code)
    except Misused as error:
        raise UnreadableSource(
            "{file}: the hidden sheet does not say which period it is of. Export the workbook anew.",
            file=file,
        ) from error

"""The columns of prozvit's own sheets (workbook and CSV): their names and the contents of their cells.

The exporters write these sheets and the importers recognise them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from records.language import Message
from records.sanitise import visible
from records.texts.prose import BULLET, BulletList, Span, blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.files.snapshot import MeasureRecord
    from records.values.model import Progress, Unit

#: Beginnings that a spreadsheet could take for a formula, and the mark that prevents it.
_ARMED = re.compile(r"[=+\-@'\t\r]")
_MARK = "'"
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

#: The hidden sheet of a workbook that records its origin, and the names of its lines.
ORIGIN = "prozvit"
FORM, BODY, COMMIT, PERIOD, PROGRAMME_ID = "form", "body", "commit", "period", "programme"
#: The line that names the sheet of documents.
DOCUMENTS = "documents"
#: The version of the sheets' form, for future versions that differ.
FORM_VERSION = "1"
#: The heading of the locked column that shows the review state of each answer.
NOTE_HEADING = Message("Note")
#: The heading of the hidden column with each measure's key ("2017/4").
KEY_HEADING = "prozvit"


class SheetColumn(StrEnum):
    """A column of a sheet. Its value is the heading for programs; `message` is the heading for display."""

    NUMBER = "number"
    SECTION = "section"
    TITLE = "title"
    DEADLINE = "deadline"
    RESPONSIBLE = "responsible"
    INDICATOR = "indicator"
    FUNDING = "funding"
    STATUS = "status"
    PERCENT = "percent"
    COMPLETED = "completed"
    TEXT = "text"

    def message(self) -> Message:
        """Return the column's heading for display."""
        return Message(_HEADINGS[self])


_HEADINGS = {
    SheetColumn.NUMBER: "No.",
    SheetColumn.SECTION: "Section",
    SheetColumn.TITLE: "Measure",
    SheetColumn.DEADLINE: "Deadline",
    SheetColumn.RESPONSIBLE: "Responsible units",
    SheetColumn.INDICATOR: "Indicator",
    SheetColumn.FUNDING: "Funding",
    SheetColumn.STATUS: "Status",
    SheetColumn.PERCENT: "Percent",
    SheetColumn.COMPLETED: "Completed on",
    SheetColumn.TEXT: "What was done",
}


class DocumentColumn(StrEnum):
    """A column of the sheet of documents, whose rows refer to a measure by its number."""

    NUMBER = "number"
    TITLE = "title"
    REF = "ref"
    URL = "url"
    SHA256 = "sha256"

    def message(self) -> Message:
        """Return the column's heading for display."""
        return Message(_DOCUMENT_HEADINGS[self])


_DOCUMENT_HEADINGS = {
    DocumentColumn.NUMBER: "No.",
    DocumentColumn.TITLE: "Name of the document",
    DocumentColumn.REF: "Its number and date",
    DocumentColumn.URL: "Address",
    DocumentColumn.SHA256: "Checksum (SHA-256)",
}
#: The columns that the programme fills, apart from the number.
PROGRAMME = (
    SheetColumn.SECTION,
    SheetColumn.TITLE,
    SheetColumn.DEADLINE,
    SheetColumn.RESPONSIBLE,
    SheetColumn.INDICATOR,
    SheetColumn.FUNDING,
)
#: The columns that units fill in.
FILLED = (SheetColumn.STATUS, SheetColumn.PERCENT, SheetColumn.COMPLETED, SheetColumn.TEXT)


def programme_cell(column: SheetColumn, record: MeasureRecord, units: Mapping[str, Unit]) -> str:
    """Return the cell of a programme column for a measure; responsible units get a line each."""
    if column is SheetColumn.RESPONSIBLE:
        names = (units[each].name if each in units else each for each in record.measure.responsible)
        return "\n".join(map(visible, names))
    if column is SheetColumn.DEADLINE:
        return visible(record.measure.deadline.text)
    return visible(str(getattr(record.measure, column.value)))


def text_cell(progress: Progress) -> str:
    """Return the cell of the text column: the text's source without its final newline."""
    return visible(progress.text.removesuffix("\n"), keep_newlines=True)


def plain_cell(text: str) -> str:
    """Return a text without emphasis and links, one line per paragraph; list items begin with "- "."""
    shown: list[str] = []
    for block in blocks(text):
        if isinstance(block, BulletList):
            shown += [BULLET + _words(item) for item in block.items]
        else:
            shown.append(_words(block.spans))
    return "\n".join(shown)


def _words(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `armed` reverses this."""
    return _MARK + text if _ARMED.match(text) else text


def armed(text: str) -> str:
    """Return the original of a text that `disarmed` returned."""
    return text[1:] if text.startswith(_MARK) and _ARMED.match(text, 1) else text


def written_out(text: str) -> str:
    """Escape a text for a workbook's cell, where "_x0041_" would read as "A" (ECMA-376 part 1, 22.4.2.4)."""
    return _LIKE_CODE.sub("_x005F_", text)


def read_back(text: str) -> str:
    """Return the text that a workbook's cell shows; reverses `written_out`."""
    return _CODE.sub(lambda match: chr(int(match[1], 16)), text)

"""Reader of a table as plain text from a word processor: a tab begins a cell, an empty line ends a row.

A line without a tab continues the paragraph above it; before the first row it belongs to the title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from records.errors import UnreadableSource
from records.importing.columns import columns_at
from records.importing.table import Cell, Row, Table
from records.language import Message
from records.values.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Parts(NamedTuple):
    """The paragraphs of a row, and the line number of the first."""

    paragraphs: list[str]
    line: int

    def row(self, columns: int) -> Row:
        """Return the row; paragraphs beyond the number of columns belong to the last cell."""
        first, rest = self.paragraphs[: columns - 1], self.paragraphs[columns - 1 :]
        cells = [Cell((text,)) for text in first]
        return Row((*cells, Cell(tuple(rest))) if rest else tuple(cells), Message("line {n}", n=self.line))


def read_text(text: str, file: str) -> Table:
    """Return the table of a tab-indented text; its heading row determines the number of columns.

    Surplus paragraphs of a row belong to the last column if that holds the progress texts; otherwise raise
    `UnreadableSource`. A row that is too short is left as it is.
    """
    before: list[str] = []
    found = list(_parts(text, before))
    columns, ends_in_text = _columns(found)
    longer = [parts for parts in found if len(parts.paragraphs) > columns]
    if longer and not ends_in_text:
        raise UnreadableSource(
            "{file}, {place}: the row has {n} paragraphs and the table {columns} columns, so it can’t be "
            "known which column the others belong to. Give the report as .docx.",
            file=file,
            place=Message("line {n}", n=longer[0].line),
            n=len(longer[0].paragraphs),
            columns=columns,
        )
    notices = []
    if longer:
        template = (
            "{file}: rows with more paragraphs than columns begin at these lines, and the last paragraphs "
            "are taken for the text: {lines}."
        )
        notices.append(Message(template, file=file, lines=[parts.line for parts in longer]))
    return Table(file, tuple(parts.row(columns) for parts in found), tuple(before), tuple(notices))


def _parts(text: str, before: list[str]) -> Iterator[_Parts]:
    """Yield the rows, adding the lines before the first to `before`; a lone line between rows is a row."""
    paragraphs: list[list[str]] = []
    start, is_begun, is_alone = 0, False, False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        is_cell = line.startswith("\t")
        if paragraphs and ((is_cell and is_alone) or (not is_cell and not line.strip())):
            yield _Parts([" ".join(part) for part in paragraphs], start)
            paragraphs = []
        if is_cell or (line.strip() and not paragraphs and is_begun):
            start = start if paragraphs else number
            is_begun, is_alone = True, not is_cell
            # A tab later in the line was typed as a blank.
            paragraphs.append([line.removeprefix("\t")])
        elif line.strip() and paragraphs:
            paragraphs[-1].append(line)
        elif line.strip():
            before.append(" ".join(line.split()))


def _columns(found: list[_Parts]) -> tuple[int, bool]:
    """Return the number of columns, and whether the last one holds the progress texts."""
    for parts in found:
        columns = columns_at([parts.row(len(parts.paragraphs))], 0)
        if columns is not None and columns.is_report:
            return len(columns.slots), columns.roles.get(Column.PROGRESS) == len(columns.slots) - 1
    return len(Column), True

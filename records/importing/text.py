"""The plain text of a table, as a word processor gives it: a cell begins with a tab, a blank line ends a row.

A line without a tab goes on with the paragraph above it; before the first row it belongs to the title.
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
    """The paragraphs of a row, and the line of the first."""

    paragraphs: list[str]
    line: int

    def row(self, columns: int) -> Row:
        """Return the row; what is more than its columns belongs to the last one."""
        first, rest = self.paragraphs[: columns - 1], self.paragraphs[columns - 1 :]
        cells = [Cell((text,)) for text in first]
        return Row((*cells, Cell(tuple(rest))) if rest else tuple(cells), Message("line {n}", n=self.line))


def read_text(text: str, file: str) -> Table:
    """Return the table of a tab-indented text; it has as many columns as its heading row has paragraphs.

    A row's paragraphs after its last column belong to that one, where it is the text's; else raise
    `UnreadableSource`. A shorter row is left as it is.
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
    """Yield the rows; add the lines before the first to `before`. Words alone between rows are a row."""
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
            # A tab further on in the line is a blank that somebody typed.
            paragraphs.append([line.removeprefix("\t")])
        elif line.strip() and paragraphs:
            paragraphs[-1].append(line)
        elif line.strip():
            before.append(" ".join(line.split()))


def _columns(found: list[_Parts]) -> tuple[int, bool]:
    """Return how many columns the table has, and whether the last is that of the texts."""
    for parts in found:
        columns = columns_at([parts.row(len(parts.paragraphs))], 0)
        if columns is not None and columns.is_report:
            return len(columns.slots), columns.roles.get(Column.PROGRESS) == len(columns.slots) - 1
    return len(Column), True

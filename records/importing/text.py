"""The plain text of a table, as a word processor gives it: a cell begins with a tab, a blank line ends a row.

A line without a tab goes on with the paragraph above it; before the first row it belongs to the title.
"""

from __future__ import annotations

from records.importing.table import Cell, Row, Table
from records.language import Message


def read_text(text: str, file: str, columns: int) -> Table:
    """Return the table of a tab-indented text. A row's paragraphs after its last column belong to that one.

    `columns` is how many a row has; a shorter row is left as it is.
    """
    rows: list[Row] = []
    before: list[str] = []
    cells: list[list[str]] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.startswith("\t"):
            start = start or number
            # A tab further on in the line is a blank that somebody typed.
            cells.append([line[1:]])
        elif line.strip() and cells:
            cells[-1].append(line)
        elif line.strip() and not rows:
            before.append(" ".join(line.split()))
        elif cells:
            rows.append(Row(_cells(cells, columns), Message("line {n}", n=start)))
            cells, start = [], 0
    return Table(file, tuple(rows), tuple(before))


def _cells(parts: list[list[str]], columns: int) -> tuple[Cell, ...]:
    lines = [" ".join(part) for part in parts]
    head, rest = lines[: columns - 1], lines[columns - 1 :]
    cells = [Cell((line,)) for line in head]
    return (*cells, Cell(tuple(rest))) if rest else tuple(cells)

"""A table of an HTML page: its rows, and its cells with their spans, text and marked elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.importing.beside import Marks
from records.importing.table import Cell, Row
from records.language import Message
from records.texts.prose import line_to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from records.importing.spoken import Paragraph
    from records.importing.table import Remark

#: The class of the cells that hold progress texts in a prozvit report.
PROGRESS = "progress"


class PageCell:
    """A table cell of a page: its class (`kind`), its spans and its paragraphs."""

    def __init__(self, kind: str, columns: int, rows: int) -> None:
        self.kind = kind
        self.columns, self.rows = columns, rows
        self.paragraphs: list[Paragraph] = []
        self.marks = Marks()
        self.remarks: set[Remark] = set()

    def read(self, *, is_own: bool) -> Cell:
        """Return the cell in the form common to all formats; `is_own` says that prozvit made the page."""
        if is_own and self.kind == PROGRESS:
            plain = tuple(each.plain() for each in self.paragraphs)
            written = tuple(each.markdown() for each in self.paragraphs)
            return Cell(plain, written=written, beside=self.marks.read())
        paragraphs = tuple(each.plain() for each in self.paragraphs)
        if is_own:
            return Cell(paragraphs, stands_apart=True, beside=self.marks.read())
        return Cell(paragraphs, remarks=frozenset(self.remarks))


class PageTable:
    """A table of a page; `name` is its HTML id."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[PageCell]] = []
        #: The indices of the rows that are section titles.
        self.sections: set[int] = set()

    def read(self, place: int, *, is_own: bool, alone: bool) -> Iterable[Row]:
        """Yield the rows that have cells; places covered by a spanning cell get an empty cell.

        `place` is the table's number in the file; messages name it unless the table is `alone`.
        """
        covered: dict[int, tuple[int, bool]] = {}
        for number, cells in enumerate(self.rows, 1):
            where = Message("row {n}", n=number)
            if not alone:
                where = Message("{table}, row {n}", table=Message("table {table}", table=place), n=number)
            read = _spread(cells, covered, is_own=is_own)
            if is_own and number - 1 in self.sections and read:
                read[0] = Cell((f"**{line_to_cell(read[0].line)}**",), markdown=True)
            if read:
                yield Row(tuple(read), where, place)


def _spread(cells: Sequence[PageCell], covered: dict[int, tuple[int, bool]], *, is_own: bool) -> list[Cell]:
    """Return a row's cells together with placeholders for the cells of rows above that span into it.

    `covered` holds, for each grid column, the number of further rows that a cell spans, and whether that cell
    begins further left. It is updated for the next row.
    """
    read: list[Cell] = []

    def skip() -> None:
        while (over := covered.get(len(read), (0, False)))[0] > 0:
            covered[len(read)] = (over[0] - 1, over[1])
            read.append(Cell(merged=True, spanned=over[1]))

    for cell in cells:
        skip()
        for step in range(cell.columns):
            covered[len(read)] = (cell.rows - 1, step > 0)
            read.append(cell.read(is_own=is_own) if step == 0 else Cell(spanned=True))
    skip()
    return read

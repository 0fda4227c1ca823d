"""The common form that all file formats are read into: rows of cells, with each row's place in the file."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.importing.beside import NOTHING
from records.language import Message
from records.sanitise import clean
from records.texts.cells import from_cell, line_from_cell
from records.texts.lines import BULLET
from records.texts.names import Named, named, named_in_cell
from records.texts.prose import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.importing.beside import Beside
    from records.values.periods import Period


class Remark(StrEnum):
    """A kind of content in a cell that is not read as ordinary text."""

    HIDDEN = "hidden"
    DELETED = "deleted"
    STRUCK = "struck"
    NOTE = "note"
    COMMENT = "comment"
    PICTURE = "picture"
    FORMULA = "formula"
    SIGN = "sign"


class Cell(Struct, frozen=True, dict=True):
    """A cell's paragraphs: plain text, or Markdown table source if `markdown` is set.

    `merged` says that the cell continues the one above it, `spanned` that the cell to the left covers this
    place. `written` are its lines as Markdown, if the file carries formatting. If the cell `stands_apart`,
    each paragraph is one value. `beside` are the marked elements of a page made by prozvit.
    """

    paragraphs: tuple[str, ...] = ()
    markdown: bool = False
    merged: bool = False
    spanned: bool = False
    written: tuple[str, ...] | None = None
    stands_apart: bool = False
    beside: Beside = NOTHING
    remarks: frozenset[Remark] = frozenset()

    @cached_property
    def plain(self) -> list[str]:
        """The non-empty paragraphs as plain text, with blanks collapsed."""
        if self.markdown:
            texts = [line_from_cell(part) for part in self.paragraphs]
        else:
            texts = [line for part in self.paragraphs for line in clean(part).text.split("\n")]
        return [line for line in (" ".join(text.split()) for text in texts) if line]

    @cached_property
    def line(self) -> str:
        """All paragraphs as one line of plain text."""
        return " ".join(self.plain)

    @cached_property
    def text(self) -> str:
        """The paragraphs as a progress text, in Markdown that displays as the cell did."""
        if self.markdown:
            return "".join(from_cell(part) for part in self.paragraphs)
        if self.written is not None:
            return "".join(clean(line).text + "\n" for line in self.written if line)
        return "".join(_escaped(line) + "\n" for line in self.plain)

    @property
    def units(self) -> tuple[Named, ...]:
        """The units that the paragraphs name."""
        if self.markdown:
            return tuple(map(named_in_cell, self.paragraphs))
        return tuple(named(line, stands_apart=self.stands_apart) for line in self.plain)

    @property
    def is_plain(self) -> bool:
        """Whether the source carries no formatting information."""
        return not self.markdown and self.written is None

    def joined(self, other: Cell) -> Cell:
        """Return this cell followed by another's paragraphs."""
        lines = None if self.written is None else (*self.written, *(other.written or ()))
        return Cell(
            (*self.paragraphs, *other.paragraphs),
            self.markdown,
            written=lines,
            stands_apart=self.stands_apart,
            beside=self.beside,
            remarks=self.remarks | other.remarks,
        )


class Row(Struct, frozen=True):
    """A row's cells and its place in the file: "line 12", "table 1, row 3"."""

    cells: tuple[Cell, ...]
    place: Message
    #: The number of its table in the file.
    table: int = 1


class Table(Struct, frozen=True):
    """A report as read: the lines before its table, its rows, and the reader's notices.

    `between` are the lines below each table, by the table's number. `period` is the period that a prozvit
    report was made for, None for other reports.
    """

    file: str
    rows: tuple[Row, ...]
    before: tuple[str, ...] = ()
    notices: tuple[Message, ...] = ()
    between: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    period: Period | None = None


def rows_hidden(file: str) -> Message:
    """Return the notice about a file with hidden rows."""
    return Message("{file}: hidden rows of a table are not read.", file=file)


def _escaped(line: str) -> str:
    if line.startswith(BULLET):
        return BULLET + escape(line[len(BULLET) :])
    return escape(line)

"""The table that every kind of file is read into: rows of cells, with the place of each row in its file."""

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
    """What a cell holds beside its words, or hidden in them."""

    HIDDEN = "hidden"
    DELETED = "deleted"
    STRUCK = "struck"
    NOTE = "note"
    COMMENT = "comment"
    PICTURE = "picture"
    FORMULA = "formula"
    SIGN = "sign"


class Cell(Struct, frozen=True, dict=True):
    """A cell's paragraphs: plain text, or with `markdown` a Markdown table's source.

    `merged` says that the cell goes on from the one above it, `spanned` that the one to the left reaches
    over this place. `written` are its lines as gentle Markdown,
    where the file shows how its words look; of a cell that `stands_apart` each paragraph is a value. What a
    page of this program shows beside the words is `beside`.
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
        """The paragraphs as plain text, blanks collapsed, empty ones left out."""
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
        """The paragraphs as a progress text: gentle Markdown that shows what the cell showed."""
        if self.markdown:
            return "".join(from_cell(part) for part in self.paragraphs)
        if self.written is not None:
            return "".join(clean(line).text + "\n" for line in self.written if line)
        return "".join(_escaped(line) + "\n" for line in self.plain)

    @property
    def units(self) -> tuple[Named, ...]:
        """What the paragraphs name as units."""
        if self.markdown:
            return tuple(map(named_in_cell, self.paragraphs))
        return tuple(named(line, stands_apart=self.stands_apart) for line in self.plain)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is known of how the words look."""
        return not self.markdown and self.written is None

    def joined(self, other: Cell) -> Cell:
        """Return the cell that goes on with another's paragraphs."""
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
    """A row's cells and where it stands: "line 12", "table 1, row 3"."""

    cells: tuple[Cell, ...]
    place: Message
    #: Which of the file's tables it is of.
    table: int = 1


class Table(Struct, frozen=True):
    """A report as read: what stands before its table, its rows, and what the reader has to say.

    `between` are the lines that stand below each of its tables, by the table's number. `period` is the one
    that a report of this program's own was made for.
    """

    file: str
    rows: tuple[Row, ...]
    before: tuple[str, ...] = ()
    notices: tuple[Message, ...] = ()
    between: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    period: Period | None = None


def rows_hidden(file: str) -> Message:
    """Return what is to be said of a file with rows that nobody sees."""
    return Message("{file}: hidden rows of a table are not read.", file=file)


def _escaped(line: str) -> str:
    if line.startswith(BULLET):
        return BULLET + escape(line[len(BULLET) :])
    return escape(line)

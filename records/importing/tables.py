"""The tables of a report in order: which hold measures, and the lines between and below them."""

from __future__ import annotations

import re
from itertools import chain, groupby
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.importing.columns import Columns, by_position, columns_at, usual_columns
from records.importing.rows import Rows
from records.language import Message
from records.values.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.importing.table import Row, Table

#: The beginnings of a section title; below, words above a table that is continued.
_LABEL = re.compile(
    r"(?:під)?розділ\b|напрям|глава\b|частина\b|[IVXІХ]+\s*[.)]\s|\d{1,2}(?:\.\d+)*[.)]\s", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.;:!?]$")
_GOES_ON = "продовження"
_NO_TITLE = re.compile(rf"{_GOES_ON}|закінчення|примітк|\*", re.IGNORECASE)
#: A section title is no longer than this and takes no more lines.
_LONGEST_TITLE, _MOST_LINES = 250, 2
#: The number of unread lines that a notice quotes, and the longest part of each.
_QUOTED, _LONGEST_QUOTE = 3, 60
#: A table above the report with fewer columns is its letterhead or stamp; so are such rows in its own table.
_NARROW = 4


class Tables:
    """Reads the tables of a report in order, sorting out section titles and lines that are not read."""

    def __init__(self, table: Table, own: Mapping[Column, str]) -> None:
        self._table = table
        self._own = own
        self._tables = {n: list(rows) for n, rows in groupby(table.rows, key=lambda row: row.table)}
        self._headed = {n: _headed(rows, own) for n, rows in self._tables.items()}
        self._columns: Columns | None = None
        self._passed_over: list[int] = []
        #: The number of the report's first table; below, by table, how many of the lines below it are the
        #: title of the next section.
        self._first = 0
        self._titles: dict[int, int] = {}
        self.rows = Rows(table.file, own)
        #: The report's own headings by column, and the lines above its table.
        self.headings: dict[Column, str] = {}
        self.before = table.before

    def read(self) -> None:
        """Read all tables; raise `UnreadableSource`."""
        is_headed = any(columns and columns.is_report for _, columns in self._headed.values())
        if not is_headed:
            self._refuse_incomplete()
        for n, rows in self._tables.items():
            at, columns = self._headed[n] if is_headed else _placed(rows, self._columns)
            if columns is None and self._columns and any(map(self._columns.fits, rows)):
                columns = self._columns
            if columns is not None and columns.is_report:
                self._check(rows[at], columns)
                self._read_table(n, at, columns)
            elif self._columns is not None or any(len(row.cells) >= _NARROW for row in rows):
                self._passed_over.append(n)
        if self._columns is None:
            raise self._no_table()

    def _read_table(self, n: int, at: int, columns: Columns) -> None:
        """Read table `n` of measures; its headings, or its first measure, are in row `at`."""
        rows = self._tables[n]
        self._begin_section(n, rows[0].place)
        if self._columns is None:
            self._begin(rows[:at], columns)
            self.rows.read(rows[at:], columns)
        else:
            # Rows above repeated headings continue the previous table.
            self.rows.read(rows, self._columns if at else columns)
        self._columns = columns

    def notices(self) -> Iterator[Message]:
        """Yield the notices about unread tables and lines, and about uncertain rows."""
        file = self._table.file
        yield from self.rows.notices()
        for n in self._passed_over:
            yield Message(
                "{file}: table {table} is no table of measures and is not read.", file=file, table=n
            )
        if unread := list(self._unread()):
            quoted = [*map(_quoted, unread[:_QUOTED]), *["…"][: len(unread) - _QUOTED]]
            yield Message("{file}: these lines below a table are not read: {lines}.", file=file, lines=quoted)
        if not self.headings:
            yield Message(
                "{file}: the headings say nothing known, so the columns are taken in their usual order.",
                file=file,
            )

    def _begin(self, above: Sequence[Row], columns: Columns) -> None:
        """Take over the report's headings; the rows above them in its table are lines of its title."""
        found = {column: columns.heading(column) for column in Column if column in columns.roles}
        if not any(found.values()):
            return
        self.headings = found
        for row in above:
            words = [cell.line for cell in row.cells if cell.line]
            if len(words) >= _NARROW:
                raise self.rows.refusal(row, Message("it stands above the headings"))
            self.before += tuple(words)

    def _begin_section(self, n: int, place: Message) -> None:
        """Use the lines above a table as a section title, if they look like one."""
        above = self._table.between.get(n - 1, ())
        if self._columns is None:
            # The stamp may be a table of its own, with the report's title below it.
            above = (*self.before, *chain(*(self._table.between.get(each, ()) for each in range(1, n))))
        count = _title_lines(above, is_first=self._columns is None)
        if count:
            self.rows.begin_section(" ".join(above[-count:]), place)
        if self._columns is None:
            self.before = above[: len(above) - count]
            self._first = n
        else:
            self._titles[n - 1] = count

    def _unread(self) -> Iterator[str]:
        """Yield the lines below the tables that are not section titles."""
        for n, lines in self._table.between.items():
            kept = lines[: len(lines) - self._titles.get(n, 0)] if n >= self._first else ()
            yield from (line for line in kept if not line.casefold().startswith(_GOES_ON))

    def _check(self, row: Row, columns: Columns) -> None:
        """Refuse a table with a missing column, or with two columns that fit one role."""
        if columns.missing == [Column.PROGRESS]:
            raise UnreadableSource(
                "{file}, {place}: the column “{column}” is missing. If this is the table of the programme "
                "itself, add an empty column of that heading, and its measures come in without progress. The "
                "headings read: {headings}.",
                file=self._table.file,
                place=row.place,
                column=Column.PROGRESS,
                headings=columns.headings,
            )
        if columns.missing:
            raise UnreadableSource(
                "{file}, {place}: these columns are missing: {missing}. The table must have five: number, "
                "measure, deadline, responsible units, state of implementation. The headings read: "
                "{headings}.",
                file=self._table.file,
                place=row.place,
                missing=[column.message() for column in columns.missing],
                headings=columns.headings,
            )
        for headings in columns.rivals.values():
            raise UnreadableSource(
                "{file}, {place}: any of these columns could be the same one: {headings}. Give the others a "
                "heading of another meaning, or remove them.",
                file=self._table.file,
                place=row.place,
                headings=[f"«{heading}»" for heading in headings],
            )

    def _refuse_incomplete(self) -> None:
        """Refuse a file without a table of measures if one of its tables has some of the headings."""
        for n, (at, columns) in self._headed.items():
            if columns is not None:
                self._check(self._tables[n][at], columns)

    def _no_table(self) -> UnreadableSource:
        widest = max(self._table.rows, key=lambda row: sum(bool(cell.line) for cell in row.cells))
        return UnreadableSource(
            "{file}: no table with the five columns was found: number, measure, deadline, responsible units, "
            "state of implementation. The row of the most cells reads: {row}.",
            file=self._table.file,
            row=[_quoted(cell.line) for cell in widest.cells if cell.line][: len(Column)],
        )


def _headed(rows: Sequence[Row], own: Mapping[Column, str]) -> tuple[int, Columns | None]:
    """Return the index of a table's heading row and its columns, or 0 and None if it has no headings."""
    for at in range(len(rows)):
        if (columns := columns_at(rows, at, own)) is not None:
            return at, columns
    return 0, None


def _placed(rows: Sequence[Row], before: Columns | None) -> tuple[int, Columns | None]:
    """Return the first measure's index in a table without known headings, and the usual columns or None."""
    start = by_position(rows) if before is None else None
    return (0, None) if start is None else (start, usual_columns())


def _title_lines(lines: Sequence[str], *, is_first: bool) -> int:
    """Return how many of the last lines above a table form a section title.

    Above the first table stands the report's own title, so only a labelled line counts there.
    """
    near = range(1, min(_MOST_LINES, len(lines)) + 1)
    labelled = next((count for count in near if _LABEL.match(lines[-count])), 0)
    count = labelled or (0 if is_first or len(lines) != 1 or _SENTENCE.search(lines[0]) else 1)
    if not count or _NO_TITLE.match(lines[-1]) or len(" ".join(lines[-count:])) > _LONGEST_TITLE:
        return 0
    return count


def _quoted(line: str) -> str:
    """Return a line quoted for a list in a message."""
    return f"«{line}»" if len(line) <= _LONGEST_QUOTE else f"«{line[:_LONGEST_QUOTE]}…»"

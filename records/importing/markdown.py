"""Reader of Markdown reports as prozvit exports them: pipe tables, and the text above and between them.

Tables follow GitHub Flavored Markdown: a heading row, a delimiter row, then rows up to an empty line. The
bars at the ends of a line are optional.
"""

from __future__ import annotations

import re

from records.errors import UnreadableSource
from records.importing.table import Cell, Row, Table
from records.language import Message
from records.texts.cells import line_from_cell, line_to_cell, paragraphs

_RULE = re.compile(r"\s*\|?\s*:?-+:?(?:\s*\|\s*:?-+:?)*\s*\|?\s*")
#: A delimiter row of five columns is shorter; the limit keeps the regular expression, quadratic in blanks,
#: fast.
_LONGEST_RULE = 500
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ITALIC = re.compile(r"\*[^*].*[^*\\]\*")
_BOLD = re.compile(r"\*\*(.+)\*\*", re.DOTALL)
#: A line outside all tables with at least this many bars is a row cut off from its table.
_BARS_OF_ROW = 3
#: The foot of a prozvit report: below a rule it names the commit that the report was made from.
_OWN_FOOT = re.compile(r"\n---\n[^|]*\b[0-9a-f]{40}\b[^|]*\Z")


def read_markdown(text: str, file: str) -> Table:
    """Return the tables of a Markdown file, of a prozvit report only the measures; there may be no rows.

    Raise `UnreadableSource` for a line that looks like a table row but is outside all tables.
    """
    lines = text.split("\n")
    starts = {at - 1 for at, line in enumerate(lines) if at and _is_rule(line) and "|" in lines[at - 1]}
    is_own = _OWN_FOOT.search(text) is not None
    rows: list[Row] = []
    between: dict[int, list[str]] = {0: []}
    place, at = 0, 0
    while at < len(lines):
        if at in starts:
            place += 1
            end = next(
                (n for n in range(at + 2, len(lines)) if not lines[n].strip() or n in starts), len(lines)
            )
            rows += [_row(lines[n], n + 1, place) for n in range(at, end) if n != at + 1]
            at = end
            continue
        _refuse_row(lines[at], at + 1, file)
        between.setdefault(place, []).append(lines[at])
        at += 1
    before = tuple(_before(between.pop(0)))
    if is_own:
        return Table(file, tuple(row for row in rows if row.table == 1), before)
    below = {place: tuple(_words(lines)) for place, lines in between.items()}
    return Table(file, tuple(rows), before, between=below)


def _is_rule(line: str) -> bool:
    return "|" in line and len(line) < _LONGEST_RULE and _RULE.fullmatch(line) is not None


def _refuse_row(line: str, number: int, file: str) -> None:
    bars = sum(1 for _ in _CELL_END.finditer(line))
    if line.strip().startswith("|") or bars >= _BARS_OF_ROW:
        raise UnreadableSource(
            "{file}, {place}: a row of a table stands outside of any table. A table begins with its headings "
            "and a line “| --- |”, and an empty line ends it. Correct it in the file and import again.",
            file=file,
            place=Message("line {n}", n=number),
        )


def _row(line: str, number: int, table: int) -> Row:
    cells = [_cell(source) for source in _split(line.strip())]
    return Row(tuple(cells), Message("line {n}", n=number), table)


def _split(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _CELL_END.finditer(line):
        found.append(line[start : match.end() - 1])
        start = match.end()
    found.append(line[start:])
    # A bar at either end of the line does not separate cells.
    first = 1 if line.startswith("|") else 0
    return found[first:-1] if len(found) > first + 1 and not found[-1].strip() else found[first:]


def _cell(source: str) -> Cell:
    parts = paragraphs(source.strip())
    return Cell(tuple(parts), markdown=True)


def is_bold(cell: Cell) -> str | None:
    """Return the words of a cell that is a single bold paragraph, the form of a section title, or None."""
    if not cell.markdown or len(cell.paragraphs) != 1:
        return None
    match = _BOLD.fullmatch(cell.paragraphs[0])
    return None if match is None else line_from_cell(match[1])


def titled(text: str) -> Cell:
    """Return a section title as a cell that `is_bold` recognises."""
    return Cell((f"**{line_to_cell(' '.join(text.split()))}**",), markdown=True)


def _before(lines: list[str]) -> list[str]:
    blocks = [block.strip() for block in "\n".join(lines).split("\n\n")]
    heading = next((at for at, block in enumerate(blocks) if block.startswith("# ")), 0)
    # The blocks before the heading are the approval, which is taken from the rules. Blocks in italics
    # describe the report: its programme, period, edition and filters.
    said = [block for block in blocks[heading:] if block and not _ITALIC.fullmatch(block)]
    return [_plain(block) for block in said]


def _words(lines: list[str]) -> list[str]:
    """Return the lines that contain words, as plain text; a rule of dashes contains none."""
    return [_plain(line) for line in lines if line.strip(" -*_")]


def _plain(block: str) -> str:
    return line_from_cell(block.strip().lstrip("#").strip())

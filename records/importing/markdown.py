"""A Markdown report: the first pipe table with what stands before it, as this program exports it."""

from __future__ import annotations

import re

from records.importing.table import Cell, Row, Table
from records.language import Message
from records.texts.cells import line_from_cell, line_to_cell, paragraphs

_RULE = re.compile(r"\s*\|?\s*:?-+:?(?:\s*\|\s*:?-+:?)*\s*\|?\s*")
#: A rule of five columns is shorter, and a long run of blanks would cost its square.
_LONGEST_RULE = 500
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ITALIC = re.compile(r"\*[^*].*[^*\\]\*")
_BOLD = re.compile(r"\*\*(.+)\*\*", re.DOTALL)


def read_markdown(text: str, file: str) -> Table:
    """Return the table of a Markdown file: its first pipe table, or no rows where it has none."""
    lines = text.split("\n")
    rule = next((at for at, line in enumerate(lines) if at and _is_rule(line)), None)
    if rule is None or "|" not in lines[rule - 1]:
        return Table(file, ())
    rows = [_row(lines[rule - 1], rule)]
    for number, line in enumerate(lines[rule + 1 :], rule + 2):
        if not line.strip().startswith("|"):
            break
        rows.append(_row(line, number))
    return Table(file, tuple(rows), tuple(_before(lines[: rule - 1])))


def _is_rule(line: str) -> bool:
    return "|" in line and len(line) < _LONGEST_RULE and _RULE.fullmatch(line) is not None


def _row(line: str, number: int) -> Row:
    cells = [_cell(source) for source in _split(line.strip())]
    return Row(tuple(cells), Message("line {n}", n=number))


def _split(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _CELL_END.finditer(line):
        found.append(line[start : match.end() - 1])
        start = match.end()
    found.append(line[start:])
    # A line begins and ends with a bar, which parts no cells.
    return found[1:-1] if line.startswith("|") else found


def _cell(source: str) -> Cell:
    parts = paragraphs(source.strip())
    return Cell(tuple(parts), markdown=True)


def is_bold(cell: Cell) -> str | None:
    """Return the words of a cell that is one bold paragraph, as the title of a section is written."""
    if not cell.markdown or len(cell.paragraphs) != 1:
        return None
    match = _BOLD.fullmatch(cell.paragraphs[0])
    return None if match is None else line_from_cell(match[1])


def titled(text: str) -> Cell:
    """Return the title of a section as the cell that `is_bold` knows."""
    return Cell((f"**{line_to_cell(' '.join(text.split()))}**",), markdown=True)


def _before(lines: list[str]) -> list[str]:
    blocks = [block.strip() for block in "\n".join(lines).split("\n\n")]
    heading = next((at for at, block in enumerate(blocks) if block.startswith("# ")), 0)
    # What stands before the heading is the approval, which the rules hold; in italics stands of what the
    # report is: its programme, its period, its edition, its filters.
    said = [block for block in blocks[heading:] if block and not _ITALIC.fullmatch(block)]
    return [line_from_cell(block.removeprefix("# ")) for block in said]

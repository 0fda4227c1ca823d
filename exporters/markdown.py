"""The report as Markdown: one GFM table, in the form of the report that a council files.

Values are written as the register holds them, so that importing the file again changes nothing.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from exporters.corrections import HEADINGS, cells
from exporters.provenance import nothing_said, provenance
from records.texts.names import name_to_cell
from records.texts.prose import line_to_cell
from records.values.model import Column, Signatory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exporters.model import Report, Row, Section

# Characters that would start a heading, quotation, list or definition at the start of a line.
_BLOCK_STARTS = tuple("#>+-[")
_TYPED_NUMBER = re.compile(r"\d{1,9}[.)]")


def to_markdown(report: Report) -> bytes:
    """Return the report as a UTF-8 Markdown file."""
    # Writing line by line avoids a second copy of the whole report in memory.
    file = BytesIO()
    file.writelines(f"{each}\n".encode() for each in _lines(report))
    return file.getvalue()


def _lines(report: Report) -> Iterator[str]:
    for block in _above(report):
        yield from (block, "")
    yield from table(report)
    for block in _below(report):
        yield from ("", block)


def _above(report: Report) -> Iterator[str]:
    yield from _approval(report)
    yield f"# {heading(report.heading)}"
    yield paragraph(report.title)
    yield paragraph(report.body)
    yield from notes(report.notes)


def notes(texts: Iterable[str]) -> Iterator[str]:
    """Yield the program’s own notes as paragraphs wholly in italics, by which an import recognises them."""
    return (f"*{line_to_cell(text)}*" for text in texts)


def _below(report: Report) -> Iterator[str]:
    yield from corrections(report)
    yield from map(_signature, report.signatures)
    yield "---"
    yield from map(paragraph, provenance(report))


def _approval(report: Report) -> list[str]:
    stamp = f"**{report.language.say('APPROVED')}**"
    if report.act:
        return ["<br>".join([stamp, *map(line_to_cell, report.act)])]
    if report.approval is None:
        return []
    lines = [stamp, _signature(report.approval)]
    if report.approved is not None:
        lines.append(report.language.show(report.approved))
    return ["<br>".join(lines)]


def _signature(signatory: Signatory) -> str:
    return "<br>".join(paragraph(part) for part in (signatory.position, signatory.name) if part)


def table(report: Report) -> Iterator[str]:
    """Yield the lines of the table of measures, or of a sentence that there are none."""
    if not report.rows:
        yield paragraph(nothing_said(report))
        return
    columns = [heading.column for heading in report.columns]
    yield line([line_to_cell(heading.text) for heading in report.columns])
    yield line(["---"] * len(columns))
    for section in report.sections:
        if section.title:
            yield _section_line(section, columns)
        yield from (line([_cell(row, column) for column in columns]) for row in section.rows)


def corrections(report: Report, level: int = 2) -> list[str]:
    """Return the report’s table of corrections to closed periods, below a heading of `level`."""
    if not report.corrections:
        return []
    say = report.language.say
    told = (cells(each, report.language) for each in report.corrections)
    listed = plain_table([say(heading) for heading in HEADINGS], told)
    return [f"{'#' * level} {say('Corrections to closed periods')}", listed]


def _section_line(section: Section, columns: list[Column]) -> str:
    place = columns.index(Column.TITLE) if Column.TITLE in columns else 0
    cells = [""] * len(columns)
    cells[place] = f"**{line_to_cell(section.title)}**"
    return line(cells)


def line(cells: Sequence[str]) -> str:
    """Return a table line made of the given cells."""
    return f"| {' | '.join(cells)} |"


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are plain one-line texts."""
    first, *lines = (line([line_to_cell(text) for text in row]) for row in (headings, *rows))
    return "\n".join([first, line(["---"] * len(headings)), *lines])


def _cell(row: Row, column: Column) -> str:
    match column:
        case Column.NUMBER:
            return line_to_cell(row.number)
        case Column.TITLE:
            return line_to_cell(row.title)
        case Column.DEADLINE:
            return line_to_cell(row.deadline)
        case Column.RESPONSIBLE:
            return "<br>".join(name_to_cell(unit) for unit in row.responsible)
        case Column.PROGRESS:
            return row.cell.source


def heading(text: str) -> str:
    """Return a plain text escaped for use as a heading."""
    written = line_to_cell(text)
    return written[:-1] + "\\#" if written.endswith("#") else written


def paragraph(text: str) -> str:
    """Return a plain line as a paragraph, escaped so that it starts no other block."""
    written = line_to_cell(text.strip())
    if (number := _TYPED_NUMBER.match(written)) is not None:
        at = number.end() - 1
        return f"{written[:at]}\\{written[at:]}"
    return f"\\{written}" if written.startswith(_BLOCK_STARTS) else written

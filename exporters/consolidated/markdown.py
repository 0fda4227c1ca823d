"""A consolidated report as Markdown: a table of the bodies, then each body’s own table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.consolidated.telling import absent, figures, headings, section_sources, sources
from exporters.markdown import corrections, heading, notes, paragraph, plain_table, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exporters.consolidated.model import Consolidated, Part


def to_markdown(made: Consolidated) -> bytes:
    """Return a consolidated report as a UTF-8 Markdown file."""
    return ("\n\n".join(_blocks(made)) + "\n").encode()


def _blocks(made: Consolidated) -> Iterator[str]:
    yield f"# {heading(made.heading)}"
    yield paragraph(made.title)
    yield f"## {heading(made.language.say('Summary'))}"
    if told := absent(made):
        yield paragraph(told)
    summed = ([totals.name, *figures(totals)] for totals in (*made.by_body, made.totals))
    yield plain_table(headings(made), summed)
    for part in made.parts:
        yield from _part(part)
    yield "---"
    yield paragraph(sources(made))


def _part(part: Part) -> Iterator[str]:
    yield f"## {heading(part.name)}"
    report = part.report
    if report is None:
        yield paragraph(part.absent)
        return
    yield paragraph(report.title)
    yield from notes(report.notes)
    yield "\n".join(table(report))
    yield from corrections(report, level=3)
    yield from map(paragraph, section_sources(report))

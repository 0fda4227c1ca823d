"""The report as a Word document: the form that councils file (A4 on its side, five columns, signatures).

Texts are rendered: each paragraph is one, emphasis and links are Word's own, a list is a list. What the
report model has in words stands here as in the Markdown file, so that an import reads the same from both.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from exporters.corrections import HEADINGS, cells
from exporters.provenance import provenance
from exporters.wordbase import WordBase
from exporters.wordml import TAB, cell, link, paragraph, row, run, table
from records.model import Column
from records.prose import BulletList
from records.sanitise import visible
from records.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exporters.model import Cell, Report, Row, Section
    from records.model import Signatory
    from records.prose import Span

#: How wide the columns are beside one another.
_SHARES = {
    Column.NUMBER: 7,
    Column.TITLE: 24,
    Column.DEADLINE: 12,
    Column.RESPONSIBLE: 19,
    Column.PROGRESS: 38,
}
_CORRECTION_SHARES = (7, 15, 22, 16, 14, 26)


def to_docx(report: Report) -> bytes:
    """Return the report as a .docx file."""
    return _Writer(report).written()


class _Writer:
    """Writes one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._say = report.language.say
        self._base = WordBase(report.language.code)

    def written(self) -> bytes:
        report = self._report
        parts = [
            *self._approval(),
            _line("Title", report.heading),
            _line("Subtitle", report.title),
            _line("ProzvitBody", report.body),
            *[paragraph("ProzvitNote", run(_set(text), italic=True)) for text in report.filters],
            *([_line("ProzvitNote", report.edition)] if report.edition else []),
            self._table(),
            *self._corrections(),
            *[self._signature(each) for each in report.signatures if each.position or each.name],
            *[_line("ProzvitFoot", text) for text in ["", *provenance(report, "docx")]],
        ]
        self._base.describe(_set(f"{report.heading} {report.title}"), visible(report.body), report.source.at)
        return self._base.filled("".join(parts))

    def _approval(self) -> Iterator[str]:
        approval = self._report.approval
        if approval is None or not (approval.position or approval.name):
            return
        yield paragraph("ProzvitStamp", run(self._say("APPROVED")))
        if approval.position:
            yield _line("ProzvitStamp", approval.position)
        yield paragraph("ProzvitStamp", TAB + run(f" {_set(approval.name)}"))
        day = self._report.approved
        yield paragraph("ProzvitStamp", TAB if day is None else run(self._report.language.show(day)))

    @staticmethod
    def _signature(signatory: Signatory) -> str:
        return paragraph(
            "ProzvitSignature", run(_set(signatory.position)) + TAB * 3 + run(_set(signatory.name))
        )

    def _table(self) -> str:
        report = self._report
        columns = [heading.column for heading in report.columns]
        widths = _widths(self._base.width, [_SHARES[column] for column in columns])
        rows = [_headings([heading.text for heading in report.columns], widths)]
        for section in report.sections:
            if section.title:
                rows.append(_section(section, widths))
            rows += [
                row(
                    cell(self._cell(each, column), width)
                    for column, width in zip(columns, widths, strict=True)
                )
                for each in section.rows
            ]
        caption = self._say("Measures and the state of their implementation")
        return table("ProzvitTable", widths, caption, rows)

    def _cell(self, measure: Row, column: Column) -> str:
        match column:
            case Column.NUMBER:
                return _line("ProzvitCell", measure.number)
            case Column.TITLE:
                return _line("ProzvitCell", measure.title)
            case Column.DEADLINE:
                return _line("ProzvitCell", measure.deadline)
            case Column.RESPONSIBLE:
                return "".join(_line("ProzvitCell", unit) for unit in measure.responsible or ("",))
            case Column.PROGRESS:
                return "".join(self._progress(measure.cell)) or paragraph("ProzvitCell", "")

    def _progress(self, shown: Cell) -> Iterator[str]:
        if shown.note:
            yield _line("ProzvitCell", shown.note)
        ending = run(_set(shown.closing)) if shown.closing else ""
        for place, block in enumerate(shown.blocks, 1):
            if isinstance(block, BulletList):
                yield from (paragraph("ProzvitItem", self._words(item)) for item in block.items)
            elif place == len(shown.blocks) and ending:
                yield paragraph("ProzvitCell", self._words(block.spans) + run(" ") + ending)
                return
            else:
                yield paragraph("ProzvitCell", self._words(block.spans))
        if ending:
            yield paragraph("ProzvitCell", ending)

    def _words(self, spans: Sequence[Span]) -> str:
        written = ""
        for url, group in groupby(spans, key=lambda span: span.url):
            style = "Hyperlink" if url else ""
            runs = "".join(
                run(typeset(span.text), bold=span.bold, italic=span.italic, style=style) for span in group
            )
            written += link(self._base.link(url), runs) if url else runs
        return written

    def _corrections(self) -> Iterator[str]:
        if not self._report.corrections:
            return
        widths = _widths(self._base.width, _CORRECTION_SHARES)
        told = [cells(each, self._report.language) for each in self._report.corrections]
        rows = [
            row(cell(_line("ProzvitCell", text), width) for text, width in zip(texts, widths, strict=True))
            for texts in told
        ]
        title = self._say("Corrections to closed periods")
        yield _line("Heading2", title)
        yield table(
            "ProzvitTable", widths, title, [_headings([self._say(each) for each in HEADINGS], widths), *rows]
        )


def _headings(texts: Sequence[str], widths: Sequence[int]) -> str:
    heads = (
        cell(_line("ProzvitHeading", text), width, middle=True)
        for text, width in zip(texts, widths, strict=True)
    )
    return row(heads, whole=True, repeated=True)


def _section(section: Section, widths: Sequence[int]) -> str:
    title = _line("ProzvitSection", section.title)
    return row([cell(title, sum(widths), columns=len(widths))], whole=True)


def _widths(whole: int, shares: Sequence[int]) -> list[int]:
    """Return the widths of columns that share a table's."""
    *first, _ = (whole * share // sum(shares) for share in shares)
    return [*first, whole - sum(first)]


def _line(style: str, text: str) -> str:
    return paragraph(style, run(_set(text)) if text else "")


def _set(text: str) -> str:
    return typeset(visible(text))

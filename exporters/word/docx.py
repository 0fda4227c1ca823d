"""The report as a Word document, in the form that councils file: A4 landscape, five columns, signatures.

Texts are rendered: paragraphs, emphasis, links and lists become Word’s own. The words of the report model are
the same as in the Markdown file, so that an import reads the same from both.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from exporters.corrections import HEADINGS, cells
from exporters.provenance import nothing_said, provenance
from exporters.word.base import WordBase
from exporters.word.markup import TAB, cell, link, paragraph, row, run, table, unbroken
from records.sanitise import visible
from records.texts.prose import BulletList, plain
from records.texts.typography import typeset
from records.values.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exporters.model import Cell, Report, Row
    from records.texts.prose import Span
    from records.values.model import Signatory

#: The relative widths of the columns.
_SHARES = {
    Column.NUMBER: 7,
    Column.TITLE: 24,
    Column.DEADLINE: 12,
    Column.RESPONSIBLE: 19,
    Column.PROGRESS: 38,
}
_CORRECTION_SHARES = (7, 15, 22, 16, 14, 26)
#: The signatory’s position, the line to sign on, the name.
_SIGNATURE_SHARES = (44, 20, 36)
#: A row of up to this many lines, less than half a page, is not split across pages.
_SHORT = 12
#: The width of a letter and of a cell’s margins, in twentieths of a point.
_LETTER, _MARGINS = 110, 170
#: The name of the council’s own document among its templates.
_TEMPLATE = "report.docx"


def to_docx(report: Report) -> bytes:
    """Return the report as a .docx file."""
    return _Writer(report).written()


class _Writer:
    """Writes one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._say = report.language.say
        self._base = WordBase(report.language.code, (report.templates or {}).get(_TEMPLATE))

    def written(self) -> bytes:
        """Return the file."""
        report = self._report
        self._base.describe(_set(report.full_title), visible(report.body), report.source.at)
        return self._base.filled(self._parts())

    def _parts(self) -> Iterator[str]:
        report = self._report
        yield from self._approval()
        yield self._line("Title", report.heading)
        yield self._line("Subtitle", report.title)
        yield self._line("Prozvit body", report.body)
        for text in report.notes:
            yield self._paragraph("Prozvit note", run(_set(text), italic=True))
        if report.rows:
            yield from self._table()
        else:
            yield self._line("Prozvit body", nothing_said(report))
        yield from self._corrections()
        yield from self._signatures()
        for text in ["", *provenance(report, "docx")]:
            yield self._line("Prozvit foot", text)

    def _approval(self) -> Iterator[str]:
        approval, act = self._report.approval, self._report.act
        if approval is None and not act:
            return
        yield self._paragraph("Prozvit stamp", run(self._say("APPROVED")))
        for text in act:
            yield self._line("Prozvit stamp", text)
        if approval is None or act:
            return
        if approval.position:
            yield self._line("Prozvit stamp", approval.position)
        yield self._paragraph("Prozvit stamp", TAB + run(" ") + unbroken(_set(approval.name)))
        day = self._report.approved
        yield self._paragraph("Prozvit stamp", TAB if day is None else run(self._report.language.show(day)))

    def _signatures(self) -> Iterator[str]:
        if not self._report.signatures:
            return
        # Word merges two adjacent tables, so an empty paragraph separates them.
        yield self._line("Prozvit signature", "")
        widths = _widths(self._base.width, _SIGNATURE_SHARES)
        rows = (self._signature(signatory, widths) for signatory in self._report.signatures)
        yield from table(self._base.style("Prozvit signatures"), widths, self._say("Signatures"), rows)

    def _signature(self, signatory: Signatory, widths: Sequence[int]) -> str:
        position, line, name = widths
        words = self._paragraph("Prozvit signature", unbroken(_set(signatory.name)))
        return row(
            [
                cell(self._line("Prozvit signature", signatory.position), position, align="bottom"),
                cell(self._line("Prozvit signature", ""), line, align="bottom", line=True),
                cell(words, name, align="bottom"),
            ],
            whole=True,
        )

    def _table(self) -> Iterator[str]:
        widths = _widths(self._base.width, [_SHARES[heading.column] for heading in self._report.columns])
        caption = self._say("Measures and the state of their implementation")
        return table(self._base.style("Prozvit table"), widths, caption, self._rows(widths))

    def _rows(self, widths: Sequence[int]) -> Iterator[str]:
        headings = self._report.columns
        yield self._headings([heading.text for heading in headings], widths)
        for section in self._report.sections:
            if section.title:
                title = self._line("Prozvit section", section.title)
                yield row([cell(title, sum(widths), columns=len(widths))], whole=True)
            for measure in section.rows:
                yield self._row(measure, [heading.column for heading in headings], widths)

    def _headings(self, texts: Sequence[str], widths: Sequence[int]) -> str:
        heads = (
            cell(self._line("Prozvit heading", text), width, align="center")
            for text, width in zip(texts, widths, strict=True)
        )
        return row(heads, whole=True, repeated=True)

    def _row(self, measure: Row, columns: Sequence[Column], widths: Sequence[int]) -> str:
        places = list(zip(columns, widths, strict=True))
        is_short = all(_lines(_texts(measure, column), width) <= _SHORT for column, width in places)
        return row((cell(self._cell(measure, column), width) for column, width in places), whole=is_short)

    def _cell(self, measure: Row, column: Column) -> str:
        match column:
            case Column.PROGRESS:
                return "".join(self._progress(measure.cell)) or self._line("Prozvit cell", "")
            case _:
                return "".join(self._line("Prozvit cell", text) for text in _texts(measure, column))

    def _progress(self, shown: Cell) -> Iterator[str]:
        if shown.note:
            yield self._line("Prozvit cell", shown.note)
        ending = unbroken(_set(shown.closing)) if shown.closing else ""
        for place, block in enumerate(shown.blocks, 1):
            if isinstance(block, BulletList):
                yield from (self._paragraph("Prozvit item", self._words(item)) for item in block.items)
            elif place == len(shown.blocks) and ending:
                yield self._paragraph("Prozvit cell", self._words(block.spans) + run(" ") + ending)
                return
            else:
                yield self._paragraph("Prozvit cell", self._words(block.spans))
        if ending:
            yield self._paragraph("Prozvit cell", ending)

    def _words(self, spans: Sequence[Span]) -> str:
        written = ""
        for url, group in groupby(spans, key=lambda span: span.url):
            style = self._base.style("Hyperlink") if url else ""
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
            row(
                [
                    cell(self._line("Prozvit cell", text), width)
                    for text, width in zip(texts, widths, strict=True)
                ],
                whole=True,
            )
            for texts in told
        ]
        title = self._say("Corrections to closed periods")
        yield self._line("heading 2", title)
        heads = self._headings([self._say(each) for each in HEADINGS], widths)
        yield from table(self._base.style("Prozvit corrections"), widths, title, [heads, *rows])

    def _line(self, style: str, text: str) -> str:
        return self._paragraph(style, run(_set(text)) if text else "")

    def _paragraph(self, style: str, runs: str) -> str:
        return paragraph(self._base.style(style), runs)


def _widths(whole: int, shares: Sequence[int]) -> list[int]:
    """Return the widths of columns with the given shares of a whole."""
    *first, _ = (whole * share // sum(shares) for share in shares)
    return [*first, whole - sum(first)]


def _texts(measure: Row, column: Column) -> Sequence[str]:
    """Return the paragraphs of a cell as plain text; at least one, which may be empty."""
    match column:
        case Column.NUMBER:
            return [measure.number]
        case Column.TITLE:
            return [measure.title]
        case Column.DEADLINE:
            return [measure.deadline]
        case Column.RESPONSIBLE:
            return measure.responsible or [""]
        case Column.PROGRESS:
            shown = measure.cell
            return [shown.note, *plain(shown.text), shown.closing]


def _lines(texts: Sequence[str], width: int) -> int:
    """Return the approximate number of lines that paragraphs take in a column."""
    return sum(1 + len(text) * _LETTER // (width - _MARGINS) for text in texts)


def _set(text: str) -> str:
    return typeset(visible(text))

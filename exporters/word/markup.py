"""WordprocessingML as text: runs, paragraphs, cells, rows and tables (ECMA-376 part 1, 17.3 and 17.4).

Elements are written in the order that the schema requires. They are text rather than an element tree, because
a report of ten thousand measures has half a million of them. Widths are in twentieths of a point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from records.texts.typography import NBSP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TAB = "<w:r><w:tab/></w:r>"


def run(text: str, *, bold: bool = False, italic: bool = False, style: str = "") -> str:
    """Return a run: text in one format."""
    properties = "".join(
        [
            f"<w:rStyle w:val={quoteattr(style)}/>" if style else "",
            "<w:b/><w:bCs/>" if bold else "",
            "<w:i/><w:iCs/>" if italic else "",
        ]
    )
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def unbroken(text: str) -> str:
    """Return a run in the default format that is never broken, neither at a space nor at a hyphen."""
    words = "<w:noBreakHyphen/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.replace(" ", NBSP).split("-")
    )
    return f"<w:r>{words}</w:r>"


def link(relationship: str, runs: str) -> str:
    """Return runs linked to the address of one of the part’s relationships."""
    return f'<w:hyperlink r:id={quoteattr(relationship)} w:history="1">{runs}</w:hyperlink>'


def paragraph(style: str, runs: str) -> str:
    """Return a paragraph in a style, given by its identifier."""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>{runs}</w:p>"


def cell(paragraphs: str, width: int, *, columns: int = 1, align: str = "top", line: bool = False) -> str:
    """Return a cell that spans a number of columns; `paragraphs` must contain at least one.

    `align` is "top", "center" or "bottom"; `line` draws a bottom border to sign on.
    """
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if columns > 1:
        look += f'<w:gridSpan w:val="{columns}"/>'
    if line:
        look += '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'
    if align != "top":
        look += f'<w:vAlign w:val="{align}"/>'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{paragraphs}</w:tc>"


def row(cells: Iterable[str], *, whole: bool = False, repeated: bool = False) -> str:
    """Return a row; `whole` keeps it on one page, and `repeated` repeats it at the top of each page."""
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if repeated else "")
    look = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{look}{''.join(cells)}</w:tr>"


def table(style: str, widths: Sequence[int], caption: str, rows: Iterable[str]) -> Iterator[str]:
    """Yield a table, row by row; `caption` describes it to users of screen readers."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f"<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val={quoteattr(style)}/>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    yield from rows
    yield "</w:tbl>"

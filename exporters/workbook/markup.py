"""SpreadsheetML as text: the cells and rows of a worksheet (ECMA-376 part 1, 18.3.1).

openpyxl would write each Cyrillic letter as a character reference, which takes three times the space, and
create an object for each cell.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from records.files.sheet import written_out

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
#: Excel’s day 0, given that Excel counts a 29.02.1900 that never was.
_DAY_ZERO = date(1899, 12, 30)

Value = str | int | date | None


def cell(name: str, value: Value, style: int | None = None) -> str:
    """Return a cell by its name ("A1") with a style index; a text stays text, whatever it looks like."""
    known = f'<c r="{name}"' if style is None else f'<c r="{name}" s="{style}"'
    match value:
        case None | "":
            return f"{known}/>"
        case str():
            text = escape(written_out(value))
            return f'{known} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case date():
            return f"{known}><v>{(value - _DAY_ZERO).days}</v></c>"
        case _:
            return f"{known}><v>{value}</v></c>"


def row(place: int, cells: Iterable[str], height: int | None = None) -> str:
    """Return a row by its number, from 1; `height` is in points."""
    high = "" if height is None else f' ht="{height}"'
    return f'<row r="{place}"{high}>{"".join(cells)}</row>'


def with_rows(worksheet: bytes, rows: Iterable[str]) -> bytes:
    """Return a worksheet part with rows added; it must have none yet."""
    before, after = _NO_ROWS.split(worksheet)
    return b"".join([before, b"<sheetData>", "".join(rows).encode(), b"</sheetData>", after])

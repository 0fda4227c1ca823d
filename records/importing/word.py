"""Reader of tables in Word files as displayed: automatic numbers, merged cells, accepted changes.

It walks through the WordprocessingML elements (ECMA-376 part 1, 17.3, 17.4 and 17.9) that python-docx opens.
The cell access of python-docx is quadratic in a table's rows and ignores numbers and tracked changes.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from records.errors import UnreadableSource
from records.files.wordfiles import W, opened, refused
from records.importing.concealing import mark_hidden
from records.importing.markdown import titled
from records.importing.numbering import Numbering
from records.importing.phrases import made_for
from records.importing.runs import HIDDEN, OFF, markdown_lines, remarks, text_of
from records.importing.table import Cell, Row, Table, rows_hidden
from records.language import Message
from records.texts.lines import BULLET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Word allows no more columns.
_MOST_COLUMNS = 63
#: Elements that wrap blocks and cells.
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml"))
#: The elements of tracked changes.
_TRACKED = tuple(
    f"{W}{name}" for name in ("ins", "del", "moveTo", "moveFrom", "cellIns", "cellDel", "cellMerge")
)
_TEXT_BOX = f"{W}txbxContent"
#: The styles that identify a report made by prozvit, even after editing.
_OWN_TABLE, _OWN_SECTION = "Prozvit table", "Prozvit section"
#: The styles of its title lines; other lines above its table are the stamp or the letterhead.
_OWN_TITLE = {"Title", "Subtitle", "Prozvit body"}


class _Source(NamedTuple):
    """The parts of a document that its paragraphs refer to: numbering, style names, link targets."""

    numbering: Numbering
    styles: Mapping[str, str]
    targets: Mapping[str, str]

    def style(self, element: Any, path: str) -> str:
        """Return the name of the style named at a path below an element, or "" if there is none."""
        named = element.find(path)
        return "" if named is None else self.styles.get(named.get(f"{W}val", ""), "")

    def is_own(self, table: Any) -> bool:
        """Return whether prozvit made a table."""
        return self.style(table, f"{W}tblPr/{W}tblStyle") == _OWN_TABLE


def read_word(data: bytes, file: str) -> Table:
    """Return all tables of a .docx as one; raise `UnreadableSource`."""
    with refused(file):
        return _read(data, file)


def _read(data: bytes, file: str) -> Table:
    document = opened(data, file)
    mark_hidden(document)
    body = document.element.body
    source = _source(document)
    tables = [element for element in _blocks(body) if element.tag == f"{W}tbl"]
    # Prozvit writes other tables around its own, and the letterhead may contain some.
    tables = [table for table in tables if source.is_own(table)] or tables
    rows: list[Row] = []
    between: dict[int, list[str]] = {}
    place = 0
    # In document order, because the numbering counts paragraphs.
    for element in _blocks(body):
        if element in tables:
            place += 1
            rows += _rows(element, place, source, alone=len(tables) == 1)
        elif element.tag == f"{W}p" and not source.is_own(tables[0] if tables else body):
            label = source.numbering.label(element)
            between.setdefault(place, []).extend(f"{label or ''} {line}".strip() for line in _words(element))
    if not rows:
        raise UnreadableSource("{file} holds no table. The report’s table must be in it.", file=file)
    notices = []
    if next(body.iter(_TEXT_BOX), None) is not None:
        notices.append(Message("{file}: text boxes are not read.", file=file))
    if next(body.iter(*_TRACKED), None) is not None:
        notices.append(Message("{file} has tracked changes: it is read as if all were accepted.", file=file))
    if any(_is_hidden(row) for table in tables for row in table.iter(f"{W}tr")):
        notices.append(rows_hidden(file))
    before = tuple(_before(body, source, tables[0]))
    below = {place: tuple(lines) for place, lines in between.items() if place}
    return Table(file, tuple(rows), before, tuple(notices), below, made_for(_foot(body)))


def _foot(body: Any) -> str:
    """Return the text below the last table."""
    below = takewhile(lambda element: element.tag != f"{W}tbl", reversed(list(_blocks(body))))
    return "\n".join(map(text_of, below))


def _source(document: Any) -> _Source:
    names = {
        style.get(f"{W}styleId", ""): name.get(f"{W}val", "")
        for style in document.styles.element.iterfind(f"{W}style")
        if (name := style.find(f"{W}name")) is not None
    }
    targets = {name: link.target_ref for name, link in document.part.rels.items() if link.is_external}
    return _Source(Numbering(document), names, targets)


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, including those inside content controls."""
    for element in parent:
        if element.tag == f"{W}tbl" or (element.tag == f"{W}p" and not _is_gone(element)):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _blocks(element)


def _before(body: Any, source: _Source, first: Any) -> Iterator[str]:
    """Yield the lines above the report's first table."""
    is_own = source.is_own(first)
    for element in _blocks(body):
        if element is first:
            return
        if is_own and source.style(element, f"{W}pPr/{W}pStyle") not in _OWN_TITLE:
            continue
        yield from _words(element)


def _words(paragraph: Any) -> Iterator[str]:
    """Yield the non-empty lines of a paragraph."""
    for line in text_of(paragraph).split("\n"):
        if line.strip():
            yield " ".join(line.split())


def _rows(table: Any, place: int, source: _Source, *, alone: bool) -> Iterator[Row]:
    number = 0
    is_own = source.is_own(table)
    for element in table.iter(f"{W}tr"):
        if _own_table(element) is not table:
            continue
        number += 1
        if element.find(f"{W}trPr/{W}del") is not None or _is_hidden(element):
            continue
        where = Message("row {n}", n=number)
        if not alone:
            where = Message("{table}, row {n}", table=Message("table {table}", table=place), n=number)
        passed = [Cell(spanned=True)] * _columns(element, f"{W}trPr/{W}gridBefore", 0)
        cells = (each for cell in _cells(element) for each in _spanned(cell, source, is_own=is_own))
        yield Row((*passed, *cells), where, place)


def _is_hidden(row: Any) -> bool:
    switch = row.find(f"{W}trPr/{W}hidden")
    return switch is not None and switch.get(f"{W}val") not in OFF


def _spanned(cell: Any, source: _Source, *, is_own: bool) -> Iterator[Cell]:
    """Yield a cell, followed by an empty one for each further column that it spans."""
    first = _cell(cell, source, is_own=is_own)
    yield first
    further = Cell(merged=first.merged, spanned=True)
    yield from [further] * (_columns(cell, f"{W}tcPr/{W}gridSpan", 1) - 1)


def _columns(element: Any, path: str, usual: int) -> int:
    """Return the number of grid columns stated by the element at `path` below an element, or `usual`."""
    named = element.find(path)
    columns = "" if named is None else named.get(f"{W}val", "")
    return min(int(columns), _MOST_COLUMNS) if columns.isascii() and columns.isdigit() else usual


def _own_table(element: Any) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != f"{W}tbl":
        parent = parent.getparent()
    return parent


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in _WRAPPERS:
            yield from _cells(element)


def _cell(cell: Any, source: _Source, *, is_own: bool) -> Cell:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    merged = merge is not None and merge.get(f"{W}val", "continue") == "continue"
    paragraphs = [
        element for element in cell.iter(f"{W}p") if not (_in_box(element, cell) or _is_gone(element))
    ]
    labels = [source.numbering.label(element) for element in paragraphs]
    texts = tuple(_numbered(*each) for each in zip(paragraphs, labels, strict=True))
    if not is_own:
        return Cell(texts, merged=merged, remarks=remarks(cell))
    if paragraphs and source.style(paragraphs[0], f"{W}pPr/{W}pStyle") == _OWN_SECTION:
        return titled(" ".join(texts))
    lines = [
        line
        for paragraph, label in zip(paragraphs, labels, strict=True)
        for line in markdown_lines(paragraph, label, source.targets)
    ]
    return Cell(texts, merged=merged, written=tuple(lines), stands_apart=True, remarks=remarks(cell))


def _is_gone(paragraph: Any) -> bool:
    """Return whether a paragraph was deleted or moved away including its mark, so that it takes no number."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    tracked = () if mark is None else (mark.find(f"{W}del"), mark.find(f"{W}moveFrom"))
    return any(each is not None for each in tracked) and not text_of(paragraph).strip()


def _in_box(element: Any, cell: Any) -> bool:
    parent = element.getparent()
    while parent is not cell:
        if parent.tag in HIDDEN:
            return True
        parent = parent.getparent()
    return False


def _numbered(paragraph: Any, label: str | None) -> str:
    text = text_of(paragraph)
    if label is None:
        return text
    if not label:
        return f"{BULLET}{text.strip()}" if text.strip() else ""
    return f"{label} {text.strip()}".rstrip()

"""Reader of tables in HTML pages: a report made by prozvit, or a page saved by Word.

The page is only parsed for its text (html.parser): no script runs and no link is followed. Emphasis, links
and marked elements are read only from a prozvit report; elsewhere they are decoration.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.importing.pagetable import PROGRESS, PageCell, PageTable
from records.importing.spoken import Paragraph, Run, raised
from records.importing.table import Remark, Table, rows_hidden
from records.texts.lines import BULLET

if TYPE_CHECKING:
    from records.importing.beside import Marks

#: The id of the table in a prozvit report, and the classes beside the text in its cells.
_OWN_TABLE = re.compile(r"zvit-(?:.+-)?measures")
_BESIDE = {PROGRESS: {"state", "evidence", "change"}, "title": {"more"}}
_NOTE = "note"
#: The prefix of the classes in prozvit's reports, which keeps a site's styles from applying to them.
_PREFIX = "zvit-"
_UNSEEN = {"script", "style", "head", "template", "svg", "caption", "noscript", "iframe", "object"}
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|center|d[dlt]|div|fieldset|fig(?:caption|ure)|foot(?:er)?|form|"
    r"h[1-6r]|header|li|main|nav|ol|p|pre|section|table|t(?:body|d|foot|h|head|r)|ul"
)
#: For each tag: the unclosed tags that it closes, and the enclosing tags at which the search for them stops.
_ENDS: dict[str, tuple[set[str], set[str]]] = {
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "tr": ({"tr"}, {"table"}),
    "tbody": ({"thead", "tbody"}, {"table"}),
    "li": ({"li"}, {"ul", "ol", "table"}),
    "p": ({"p"}, {"td", "th", "table", "li"}),
    "body": ({"head"}, set()),
}
#: No real page is nested deeper; the limit bounds the parsing time.
_DEEPEST = 300
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Styles of elements that a browser does not display.
_CONCEALED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CROSSED = re.compile(r"text-decoration[^;]*:[^;]*line-through", re.IGNORECASE)
_STRUCK = {"s", "strike"}
_BOLD, _ITALIC = {"b", "strong"}, {"i", "em"}
#: Word allows no more columns, and no report joins more rows.
_MOST_COLUMNS, _MOST_ROWS = 63, 1000
#: The bullets that Word writes before list items, in symbol fonts.
_WORD_LABEL = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
#: No list counts beyond this many digits.
_MOST_DIGITS = 6


def read_page(text: str, file: str) -> Table:
    """Return the tables of a page, or only the measures of a prozvit report; no rows if there are none.

    Raise `UnreadableSource` if the page is nested too deeply.
    """
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except _TooDeep as error:
        raise UnreadableSource(
            "{file} is nested deeper than any report. Save it again from Word, or as .docx.", file=file
        ) from error
    own = next((table for table in reader.tables if _OWN_TABLE.fullmatch(table.name)), None)
    tables = reader.tables if own is None else [own]
    rows = [
        row
        for place, table in enumerate(tables, 1)
        for row in table.read(place, is_own=own is not None, alone=len(tables) == 1)
    ]
    if own is not None:
        return Table(file, tuple(rows), tuple(reader.heading))
    below = {place: tuple(lines) for place, lines in reader.between.items()}
    notices = (rows_hidden(file),) if reader.hides_rows else ()
    return Table(file, tuple(rows), tuple(reader.before), notices, below)


def _kind(given: dict[str, str]) -> str:
    """Return the classes of an element, those of prozvit's reports without their prefix."""
    return " ".join(each.removeprefix(_PREFIX) for each in given.get("class", "").split())


class _TooDeep(Exception):
    """The page's tags are nested beyond `_DEEPEST`."""


class _Reader(HTMLParser):
    """Walks through a page's tags, tolerating bad nesting and unclosed tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PageTable] = []
        #: The lines before the first table; in a prozvit report, its heading and title.
        self.before: list[str] = []
        self.heading: list[str] = []
        #: The lines below each table, by the table's number.
        self.between: dict[int, list[str]] = {}
        self.hides_rows = False
        self._open: list[tuple[str, str]] = []
        self._depth = 0
        self._cell: PageCell | None = None
        self._line = Paragraph([])
        #: The depth inside elements that are not displayed; below, the collector of marked elements, if
        #: inside one.
        self._unseen = 0
        self._beside: Marks | None = None
        self._lists: list[int | None] = []
        self._label: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle an opening tag."""
        given = {name: value or "" for name, value in attrs}
        kind = _kind(given)
        self._end_open(tag)
        if tag not in _EMPTY:
            if len(self._open) > _DEEPEST:
                raise _TooDeep
            self._open.append((tag, given.get("href", "") if tag == "a" else kind))
        is_beside = self._cell is not None and kind in _BESIDE.get(self._cell.kind, ())
        remark = None if self._unseen else _remark(tag, given)
        if remark is not None and self._cell is not None:
            self._cell.remarks.add(remark)
        elif remark in {Remark.HIDDEN, Remark.DELETED} and self._depth:
            self.hides_rows = True
        if self._unseen or tag in _UNSEEN or is_beside or remark in {Remark.HIDDEN, Remark.DELETED}:
            if tag not in _EMPTY:
                self._begin_unseen(kind, given, is_beside=is_beside)
            return
        if _BLOCK.fullmatch(tag):
            self._end_line()
        self._enter(tag, kind, given)

    def _begin_unseen(self, kind: str, given: dict[str, str], *, is_beside: bool) -> None:
        if is_beside and not self._unseen and self._cell is not None:
            self._beside = self._cell.marks
        self._unseen += 1
        if self._beside is not None:
            self._beside.begin(kind, given)

    def _enter(self, tag: str, kind: str, given: dict[str, str]) -> None:
        match tag:
            case "table":
                self._depth += 1
                if self._depth == 1:
                    self.tables.append(PageTable(given.get("id", "")))
            case "tr" if self._depth == 1:
                if kind == "section":
                    self.tables[-1].sections.add(len(self.tables[-1].rows))
                self.tables[-1].rows.append([])
            case "td" | "th" if self._depth == 1:
                self._begin_cell(given)
            case "p" if kind == _NOTE and self._cell is not None:
                self._cell.marks.begin(kind, given)
                self._cell.marks.end()
            case "ul" | "ol":
                self._lists.append(None if tag == "ul" else _count(given.get("start", ""), 1) - 1)
            case "li":
                self._begin_item(given.get("value", ""))
            case "span" if _WORD_LABEL.search(given.get("style", "")):
                self._label = []
            case _:
                pass

    def _end_open(self, tag: str) -> None:
        """Close the unclosed tags that `tag` implicitly closes."""
        ends, within = _ENDS.get(tag, (set(), set()))
        for name, _ in reversed(self._open):
            if name in within:
                return
            if name in ends:
                self.handle_endtag(name)
                return

    def handle_endtag(self, tag: str) -> None:
        """Close a tag and everything left open inside it; ignore a tag that is not open."""
        if not any(tag == each for each, _ in self._open):
            return
        while self._open:
            name, kind = self._open.pop()
            self._close(name, kind)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Handle text."""
        if self._unseen:
            if self._beside is not None:
                self._beside.add(data)
            return
        if self._label is not None:
            self._label.append(data)
            return
        names = {tag for tag, _ in self._open}
        data = raised(data) if "sup" in names else data
        link = next((kind for tag, kind in reversed(self._open) if tag == "a"), None)
        self._line.runs.append(Run(data, bool(names & _BOLD), bool(names & _ITALIC), link or None))

    def close(self) -> None:
        """Finish parsing the page."""
        super().close()
        self._end_line()

    def _close(self, tag: str, kind: str) -> None:
        if self._unseen:
            self._unseen -= 1
            if self._beside is not None:
                self._beside.end()
                self._beside = self._beside if self._unseen else None
            return
        if _BLOCK.fullmatch(tag):
            self._end_line()
        match tag:
            case "table":
                self._depth -= 1
            case "td" | "th":
                self._end_of_cell()
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "span" if self._label is not None and not kind:
                self._end_label()
            case "span" if not self.tables and kind in {"heading", "title"}:
                self.heading.append(self._line.plain())
                self._line = Paragraph([])
            case _:
                pass

    def _begin_cell(self, given: dict[str, str]) -> None:
        rows = self.tables[-1].rows
        if not rows:
            rows.append([])
        columns = _span(given.get("colspan", ""), _MOST_COLUMNS)
        self._cell = PageCell(_kind(given), columns, _span(given.get("rowspan", ""), _MOST_ROWS))
        if len(rows[-1]) < _MOST_COLUMNS:
            rows[-1].append(self._cell)

    def _begin_item(self, value: str) -> None:
        if self._lists and (count := self._lists[-1]) is not None:
            self._lists[-1] = number = _count(value, count + 1)
            self._line.label = f"{number}. "
        else:
            self._line.label = BULLET

    def _end_label(self) -> None:
        """Take over the label that Word wrote before an item: a number stays, any other sign is a bullet."""
        words = "".join(self._label or []).strip()
        self._label = None
        self._line.label = f"{words} " if _DIGITS.search(words) else BULLET

    def _end_of_cell(self) -> None:
        """Drop the label of an empty list item, but keep a number alone in a cell as the cell's text."""
        label, self._line.label = self._line.label, ""
        if self._depth == 1:
            if self._cell is not None and not self._cell.paragraphs and _DIGITS.search(label):
                self._cell.paragraphs.append(Paragraph([Run(label.strip())]))
            self._cell = None

    def _end_line(self) -> None:
        line, self._line = self._line, Paragraph([])
        if not line.plain():
            # The label belongs to an item whose text is in a paragraph of its own.
            self._line.label = line.label
            return
        if self._cell is not None and self._depth:
            self._cell.paragraphs.append(line)
        elif not self.tables:
            self.before.append(line.plain())
        elif not self._depth:
            self.between.setdefault(len(self.tables), []).append(line.plain())


def _remark(tag: str, given: dict[str, str]) -> Remark | None:
    """Return how a tag marks the text inside it, or None if it is ordinary text."""
    style = given.get("style", "")
    if tag == "del":
        return Remark.DELETED
    if tag not in _EMPTY and ("hidden" in given or _CONCEALED.search(style)):
        return Remark.HIDDEN
    if tag in _STRUCK or _CROSSED.search(style):
        return Remark.STRUCK
    return Remark.PICTURE if tag == "img" else None


def _count(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else usual


def _span(text: str, most: int) -> int:
    return min(max(_count(text, 1), 1), most)

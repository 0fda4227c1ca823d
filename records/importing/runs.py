"""Text and formatting of Word paragraphs, from their runs (ECMA-376 part 1, 17.3.2), with changes accepted.

Formatting is kept only for a table made by prozvit, where officers chose it. Elsewhere it may be accidental.
"""

from __future__ import annotations

from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from records.files.wordfiles import W
from records.importing.spoken import raised
from records.importing.table import Remark
from records.texts.inline import Span
from records.texts.lines import BULLET
from records.texts.rewriting import written, written_paragraph
from records.texts.typography import loosened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Elements that hold no text of the document with its changes accepted.
HIDDEN = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "txbxContent", "drawing", "pict", "object", "rPr", "pPr")
)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHARACTERS: Mapping[str, str] = MappingProxyType(
    {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
)
#: The values by which Word switches a property off.
OFF = frozenset({"0", "false", "off"})
#: Characters of symbol fonts that occur in reports, by their code in the font: ticks, degrees, comparisons.
_SIGNS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "symbol": MappingProxyType(
            {0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•"}
            | {0xA2: "′", 0xAE: "→", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈"}
        ),
        "wingdings": MappingProxyType(
            {0x6F: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xE0: "→", 0xD8: "➢"}
        ),
    }
)
#: Word stores characters of symbol fonts in this range of Unicode's private use area.
_FIRST_PRIVATE, _LAST_PRIVATE = 0xF000, 0xF0FF
_DRAWN = tuple(f"{W}{name}" for name in ("drawing", "pict", "object"))
_REMARKS = {
    f"{W}footnoteReference": Remark.NOTE,
    f"{W}endnoteReference": Remark.NOTE,
    f"{W}commentReference": Remark.COMMENT,
    f"{_MATH}oMath": Remark.FORMULA,
    f"{W}strike": Remark.STRUCK,
    f"{W}dstrike": Remark.STRUCK,
    f"{W}vanish": Remark.HIDDEN,
} | dict.fromkeys(_DRAWN, Remark.PICTURE)
_SWITCHES = {Remark.STRUCK, Remark.HIDDEN}


class _Look(NamedTuple):
    bold: bool = False
    italic: bool = False
    url: str | None = None


_PLAIN = _Look()
_NO_TARGETS: Mapping[str, str] = MappingProxyType({})


def text_of(paragraph: Any) -> str:
    """Return a paragraph's text; line breaks become newlines."""
    return "".join(text for text, _ in _pieces(paragraph, _PLAIN, _NO_TARGETS))


def markdown_lines(paragraph: Any, label: str | None, targets: Mapping[str, str]) -> list[str]:
    """Return a paragraph as lines of prozvit's subset of Markdown.

    `label` is the generated number before the paragraph: None for none, "" for a bullet. `targets` maps
    relationship ids to link addresses.
    """
    found: list[str] = []
    for spans in _lines(paragraph, targets):
        if label and not found:
            found.append(written_paragraph([Span(f"{label} "), *spans]))
        elif label is None or found:
            found.append(written_paragraph(spans))
        elif item := written(spans).strip():
            found.append(BULLET + item)
    return found


def _lines(paragraph: Any, targets: Mapping[str, str]) -> Iterator[list[Span]]:
    """Yield the spans of each line of a paragraph."""
    line: list[tuple[str, _Look]] = []
    for text, look in _pieces(paragraph, _PLAIN, targets):
        first, *others = text.split("\n")
        line.append((first, look))
        for other in others:
            yield _spans(line)
            line = [(other, look)]
    yield _spans(line)


def _spans(pieces: list[tuple[str, _Look]]) -> list[Span]:
    """Return pieces as spans, joining adjacent ones of equal formatting, which Word splits arbitrarily."""
    written = (piece for piece in pieces if piece[0])
    return [
        Span(loosened("".join(text for text, _ in group)), *look)
        for look, group in groupby(written, key=lambda piece: piece[1])
    ]


def remarks(cell: Any) -> frozenset[Remark]:
    """Return the kinds of content in a cell that are not read as ordinary text."""
    found = {
        _REMARKS[element.tag] for element in cell.iter(*_REMARKS) if _is_there(element, _REMARKS[element.tag])
    }
    if any(_sign(element) is None for element in cell.iter(f"{W}sym")):
        found.add(Remark.SIGN)
    return frozenset(found)


def _is_there(element: Any, remark: Remark) -> bool:
    """Return whether an element counts: a property must be on and apply to text, a drawing have no text."""
    if remark is Remark.PICTURE:
        return next(element.iter(f"{W}txbxContent"), None) is None
    if remark not in _SWITCHES:
        return True
    run = element.getparent().getparent()
    return element.get(f"{W}val") not in OFF and run.find(f"{W}t") is not None


def _sign(element: Any) -> str | None:
    """Return a symbol-font character as Unicode, or None if it is unknown."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return None
    if _FIRST_PRIVATE <= code <= _LAST_PRIVATE:
        code -= _FIRST_PRIVATE
    elif code > _LAST_PRIVATE or not chr(code).isprintable():
        return None
    return _SIGNS.get(element.get(f"{W}font", "").casefold(), {}).get(code)


def _pieces(element: Any, look: _Look, targets: Mapping[str, str]) -> Iterator[tuple[str, _Look]]:
    for child in element:
        if child.tag == f"{W}t" and _is_raised(element):
            yield raised(child.text or ""), look
        elif child.tag in {f"{W}t", f"{_MATH}t"}:
            yield child.text or "", look
        elif child.tag == f"{W}sym":
            yield _sign(child) or "", look
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag], look
        elif child.tag == f"{W}r" and _is_on(child, "vanish"):
            continue
        elif child.tag == f"{W}r":
            yield from _pieces(
                child, look._replace(bold=_is_on(child, "b"), italic=_is_on(child, "i")), targets
            )
        elif child.tag == f"{W}hyperlink":
            yield from _pieces(child, look._replace(url=targets.get(child.get(_ID, ""))), targets)
        elif isinstance(child.tag, str) and child.tag not in HIDDEN and not child.tag.endswith("}Fallback"):
            yield from _pieces(child, look, targets)


def switched(element: Any, name: str) -> bool | None:
    """Return whether a run or style sets a property on (True) or off, or None if it does not set it."""
    switch = element.find(f"{W}rPr/{W}{name}")
    return None if switch is None else switch.get(f"{W}val") not in OFF


def _is_raised(run: Any) -> bool:
    place = run.find(f"{W}rPr/{W}vertAlign")
    return place is not None and place.get(f"{W}val") == "superscript"


def _is_on(run: Any, name: str) -> bool:
    return switched(run, name) is True

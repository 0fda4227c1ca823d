r"""Texts in a cell of a Markdown table: written so that every reader sees them as typed, and read back.

A progress text keeps its source: what counts as markup here stays, and what other readers would take
for markup becomes a character reference. A character that the source itself escapes ("\|") is written
as a hexadecimal one where its escape would not do, so that reading back gives the same source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.sanitise import visible
from records.texts.inline import Line, Span, read_line
from records.texts.lines import BULLET, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_BREAK = re.compile(r"((?:[ \t]*<br[ \t]*/?>[ \t]*)+)", re.IGNORECASE)
_REFERENCE = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);"
#: What a line holds that may be written otherwise; most lines hold none of it.
_MARKS = "\\&*_[]<`~|"
_SPECIAL = re.compile(rf"\\{_PUNCTUATION}|{_REFERENCE}|\\\Z|[*_\[\]<`~|]")
#: What stands for one character: escaped, or a character reference.
WRITTEN = rf"(?P<escaped>\\{_PUNCTUATION})|(?P<reference>{_REFERENCE})"
_WRITTEN = re.compile(WRITTEN)
_LINE_SPECIAL = re.compile(rf"\\(?={_PUNCTUATION}|\Z)|{_REFERENCE}|[*_<`~|]|\](?=\()")
#: What is written otherwise wherever it stands: escaped, it would still end the cell or the line for some.
_ALWAYS = {"<": "&lt;", "\\": "&#92;", r"\|": "&#x7c;", r"\<": "&#x3c;"}


def to_cell(text: str) -> str:
    """Return a progress text as one cell: paragraphs parted by an empty line, list items by a break."""
    return lines_to_cell(lines(text))


def lines_to_cell(printed: Sequence[str]) -> str:
    """Return the lines of a progress text as one cell."""
    cell: list[str] = []
    before = ""
    for line in printed:
        if cell:
            both_items = before.startswith(BULLET) and line.startswith(BULLET)
            cell.append("<br>" if both_items else "<br><br>")
        cell.append(_encode(line))
        before = line
    return "".join(cell)


def from_cell(cell: str) -> str:
    """Return the progress text that a cell holds; of `to_cell`'s cell, the text that it was made from."""
    return "".join(_decode(part) + "\n" for part in paragraphs(cell))


def line_to_cell(value: str) -> str:
    """Return a plain value of one line (a title, a unit) as a cell, or as the inside of any paragraph."""
    value = visible(" ".join(value.split("\n")).replace("\t", " "))
    return _LINE_SPECIAL.sub(_encode_plain, value)


def line_from_cell(cell: str) -> str:
    """Return the plain value that a cell holds; breaks become spaces."""
    return piece_from_cell(" ".join(paragraphs(cell)))


def piece_from_cell(source: str) -> str:
    """Return the plain words of a piece of a cell's paragraph, its blanks included."""
    return _WRITTEN.sub(_decode_plain, source)


def paragraphs(cell: str) -> list[str]:
    """Return the parts of a cell between its breaks, as written."""
    return [part for part in map(str.strip, _BREAK.split(cell)[::2]) if part]


def _encode(line: str) -> str:
    if not any(mark in line for mark in _MARKS):
        return line
    read = read_line(line)
    written = _SPECIAL.sub(lambda match: _written(match, read), line)
    if read.idle and _styles(read_line(written)) != _styles(read):
        # How many markers stand together decides what they match (CommonMark's rule of three), so
        # hiding an idle one can part the others: then the words matter more than their emphasis.
        plain = read._replace(markers=frozenset(), idle=read.idle | read.markers)
        written = _SPECIAL.sub(lambda match: _written(match, plain), line)
    return written


def _styles(read: Line) -> list[Span]:
    from html import unescape

    return [replace(span, text=unescape(span.text)) for span in read.spans]


def _written(match: re.Match[str], read: Line) -> str:
    found, at = match.group(), match.start()
    if found == "|":
        return _bar(match)
    if found in _ALWAYS:
        return _ALWAYS[found]
    if found.startswith("&"):
        return "&amp;" + found[1:]
    if at not in read.links and _misleads(found, at, match.string, read):
        return f"&#{ord(found)};"
    return found


def _misleads(char: str, at: int, line: str, read: Line) -> bool:
    """Say whether other readers, or the neighbours in a cell, could make markup of a character."""
    match char:
        case "`" | "~":
            return True
        case "*" | "_":
            return at in read.idle
        case "[" | "]":
            return at in read.labels or line.startswith("](", at)
        case _:
            return False


def _bar(match: re.Match[str]) -> str:
    # Readers count the backslashes before a bar each in their own way.
    after_backslash = match.string.endswith("\\", 0, match.start())
    return "&#124;" if after_backslash else r"\|"


def _decode(part: str) -> str:
    return _WRITTEN.sub(_decode_source, part)


def _decode_source(match: re.Match[str]) -> str:
    written = match.group()
    if match["escaped"]:
        return "|" if written == r"\|" else written
    char = _referred(written)
    is_escaped = written[1:3] in {"#x", "#X"} and re.fullmatch(_PUNCTUATION, char)
    return "\\" + char if is_escaped else char


def _decode_plain(match: re.Match[str]) -> str:
    return match.group()[1:] if match["escaped"] else _referred(match.group())


def _encode_plain(match: re.Match[str]) -> str:
    found, at, value = match.group(), match.start(), match.string
    before, after = value[at - 1 : at], value[match.end() : match.end() + 1]
    if found == "|":
        return _bar(match)
    if found.startswith("&"):
        return "&amp;" + found[1:]
    if found == "<":
        return "&lt;"
    is_idle = (found == "*" and before == after == " ") or (
        found == "_" and before.isalnum() and after.isalnum()
    )
    return found if is_idle else "\\" + found


def _referred(reference: str) -> str:
    """Return the character that a reference names, or the reference where it names none."""
    from html import unescape
    from html.entities import html5

    name = reference[1:]
    return unescape(reference) if name.startswith("#") or name in html5 else reference

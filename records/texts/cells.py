r"""Progress texts and plain values encoded as cells of a Markdown table, and decoded.

A progress text keeps its source: markup of the gentle Markdown stays, and characters that other Markdown
readers would take for markup become character references. A character that the source itself escapes ("\|")
becomes a hexadecimal reference where the escape would not survive, so that decoding restores the source
exactly.
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
#: The characters that may need encoding; most lines have none of them.
_MARKS = "\\&*_[]<`~|"
_SPECIAL = re.compile(rf"\\{_PUNCTUATION}|{_REFERENCE}|\\\Z|[*_\[\]<`~|]")
#: An escaped character or a character reference, each of which stands for one character.
WRITTEN = rf"(?P<escaped>\\{_PUNCTUATION})|(?P<reference>{_REFERENCE})"
_WRITTEN = re.compile(WRITTEN)
_LINE_SPECIAL = re.compile(rf"\\(?={_PUNCTUATION}|\Z)|{_REFERENCE}|[*_<`~|]|\](?=\()")
#: Always encoded: some readers would still end the cell or the line at the escaped form.
_ALWAYS = {"<": "&lt;", "\\": "&#92;", r"\|": "&#x7c;", r"\<": "&#x3c;"}


def to_cell(text: str) -> str:
    """Return a progress text as one cell: list items separated by one break, paragraphs by two."""
    return lines_to_cell(lines(text))


def lines_to_cell(printed: Sequence[str]) -> str:
    """Return the printed lines of a progress text as one cell."""
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
    """Return the progress text of a cell; the inverse of `to_cell`."""
    return "".join(_decode(part) + "\n" for part in paragraphs(cell))


def line_to_cell(value: str) -> str:
    """Return a plain one-line value (a title, a unit) escaped for a cell or for any paragraph."""
    value = visible(" ".join(value.split("\n")).replace("\t", " "))
    return _LINE_SPECIAL.sub(_encode_plain, value)


def line_from_cell(cell: str) -> str:
    """Return the plain value of a cell; breaks become spaces."""
    return piece_from_cell(" ".join(paragraphs(cell)))


def piece_from_cell(source: str) -> str:
    """Return part of a cell’s paragraph as plain text, leading and trailing blanks kept."""
    return _WRITTEN.sub(_decode_plain, source)


def paragraphs(cell: str) -> list[str]:
    """Return the paragraphs of a cell, split at its breaks and still encoded."""
    return [part for part in map(str.strip, _BREAK.split(cell)[::2]) if part]


def _encode(line: str) -> str:
    if not any(mark in line for mark in _MARKS):
        return line
    read = read_line(line)
    written = _SPECIAL.sub(lambda match: _written(match, read), line)
    if read.idle and _styles(read_line(written)) != _styles(read):
        # The number of adjacent markers decides what they match (CommonMark’s rule of three), so encoding an
        # idle marker can break the pairs beside it. Then emphasis is given up to keep the words.
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
    """Return whether another reader could take the character at `at` for markup, given its neighbours."""
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
    # Markdown readers disagree about backslashes before a bar.
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
    """Return the character that a reference names, or the reference itself if it names none."""
    from html import unescape
    from html.entities import html5

    name = reference[1:]
    return unescape(reference) if name.startswith("#") or name in html5 else reference

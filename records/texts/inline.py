"""Parser for one line of the gentle Markdown: emphasis and links, with the positions of their markup.

Emphasis is CommonMark’s; a link is [words](address) with an http, https or mailto address. Everything else is
text: code, images, HTML and character references show as typed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

#: The characters that markup consists of; most lines have none of them.
_MARKS = "*_[\\"
# An address ends at a character that Markdown readers interpret differently (space, quote, bracket,
# backslash); brackets are allowed in pairs, as encyclopaedias use them in addresses.
_SAFE = r"[^\s<>()\[\]\\|\"`^{}]"
_ADDRESS = re.compile(rf"(?:https?://|mailto:)(?:{_SAFE}|\({_SAFE}*\))+", re.IGNORECASE)


class Span(Struct, frozen=True):
    """A run of text in one style: bold, italic, or linked to an address (http, https or mailto)."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


class Line(NamedTuple):
    """A parsed line: its spans, and the character positions of its markup.

    `links` are the positions of brackets and addresses of links, `labels` those of the link texts, `markers`
    those of characters that open or close emphasis, and `idle` those of markers that do neither here but
    could beside other neighbours.
    """

    spans: tuple[Span, ...]
    links: frozenset[int] = frozenset()
    labels: frozenset[int] = frozenset()
    markers: frozenset[int] = frozenset()
    idle: frozenset[int] = frozenset()


def read_line(line: str) -> Line:
    """Parse one line of inline Markdown."""
    if not any(mark in line for mark in _MARKS):
        return Line((Span(line),))
    reader = _reader()
    env: dict[str, Any] = {"links": set(), "labels": set()}
    tokens: list[Token] = []
    reader.inline.parse(line, reader, env, tokens)
    markers: set[int] = set()
    idle: set[int] = set()
    for token in tokens:
        if "at" in token.meta:
            is_unused = token.type == "text" and token.content != ""
            (idle if is_unused else markers).add(token.meta["at"])
    return Line(
        tuple(_merge(tokens)),
        frozenset(env["links"]),
        frozenset(env["labels"]),
        frozenset(markers),
        frozenset(idle),
    )


def _merge(tokens: list[Token]) -> Iterator[Span]:
    """Yield the spans of a line’s tokens, joining neighbours of the same style."""
    text, bold, italic, url = "", 0, 0, None
    style: tuple[bool, bool, str | None] = (False, False, None)
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                url = str(token.attrs["href"])
            case "link_close":
                url = None
            case _ if token.content:
                now = (bold > 0, italic > 0, url)
                if now != style and text:
                    yield Span(text, *style)
                    text = ""
                style = now
                text += token.content
    if text:
        yield Span(text, *style)


@cache
def _reader() -> MarkdownIt:
    # Imported here because most texts have no markup, and so most commands never need it.
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero")
    reader.enable(["escape", "emphasis", "link", "balance_pairs"])
    # Joining text fragments would lose the positions of the idle markers.
    reader.disable(["fragments_join"])
    reader.inline.ruler.at("emphasis", _read_markers)
    reader.inline.ruler.at("link", _read_link)
    return reader


def _read_markers(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so - the library's own signature
    """Read a run of `*` or `_` as CommonMark does, and record its position."""
    from markdown_it.rules_inline.emphasis import tokenize

    start, before = state.pos, len(state.delimiters)
    if not tokenize(state, silent):
        return False
    at_edge = start == 0 or state.pos == len(state.src)
    for offset, delimiter in enumerate(state.delimiters[before:]):
        if at_edge or delimiter.open or delimiter.close:
            state.tokens[delimiter.token].meta = {"at": start + offset}
    return True


def _read_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read [words](address); anything that deviates from that form, an image included, stays as typed."""
    start, limit = state.pos, state.posMax
    if state.src[start] != "[" or _is_image(state.src, start):
        return False
    end = state.md.helpers.parseLinkLabel(state, start, True)  # noqa: FBT003 - no link inside a link
    if end < 0 or not state.src.startswith("(", end + 1):
        return False
    address = _ADDRESS.match(state.src, end + 2, limit)
    if address is None or not state.src.startswith(")", address.end(), limit):
        return False
    if not silent:
        after = address.end() + 1
        state.env["links"] |= {start, *range(end, after)}
        state.env["labels"] |= set(range(start + 1, end))
        state.pos, state.posMax = start + 1, end
        state.push("link_open", "a", 1).attrs = {"href": address.group()}
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
    state.pos, state.posMax = address.end() + 1, limit
    return True


def _is_image(source: str, bracket: int) -> bool:
    """Return whether the bracket at `bracket` follows an unescaped exclamation mark."""
    before = source[:bracket]
    if not before.endswith("!"):
        return False
    backslashes = len(before) - 1 - len(before[:-1].rstrip("\\"))
    return backslashes % 2 == 0

"""Text of an HTML page with its emphasis and links, converted to prozvit's subset of Markdown."""

from __future__ import annotations

import re
from itertools import groupby

from msgspec import Struct

from records.sanitise import clean
from records.texts.inline import Span
from records.texts.rewriting import written, written_paragraph

_BLANKS = re.compile(r"\s+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Return superscript text with its digits as Unicode superscripts, so that 1¹ does not become 11."""
    return text.translate(_RAISED)


class Run(Struct, frozen=True):
    """A piece of text with uniform formatting."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


class Paragraph(Struct):
    """One line of a page; `label` is the number or bullet before a list item."""

    runs: list[Run]
    label: str = ""

    def plain(self) -> str:
        """Return the text without formatting, with blanks collapsed."""
        words = " ".join(clean("".join(run.text for run in self.runs)).text.split())
        return f"{self.label}{words}" if words else ""

    def markdown(self) -> str:
        """Return the line as Markdown for a progress text."""
        spans = [Span(run.text, run.bold, run.italic, run.url) for run in _trimmed(self.runs)]
        if self.label:
            return f"{self.label}{written(spans)}"
        return written_paragraph(spans)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return runs without surplus blanks, joining adjacent ones of equal formatting."""
    found: list[Run] = []
    for look, alike in groupby(runs, key=lambda run: (run.bold, run.italic, run.url)):
        text = _BLANKS.sub(" ", clean("".join(run.text for run in alike)).text)
        if not found or found[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            found.append(Run(text, *look))
    if found and found[-1].text.endswith(" "):
        last = found.pop()
        if last.text.strip():
            found.append(Run(last.text.rstrip(), last.bold, last.italic, last.url))
    return found

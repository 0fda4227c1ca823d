"""Words as a page shows them, emphasised and linked, written as the gentle Markdown that shows the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from records.inline import Span, read_line
from records.prose import escape
from records.sanitise import clean

_BLANKS = re.compile(r"\s+")
#: All that can be markup in a line.
_MARKUP = re.compile(r"[*_\[\]()\\`<>~|&!]")


@dataclass(frozen=True)
class Run:
    """Words that look alike."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


@dataclass
class Paragraph:
    """One line of a page; `label` is what stands before an item of a list."""

    runs: list[Run]
    label: str = ""

    def plain(self) -> str:
        """Return its words, blanks as single spaces."""
        words = " ".join(clean("".join(run.text for run in self.runs)).text.split())
        return f"{self.label}{words}" if words else ""

    def markdown(self) -> str:
        """Return the line of a progress text that shows it; where none can, one without its emphasis."""
        plain = self.plain()
        shown = _trimmed(self.runs)
        for sure in (False, True):
            line = "".join(_written(run, sure=sure) for run in shown)
            if list(read_line(line).spans) == [
                Span(each.text, each.bold, each.italic, each.url) for each in shown
            ]:
                return f"{self.label}{line}"
        words = plain.removeprefix(self.label)
        return f"{self.label}{escape(words)}" if words else ""


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return runs with single spaces and none at the ends, those alike side by side as one."""
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


def _written(run: Run, *, sure: bool) -> str:
    text = _MARKUP.sub(r"\\\g<0>", run.text) if sure else escape(run.text)
    mark = "*" * (2 * run.bold + run.italic)
    text = f"{mark}{text}{mark}"
    return f"[{text}]({run.url})" if run.url else text

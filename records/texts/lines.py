"""The lines of a progress text as they print."""

from __future__ import annotations

from records.sanitise import visible

#: What a line of a list begins with.
BULLET = "- "


def lines(text: str) -> list[str]:
    """Return the lines that print, without indentation; what would hide is made visible."""
    shown = visible(text.replace("\r\n", "\n").replace("\t", " "), keep_newlines=True)
    return [_tidy_line(line) for line in map(str.strip, shown.split("\n")) if line]


def _tidy_line(line: str) -> str:
    return BULLET + line[len(BULLET) :].lstrip() if line.startswith(BULLET) else line

"""The printed lines of a progress text."""

from __future__ import annotations

from records.sanitise import visible

#: The prefix of a list item.
BULLET = "- "


def lines(text: str) -> list[str]:
    """Return the non-empty lines of a text, stripped, with hidden characters made visible."""
    shown = visible(text.replace("\r\n", "\n").replace("\t", " "), keep_newlines=True)
    return [_tidy_line(line) for line in map(str.strip, shown.split("\n")) if line]


def _tidy_line(line: str) -> str:
    return BULLET + line[len(BULLET) :].lstrip() if line.startswith(BULLET) else line

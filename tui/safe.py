"""Data on its way to the screen: what people wrote shows as typed, never as markup or a terminal's command.

Textual writes escape sequences from any widget as they are, and reads `[…]` in strings as markup. So
every widget gets `Content` or `Text` made here, never a string of somebody's.
"""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from records.sanitise import visible

#: What a theme has a shade of (`tui.themes`); Textual takes the bare names for CSS's colours.
_COLOURS = {"red", "green", "yellow", "blue", "magenta", "cyan"}


def content(text: str, style: str = "") -> Content:
    """Return a text, of one line or several, for a widget."""
    made = Content(visible(text, keep_newlines=True))
    return made.stylize(_themed(style)) if style else made


def cell(text: str, style: str = "") -> Text:
    """Return a text for a table's cell: one line."""
    return Text(visible(text), style=style, no_wrap=True, end="")


def join(*parts: Content | str) -> Content:
    """Return pieces as one text; a plain string among them is the program's own or already safe."""
    return Content.assemble(*[part if isinstance(part, Content) else content(part) for part in parts])


def shortened(text: str, width: int) -> str:
    """Return a text cut to a width in cells of the screen, with a mark where it is cut."""
    # Marks for what can't be seen are longer than it.
    text = visible(text, keep_newlines=True)
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def _themed(style: str) -> str:
    return " ".join(f"ansi_{word}" if word in _COLOURS else word for word in style.split())

"""Makes data safe for the screen: people's texts show as typed, never as markup or terminal commands.

Textual passes escape sequences in any widget to the terminal, and reads `[…]` in strings as markup. So every
widget gets `Content` or `Text` made here, never a string with data in it.
"""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from records.sanitise import visible

#: The colours that a theme shades (`tui.themes`); Textual takes the bare names for CSS's colours.
_COLOURS = {"red", "green", "yellow", "blue", "magenta", "cyan"}


def content(text: str, style: str = "") -> Content:
    """Return a text of one or several lines for a widget."""
    made = Content(visible(text, keep_newlines=True))
    return made.stylize(_themed(style)) if style else made


def cell(text: str, style: str = "") -> Text:
    """Return a text of one line for a table's cell."""
    return Text(visible(text), style=style, no_wrap=True, end="")


def join(*parts: Content | str) -> Content:
    """Return the parts as one text; plain strings among them are made safe too."""
    return Content.assemble(*[part if isinstance(part, Content) else content(part) for part in parts])


def shortened(text: str, width: int) -> str:
    """Return a text cut to a width in cells, with "…" at the cut."""
    # Make the text visible first: the signs for invisible characters are longer than these.
    text = visible(text, keep_newlines=True)
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def _themed(style: str) -> str:
    return " ".join(f"ansi_{word}" if word in _COLOURS else word for word in style.split())

"""Bullet characters pasted from word processors, converted to the "- " of a list item."""

from __future__ import annotations

import re

#: Word’s bullets are characters of the fonts Symbol and Wingdings, in Unicode’s private use area.
_SIGNS = r"•·●▪■◦○‣⁃∙\uf000-\uf0ff"
#: These also begin ordinary lines, so they are bullets only if a tab follows, as Word writes it.
_DASHES = "–—o-"
_BULLET = re.compile(
    rf"^[ \t\u00a0]*(?:[{_SIGNS}][ \t\u00a0]*|[{_DASHES}]\t[ \t\u00a0]*)(?=\S)", re.MULTILINE
)
_LINE_ENDS = re.compile(r"\r\n?")
_FOREIGN = re.compile(rf"^[ \t\u00a0]*([{_SIGNS}])", re.MULTILINE)


def as_list(text: str) -> str:
    """Return a pasted text, tabs included, with the bullets of its lines replaced by "- "."""
    return _BULLET.sub("- ", _LINE_ENDS.sub("\n", text))


def foreign_bullet(text: str) -> str | None:
    """Return the first bullet character other than "- ", which would not make a list, or None."""
    found = _FOREIGN.search(text)
    return None if found is None else found[1]

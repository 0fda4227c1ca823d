"""Bullets as word processors paste them: letters of their own, where a text has "- "."""

from __future__ import annotations

import re

#: Word's are letters of the fonts Symbol and Wingdings, which lie in Unicode's private use area.
_SIGNS = r"•·●▪■◦○‣⁃∙\uf000-\uf0ff"
#: Signs that also begin ordinary lines are bullets where a tab follows, as Word has it.
_DASHES = "–—o-"
_BULLET = re.compile(
    rf"^[ \t\u00a0]*(?:[{_SIGNS}][ \t\u00a0]*|[{_DASHES}]\t[ \t\u00a0]*)(?=\S)", re.MULTILINE
)
_LINE_ENDS = re.compile(r"\r\n?")
_FOREIGN = re.compile(rf"^[ \t\u00a0]*([{_SIGNS}])", re.MULTILINE)


def as_list(text: str) -> str:
    """Return a text, with its tabs as it was pasted, with the bullets of its lines as "- "."""
    return _BULLET.sub("- ", _LINE_ENDS.sub("\n", text))


def foreign_bullet(text: str) -> str | None:
    """Return the first bullet that makes no list since it is another sign than "- ", or None."""
    found = _FOREIGN.search(text)
    return None if found is None else found[1]

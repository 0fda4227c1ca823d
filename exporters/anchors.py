"""Link targets on a page: one per measure, named after its number ("#4")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The prefix of the page’s own targets; no measure’s name starts with it.
OWN = "zvit-"
_OTHER = re.compile(r"[^\w.]+")


def anchors(numbers: Iterable[str]) -> list[str]:
    """Return a unique name for each number, of letters, digits, dots and hyphens, never starting with `OWN`.

    "4", "1.1" and "7а" stay as they are; any other characters become a hyphen.
    """
    names: list[str] = []
    taken: set[str] = set()
    for number in numbers:
        plain = _OTHER.sub("-", number).strip("-") or "n"
        plain = f"n-{plain}" if plain.startswith(OWN) else plain
        name, more = plain, 1
        while name in taken:
            more += 1
            name = f"{plain}-{more}"
        taken.add(name)
        names.append(name)
    return names

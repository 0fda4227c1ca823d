"""The places of a page that a link can lead to: one a measure, by its number ("#4")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the pages name their own parts by: no measure takes such a name.
OWN = "zvit-"
_OTHER = re.compile(r"[^\w.]+")


def anchors(numbers: Iterable[str]) -> list[str]:
    """Return a name for each number: letters, digits, dots and hyphens, no two the same, none of `OWN`.

    "4", "1.1" and "7а" stay as they are; what else a number holds becomes a hyphen.
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

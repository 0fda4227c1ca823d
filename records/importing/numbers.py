"""Measure numbers stripped of the decoration that reports add: "№ 3", "п. 4", "1.1)", "(5)"."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: A number starts with a digit, or is a Roman numeral in Latin or Cyrillic letters.
_NUMBER = r"(?P<number>(?:\d|[IVXІХ]+\b)[^\s()*_]*?)"
_DRESSED = re.compile(rf"[*_]*(?:№+|no?\.|пункт|п\.|захід)?\s*\(?{_NUMBER}[.:)]*[*_]*", re.IGNORECASE)


def undressed(numbers: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the numbers without decoration.

    A number stays as it is if it is `known` to the register, or if stripping it would make two numbers equal.
    """
    pairs = [(number, _bare(number)) for number in numbers]
    times = Counter(bare for _, bare in pairs)
    return [number if number in known or times[bare] > 1 else bare for number, bare in pairs]


def _bare(number: str) -> str:
    found = _DRESSED.fullmatch(number)
    return number if found is None else found["number"]

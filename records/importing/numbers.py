"""The numbers of a report's rows without what people put around them: "№ 3", "п. 4", "1.1)", "(5)"."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: A number begins with a figure, or is Roman in Latin or in Cyrillic letters.
_NUMBER = r"(?P<number>(?:\d|[IVXІХ]+\b)[^\s()*_]*?)"
_DRESSED = re.compile(rf"[*_]*(?:№+|no?\.|пункт|п\.|захід)?\s*\(?{_NUMBER}[.:)]*[*_]*", re.IGNORECASE)


def undressed(numbers: Sequence[str], known: Collection[str]) -> list[str]:
    """Return numbers as a programme has them; those `known`, or otherwise another's too, as they stand."""
    pairs = [(number, _bare(number)) for number in numbers]
    times = Counter(bare for _, bare in pairs)
    return [number if number in known or times[bare] > 1 else bare for number, bare in pairs]


def _bare(number: str) -> str:
    found = _DRESSED.fullmatch(number)
    return number if found is None else found["number"]

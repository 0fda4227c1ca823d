"""Recognition of summary rows ("Усього заходів: 12"), as opposed to measures that begin likewise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = frozenset({"усього", "всього", "разом", "загалом", "підсумок", "підсумки"})
#: The other words of a summary: its subject, the things counted, and their state.
_OTHERS = re.compile(
    r"(?:усьо|всьо|разом|загал|підсум|захо[дж]|програм|стратег|антикоруп|план|розділ|підрозділ|напрям|завдан|таблиц"
    r"|звіт|період|кварт|півріч|рок|рік|викон|частков|розпоч|процес|стан|відсот|процент|середн|бюджет|фінанс|сум)\w*"
    r"|за|по|у|в|на|з|із|до|від|них|не|і|та|тис|млн|млрд|грн|гривень|шт|од|усіма?|всіма?|[ivxіх]+"
)


def is_sum(cells: Sequence[str]) -> bool:
    """Return whether a row's non-empty cells are a summary: words for a total and figures, and nothing else.

    A number before the words, or a unit or deadline beside them, means that the row may be a measure.
    """
    words = [[word.casefold() for word in _WORD.findall(cell)] for cell in cells]
    if not words or not words[0] or words[0][0] not in _BEGINS or cells[0][0].isdigit():
        return False
    return all(_OTHERS.fullmatch(word) for each in words for word in each)

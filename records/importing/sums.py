"""Rows that sum a table up ("Усього заходів: 12"), told from measures that begin with the same words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = frozenset({"усього", "всього", "разом", "загалом", "підсумок", "підсумки"})
#: What else stands in a sum: of what it is, what is counted, in what state that is.
_OTHERS = re.compile(
    r"(?:усьо|всьо|разом|загал|підсум|захо[дж]|програм|стратег|антикоруп|план|розділ|підрозділ|напрям|завдан|таблиц"
    r"|звіт|період|кварт|півріч|рок|рік|викон|частков|розпоч|процес|стан|відсот|процент|середн|бюджет|фінанс|сум)\w*"
    r"|за|по|у|в|на|з|із|до|від|них|не|і|та|тис|млн|млрд|грн|гривень|шт|од|усіма?|всіма?|[ivxіх]+"
)


def is_sum(cells: Sequence[str]) -> bool:
    """Say whether cells, those of a row that hold words, are a sum: its name and figures, and nothing else.

    With a number before them, or a unit or a deadline beside them, they may be a measure, and are none.
    """
    words = [[word.casefold() for word in _WORD.findall(cell)] for cell in cells]
    if not words or not words[0] or words[0][0] not in _BEGINS or cells[0][0].isdigit():
        return False
    return all(_OTHERS.fullmatch(word) for each in words for word in each)

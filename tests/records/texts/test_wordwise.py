"""Two versions of a text compared word by word."""

from __future__ import annotations

import random

import pytest

from records.texts.wordwise import most_kept


@pytest.mark.parametrize("seed", range(20))
def test_as_many_words_can_have_stayed_as_the_longest_common_subsequence_has(seed: int) -> None:
    """The bit-parallel count equals the usual dynamic programming, with few and with many distinct words."""
    drawn = random.Random(seed)
    old, new = ([str(drawn.randrange(1 + seed)) for _ in range(drawn.randrange(90))] for _ in range(2))
    row = [0] * (len(new) + 1)
    for word in old:
        above = row
        row = [0]
        for place, other in enumerate(new):
            row.append(above[place] + 1 if word == other else max(row[-1], above[place + 1]))
    assert most_kept(old, new) == row[-1]

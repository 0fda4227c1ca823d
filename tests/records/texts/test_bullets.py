"""Bullets from word processors in texts."""

from __future__ import annotations

import pytest

from records.texts.bullets import as_list, foreign_bullet


@pytest.mark.parametrize("bullet", ["•\t", "\t• ", "•", "\uf0b7\t", "\uf0a7 ", "·\t", "–\t", "o\t", "▪\xa0"])
def test_becomes_a_list(bullet: str) -> None:
    """A bullet from Word becomes a list marker at the beginning of any line."""
    assert as_list(f"Зроблено:\r{bullet}перше\r\n{bullet}друге") == "Зроблено:\n- перше\n- друге"


@pytest.mark.parametrize(
    "text", ["– так, зроблено", "- пункт", "зала на 5 • 7 місць", "o 12 годині", "1.\tперше"]
)
def test_left_alone(text: str) -> None:
    """Dashes, letters and numbers that begin an ordinary line stay."""
    assert as_list(text) == text
    assert foreign_bullet(text) is None


def test_doubted() -> None:
    """A bullet that can't become a list item is reported."""
    assert foreign_bullet("Зроблено:\n • перше") == "•"

"""Two versions of a text, with the words marked that came and went."""

from __future__ import annotations

import pytest

from tui.safe import join
from tui.viewing.differences import sides, words


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Провели наради.", "Провели дві наради.", "Провели {+дві+} наради."),
        ("Провели.", "Провели. Склали план.", "Провели. {+Склали план.+}"),
        ("Перше.\nДруге.\n", "Перше.\nНове.\nДруге.\n", "Перше.\n{+Нове.+}\nДруге."),
        ("Перше.", "Перше.\nДруге.", "Перше.\n{+Друге.+}"),
        ("Перше. Друге.", "Перше.\nДруге.", "Перше.{+¶+}\nДруге."),
        ("", "Нове.", "{+Нове.+}"),
        ("Старе.", "", "[-Старе.-]"),
    ],
)
def test_words(old: str, new: str, marked: str) -> None:
    """Only what came or went is marked; an end of a paragraph stays an end, and has a sign of its own."""
    assert join(*words(old, new)).plain.strip() == marked


def test_sides() -> None:
    """Of two texts the older shows what went, the newer what came, both whole."""
    left, right = sides("Провели п’ять нарад.", "Провели шість нарад.")
    assert (left.plain, right.plain) == ("Провели [-п’ять-] нарад.", "Провели {+шість+} нарад.")

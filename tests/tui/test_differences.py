"""Two versions of a text, with added and removed words marked."""

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
    """Only added and removed words are marked; paragraph ends are kept, and a changed one has a sign."""
    assert join(*words(old, new)).plain.strip() == marked


def test_sides() -> None:
    """Side by side, the older text marks removals and the newer text additions, both in full."""
    left, right = sides("Провели п’ять нарад.", "Провели шість нарад.")
    assert (left.plain, right.plain) == ("Провели [-п’ять-] нарад.", "Провели {+шість+} нарад.")

"""Abbreviated deadlines for a narrow column."""

from __future__ import annotations

import pytest

from tui.viewing.shorter import deadline


@pytest.mark.parametrize(
    ("wording", "room", "shown"),
    [
        ("II квартал 2025 року", 20, "II квартал 2025 року"),
        ("II квартал 2025 року", 13, "II кв. 2025"),
        ("Протягом 2025 року", 13, "Протягом 2025"),
        ("II півріччя 2025 року", 13, "II півр. 2025"),
        ("до 1 липня 2025 року", 13, "до 01.07.2025"),
        ("01.03.2025 – 30.09.2025", 17, "01.03–30.09.2025"),
        (
            "За потреби, але не пізніше 31 грудня 2025 року",
            13,
            "За потреби, але не пізніше 31 грудня 2025 року",
        ),
    ],
)
def test_deadline(wording: str, room: int, shown: str) -> None:
    """A deadline is shown as adopted if it fits, abbreviated if only that fits, else as adopted."""
    assert deadline(wording, room) == shown

"""A deadline's adopted wording for a narrow column: unchanged, or with the usual abbreviations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MONTHS = {
    "січня": 1,
    "лютого": 2,
    "березня": 3,
    "квітня": 4,
    "травня": 5,
    "червня": 6,
    "липня": 7,
    "серпня": 8,
    "вересня": 9,
    "жовтня": 10,
    "листопада": 11,
    "грудня": 12,
}
_DAY = re.compile(rf"\b(\d{{1,2}})[ \u00a0]({'|'.join(_MONTHS)})[ \u00a0](\d{{4}})\b")


def _in_figures(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}.{_MONTHS[found[2]]:02}.{found[3]}"


#: Abbreviations, applied in this order until the text fits.
_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=\d{4})[ \u00a0](?:року|рік|р\.)$"), ""),
    (re.compile(r"\bквартал(?:у|і|ом)?\b"), "кв."),
    (re.compile(r"\bпівріччя\b"), "півр."),
    (_DAY, _in_figures),
    # The first day of a span within one year needs no year.
    (re.compile(r"(\d\d\.\d\d)\.(\d{4}) ?[-–] ?(?=\d\d\.\d\d\.\2)"), r"\1–"),
)


def deadline(wording: str, room: int) -> str:
    """Return a deadline abbreviated to at most `room` characters, or unchanged if that is not possible."""
    shorter = wording
    for pattern, instead in _STEPS:
        if len(shorter) <= room:
            return shorter
        shorter = pattern.sub(instead, shorter)
    return shorter if len(shorter) <= room else wording

"""Ukrainian typography: texts folded for comparison, and typeset for reading.

Typesetting only replaces spaces by no-break spaces, which keeps a number and its unit on one line. It never
changes a letter, quotation mark or dash.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NBSP = "\u00a0"
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[«»„“”‟″〝〞＂]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u02b9\u2032`´\uff07]")

_UPPER = "A-ZА-ЯҐЄІЇ"
_ROMAN_LETTERS = "IVXІХ"
_ROMAN = f"[{_ROMAN_LETTERS}]"
_MONTHS = "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
_YEARS = r"р\.|рр\.|рік|року|році|роком|роки|років|роках"
_AMOUNTS = "тис|млн|млрд|грн|год|хв|шт|кв|км|га|осіб|особи"
_BEFORE_NUMBER = ("ст.", "ч.", "п.", "пп.", "абз.", "гл.", "розд.", "тел.", "буд.", "каб.", "кв.")
_BEFORE_NAME = ("м.", "с.", "смт", "вул.", "пл.", "просп.", "пров.", "обл.", "ім.")
_BEFORE_MONEY = ("тис.", "тис", "млн", "млрд")


def _after(words: tuple[str, ...], following: str) -> list[str]:
    # A look-behind must have a fixed width, so each word gets its own.
    return [rf"(?<=\b{re.escape(word)} )(?={following})" for word in words]


_TIES = [
    r"(?<=\d )(?=[%‰])",
    r"(?<=[№§] )(?=\S)",
    *_after(_BEFORE_NUMBER, r"\d"),
    *_after(_BEFORE_NAME, f"[{_UPPER}]"),
    *_after(_BEFORE_MONEY, "грн|осіб"),
    rf"(?<={_ROMAN} )(?=квартал|півріч|кв\.)",
    rf"(?<=\d )(?=(?:{_MONTHS})\b)",
    rf"(?<=\d\d\d\d )(?=(?:{_YEARS})(?!\w))",
    rf"(?<=\d )(?=(?:{_AMOUNTS})\b)",
    rf"(?<=\b[{_UPPER}]\. )(?=[{_UPPER}])",
]
#: Sort positions of the letters: by code point, ґ, є, і and ї follow я, unlike in the alphabet.
ALPHABET: Mapping[int, int] = MappingProxyType(
    {ord(letter): 0x430 + place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}
)


def alphabetical(text: str) -> str:
    """Return a key that sorts texts in Ukrainian alphabetical order, regardless of case."""
    return fold(text).replace("'", "").translate(ALPHABET)


def fold(text: str) -> str:
    """Return `text` for comparison: one case, one kind of dash, quotation mark, apostrophe and space."""
    text = unicodedata.normalize("NFKC", text)
    text = _DASHES.sub("-", text)
    text = _QUOTES.sub('"', text)
    text = _APOSTROPHES.sub("'", text)
    return " ".join(text.casefold().split())


@cache
def _tied() -> re.Pattern[str]:
    """Return the pattern of spaces that must not break a line; compiled on first use because that is slow."""
    # The first look-behind rejects most spaces by the single character before them.
    return re.compile(rf" (?<=[\d№§.тснд{_ROMAN_LETTERS}] )(?:{'|'.join(_TIES)})")


def typeset(text: str) -> str:
    """Return `text` with the no-break spaces of Ukrainian typography ("№ 5", "100 %", "ст. 5")."""
    return _tied().sub(NBSP, text)


def loosened(text: str) -> str:
    """Return `text` without the no-break spaces that `typeset` would add; others stay as typed."""
    if NBSP not in text:
        return text
    loose = text.replace(NBSP, " ")
    return "".join(
        " " if char == tied == NBSP else char for char, tied in zip(text, typeset(loose), strict=True)
    )

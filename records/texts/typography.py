"""Ukrainian typography: texts folded for comparing, and set for reading.

Setting a text only makes spaces no-break ones, so that a number keeps its unit on its line. It never
changes a letter, a quote or a dash: those stand as typed.
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
    # A look-behind has one width, so each word is its own.
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
#: Where letters stand: code points put ґ, є, і and ї after я, the alphabet does not.
ALPHABET: Mapping[int, int] = MappingProxyType(
    {ord(letter): 0x430 + place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}
)


def alphabetical(text: str) -> str:
    """Return the key that puts texts in the order of the Ukrainian alphabet, whatever their case."""
    return fold(text).replace("'", "").translate(ALPHABET)


def fold(text: str) -> str:
    """Return `text` for comparing: one case, one kind of dash, quote, apostrophe and space."""
    text = unicodedata.normalize("NFKC", text)
    text = _DASHES.sub("-", text)
    text = _QUOTES.sub('"', text)
    text = _APOSTROPHES.sub("'", text)
    return " ".join(text.casefold().split())


@cache
def _tied() -> re.Pattern[str]:
    """Return what finds each space that must not break a line; made when first asked: it takes a while."""
    # Most spaces are let go by the one character before them.
    return re.compile(rf" (?<=[\d№§.тснд{_ROMAN_LETTERS}] )(?:{'|'.join(_TIES)})")


def typeset(text: str) -> str:
    """Return `text` with no-break spaces where Ukrainian typography wants them ("№ 5", "100 %", "ст. 5")."""
    return _tied().sub(NBSP, text)


def loosened(text: str) -> str:
    """Return `text` without the no-break spaces that setting it puts there; others stay as typed."""
    if NBSP not in text:
        return text
    loose = text.replace(NBSP, " ")
    return "".join(
        " " if char == tied == NBSP else char for char, tied in zip(text, typeset(loose), strict=True)
    )

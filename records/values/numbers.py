"""Numbers of measures: how they are cleaned, sorted and turned into ids.

Numbers are texts with gaps between them: "4", "1.1.1.4.1", "7а", "2-1", "ІІ.3". Ids follow the Ukrainian
national transliteration (Cabinet resolution 55 of 27.01.2010).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING

from records.sanitise import clean_line
from records.texts.typography import ALPHABET

if TYPE_CHECKING:
    from collections.abc import Collection

#: The longest allowed id, in characters.
LONGEST_ID = 80
_NAMELESS = "x"

#: A sort key: the kind of beginning, the parts, and the number itself to tell look-alikes apart.
NumberOrder = tuple[int, tuple[tuple[int, int, str], ...], str]

_BY_DIGIT, _BY_ROMAN, _BY_WORD, _BY_NOTHING = range(4)
_DOTTED, _INSERTED, _LETTERED = range(3)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PART = re.compile(
    r"(?P<dash>[-\u2010-\u2015\u2212])?(?P<digits>[0-9]+)|(?P<above>[⁰¹²³⁴-⁹]+)|(?P<letters>[^\W\d_]+)"
)
# Roman numerals are typed in Latin letters or in Cyrillic ones of the same shape. Section numbers go up to
# 39; “C” and “D” are letters, not numerals.
_ROMAN_LETTERS = str.maketrans("ІХ", "IX")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

_APOSTROPHES = "'’ʼ`´"
_WORD_STARTS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_TABLE = (
    "а-a б-b в-v г-h ґ-g д-d е-e є-ie ж-zh з-z и-y і-i ї-i й-i к-k л-l м-m н-n о-o п-p р-r "
    "с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-shch ь- ю-iu я-ia ё-io ъ- ы-y э-e"
)
_LETTERS = {pair[0]: pair[2:] for pair in _TABLE.split()}


def clean_number(text: str) -> str:
    """Return a number as the register stores it: one line, without surrounding spaces or closing dots."""
    return clean_line(text).text.rstrip(". ")


def number_order(number: str) -> NumberOrder:
    """Return the key that sorts numbers in the programme's order; every text has one.

    1 < 1.1 < 1.2 < 1.10 < 1-1 < 1а < 2 < I < I.1 < II: a number with a dash or letter was inserted after the
    number that it extends; Roman sections follow plain numbers; words without a number come last.
    """
    parts = list(_PART.finditer(number))
    if not parts:
        return _BY_NOTHING, (), number
    begins, first = _first(parts[0])
    return begins, (first, *map(_part, parts[1:])), number


def slug(text: str) -> str:
    """Return an id for a number or a name: transliterated, lower case, at most 80 characters."""
    lower = unicodedata.normalize("NFC", text).lower()
    lower = re.sub("[⁰¹²³⁴-⁹]+", lambda above: "-" + above.group().translate(_SUPERSCRIPTS), lower)
    latin = unicodedata.normalize("NFKD", _transliterated(lower)).lower()
    plain = "".join(char for char in latin if not unicodedata.combining(char))
    joined = re.sub(r"[^a-z0-9]+", lambda gap: "." if gap.group() == "." else "-", plain)
    return _cut(joined.strip(".-")) or _NAMELESS


def _cut(joined: str) -> str:
    """Return an id cut to the allowed length, between two words if it has several."""
    if len(joined) <= LONGEST_ID:
        return joined
    words = joined[: LONGEST_ID + 1].rpartition("-")[0]
    return (words or joined[:LONGEST_ID]).strip(".-")


def new_id(number_or_name: str, taken: Collection[str]) -> str:
    """Return an id for a number or name that is not in `taken`: its slug, with -2, -3 … if needed."""
    first = slug(number_or_name)
    if first not in taken:
        return first
    for n in count(2):
        tail = f"-{n}"
        candidate = first[: LONGEST_ID - len(tail)].rstrip(".-") + tail
        if candidate not in taken:
            return candidate
    raise AssertionError


def _first(part: re.Match[str]) -> tuple[int, tuple[int, int, str]]:
    if part["letters"] is None:
        return _BY_DIGIT, _numeral(_DOTTED, part["digits"] or part["above"])
    roman = part["letters"].translate(_ROMAN_LETTERS)
    if _ROMAN.fullmatch(roman):
        return _BY_ROMAN, (_DOTTED, _roman_value(roman), "")
    return _BY_WORD, _part(part)


def _part(part: re.Match[str]) -> tuple[int, int, str]:
    if part["letters"] is not None:
        return _LETTERED, 0, part["letters"].lower().translate(ALPHABET)
    if part["above"] is not None or part["dash"] is not None:
        return _numeral(_INSERTED, part["digits"] or part["above"])
    return _numeral(_DOTTED, part["digits"])


def _numeral(kind: int, digits: str) -> tuple[int, int, str]:
    # Comparing length first and text second orders by value; int() refuses numbers of thousands of digits.
    significant = digits.translate(_SUPERSCRIPTS).lstrip("0")
    return kind, len(significant), significant


def _roman_value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _transliterated(lower: str) -> str:
    """Transliterate lower-case Ukrainian by the table of resolution 55 with its notes 1 to 3."""
    latin: list[str] = []
    before = " "
    for char in lower:
        if char in _APOSTROPHES and before.isalpha():
            continue
        if char == "г" and before == "з":
            latin.append("gh")
        elif char in _WORD_STARTS and not before.isalpha():
            latin.append(_WORD_STARTS[char])
        else:
            latin.append(_LETTERS.get(char, char))
        before = char
    return "".join(latin)

"""The paragraph numbers that Word generates (ECMA-376 part 1, 17.9) and does not store in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from records.files.wordfiles import W

if TYPE_CHECKING:
    from collections.abc import Callable

_NONE = "0"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_ROMAN_UNITS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_DEEPEST_STYLE = 20


class _Level(Struct):
    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class _List(Struct):
    """One numbering of a document: its levels, and the current count of each."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> str | None:
        """Count a paragraph on a level; return its label, "" for a bullet, None for a hidden number."""
        known = self.levels.get(level, _Level())
        self.counts[level] = self.counts.get(level, known.start - 1) + 1
        for deeper in [each for each in self.counts if each > level]:
            del self.counts[deeper]
        if known.form == "bullet":
            return ""
        if known.form == "none":
            return None
        return re.sub(r"%([1-9])", lambda match: self._number(int(match[1]) - 1), known.text)

    def _number(self, level: int) -> str:
        known = self.levels.get(level, _Level())
        return _written(self.counts.get(level, known.start), known.form)


class Numbering:
    """Counts the numbered paragraphs of a document in document order."""

    def __init__(self, document: Any) -> None:
        self._styles = {
            style.get(f"{W}styleId"): style for style in document.styles.element.iterfind(f"{W}style")
        }
        self._lists = _lists(document)

    def label(self, paragraph: Any) -> str | None:
        """Return a paragraph's label such as "4.", "" for a bullet, or None if it is not numbered."""
        found = self._numbered(paragraph)
        if found is None:
            return None
        name, level = found
        return self._lists[name].next(level) if name in self._lists else None

    def _numbered(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        own = properties.find(f"{W}numPr")
        inherited = self._of_style(style.get(f"{W}val") if style is not None else None)
        found = own if own is not None else inherited
        if found is None:
            return None
        name, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        if name is None and inherited is not None:
            name = inherited.find(f"{W}numId")
        if name is None or name.get(f"{W}val") == _NONE:
            return None
        return name.get(f"{W}val"), _integer(level, 0)

    def _of_style(self, name: str | None) -> Any:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return None
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                return found
            based = style.find(f"{W}basedOn")
            name = based.get(f"{W}val") if based is not None else None
        return None


def _lists(document: Any) -> dict[str, _List]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    shapes = {shape.get(f"{W}abstractNumId"): shape for shape in root.iterfind(f"{W}abstractNum")}
    counts: dict[str, dict[int, int]] = {}
    lists: dict[str, _List] = {}
    for used in root.iterfind(f"{W}num"):
        link = used.find(f"{W}abstractNumId")
        name = link.get(f"{W}val") if link is not None else ""
        levels = {
            _integer_of(level.get(f"{W}ilvl"), 0): _level(level)
            for level in (shapes[name].iterfind(f"{W}lvl") if name in shapes else ())
        }
        overridden = False
        for override in used.iterfind(f"{W}lvlOverride"):
            at = _integer_of(override.get(f"{W}ilvl"), 0)
            if (level := override.find(f"{W}lvl")) is not None:
                levels[at] = _level(level)
            if (start := override.find(f"{W}startOverride")) is not None:
                overridden = True
                known = levels.get(at, _Level())
                levels[at] = _Level(_integer(start, 1), known.form, known.text)
        # Numberings that share a definition continue one count, unless one overrides its start.
        shared = {} if overridden else counts.setdefault(name, {})
        lists[used.get(f"{W}numId")] = _List(levels, shared)
    return lists


def _level(level: Any) -> _Level:
    form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return _Level(
        start=_integer(level.find(f"{W}start"), 1),
        form=form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text=text.get(f"{W}val", "") if text is not None else "",
    )


def _integer(element: Any, usual: int) -> int:
    return usual if element is None else _integer_of(element.get(f"{W}val"), usual)


def _integer_of(text: str | None, usual: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else usual


def _written(number: int, form: str) -> str:
    known: dict[str, Callable[[int], str]] = {
        "upperRoman": _roman,
        "lowerRoman": lambda n: _roman(n).lower(),
        "lowerLetter": lambda n: _letter(n, _LATIN),
        "upperLetter": lambda n: _letter(n, _LATIN).upper(),
        "russianLower": lambda n: _letter(n, _CYRILLIC),
        "russianUpper": lambda n: _letter(n, _CYRILLIC).upper(),
        "decimalZero": lambda n: f"{n:02}",
    }
    return known.get(form, str)(number)


def _letter(number: int, alphabet: str) -> str:
    if number < 1:
        return str(number)
    # After the last letter Word doubles the letters: z, aa, bb.
    return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in (*_ROMAN, *_ROMAN_UNITS):
        written += letters * (number // value)
        number %= value
    return written

"""Which column of a table is which: by its headings, in the words that councils use, else by position."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from records.language import LANGUAGES, Language
from records.texts.typography import fold
from records.values.model import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from records.importing.table import Row

#: In this order: the first that a heading fits is taken ("Стан виконання заходу" names no measure).
_SYNONYMS = {
    Column.PROGRESS: r"стан (реалізації|виконання)|(інформація|відомості|звіт|дані) про"
    r"|хід (виконання|реалізації)|результат|фактичне виконання|відмітка|примітк",
    Column.DEADLINE: r"строк|термін|дата",
    Column.RESPONSIBLE: r"відповідальн|виконав(ець|ці)|співвиконав|суб.єкт|підрозділ",
    Column.TITLE: r"найменування|назва|зміст|захід|заход|перелік|завдання",
    Column.NUMBER: r"no\b|n\b|номер|пункт|п/п|з/п|по порядку",
}
_PATTERNS = {column: re.compile(pattern) for column, pattern in _SYNONYMS.items()}
#: A register that words no headings of its own.
NO_HEADINGS: Mapping[Column, str] = MappingProxyType({})
#: Fewer recognised headings than this are no heading row.
_FEWEST = 3


def heading_columns(row: Row, own: Mapping[Column, str] = NO_HEADINGS) -> dict[Column, int] | None:
    """Return the place of each column that a row's headings name, or None for a row that is no heading.

    `own` are the headings that the register itself words.
    """
    headings = [fold(cell.line) for cell in row.cells]
    found = {column: headings.index(fold(text)) for column, text in own.items() if fold(text) in headings}
    for place, words in enumerate(headings):
        if not words or place in found.values():
            continue
        for column, pattern in _PATTERNS.items():
            if column not in found and (pattern.match(words) or words in _usual(column)):
                found[column] = place
                break
    if len(found) < _FEWEST:
        return None
    if Column.NUMBER not in found and not headings[0]:
        # A narrow column of numbers often goes without a heading.
        found[Column.NUMBER] = 0
    number = headings[found.get(Column.NUMBER, 0)]
    # What has a number there is a measure, whatever its other words begin with.
    return None if re.search(r"\d", number) else found


def by_position(rows: Sequence[Row]) -> int | None:
    """Return which row is the first with a measure, in a table of the usual order.

    That is a table of five columns whose rows begin with a number, all but perhaps its first: headings
    in words of their own. None for any other table.
    """
    full = [at for at, row in enumerate(rows) if len(row.cells) == len(Column)]
    numbered = [at for at in full if re.match(r"\d", rows[at].cells[0].line)]
    return numbered[0] if numbered and numbered in (full, full[1:]) else None


def _usual(column: Column) -> set[str]:
    return {fold(Language(code).show(column)) for code in LANGUAGES}

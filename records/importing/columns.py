"""Which column of a table is which: by its headings, in the words that councils use, else by position."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.language import LANGUAGES, Language
from records.model import Column
from records.typography import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

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
#: Fewer recognised headings than this are no heading row.
_FEWEST = 3


def heading_columns(row: Row) -> dict[Column, int] | None:
    """Return the place of each column that a row's headings name, or None for a row that is no heading."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(row.cells):
        words = fold(cell.line)
        for column, pattern in _PATTERNS.items():
            if column not in found and words and (pattern.match(words) or words in _usual(column)):
                found[column] = place
                break
    return found if len(found) >= min(_FEWEST, len(Column)) else None


def by_position(rows: Sequence[Row]) -> dict[Column, int] | None:
    """Return the usual order for a table without headings, where each row begins with a number."""
    numbered = [row for row in rows if len(row.cells) == len(Column)]
    if not numbered or not all(re.match(r"\d", row.cells[0].line) for row in numbered):
        return None
    return {column: place for place, column in enumerate(Column)}


def _usual(column: Column) -> set[str]:
    return {fold(Language(code).show(column)) for code in LANGUAGES}

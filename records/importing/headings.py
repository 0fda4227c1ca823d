"""The meaning of column headings, in the words that councils use."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from records.language import LANGUAGES, Language
from records.texts.typography import fold
from records.values.model import Column

if TYPE_CHECKING:
    from records.importing.table import Cell


class Extra(StrEnum):
    """A column that a report may have in addition to the five required ones."""

    STATUS = "status"
    PERCENT = "percent"
    BEGINNING = "beginning"
    OTHER_UNITS = "other-units"
    INDICATOR = "indicator"
    FUNDING = "funding"


Role: TypeAlias = Column | Extra

_REPORT = (
    r"(інформація|відомості|звіт|дані) про|хід (виконання|реалізації)|(що )?зроблено|(що )?виконано|"
    r"фактичн\w+ (виконання|стан)"
)
#: The possible wordings of headings, in order: the first match decides ("Стан виконання заходу" is no
#: measure's title, although it names one). If several columns have the same role, the one of the lowest rank
#: is used. A role of None marks a column that is not read.
_WORDS: tuple[tuple[str, Role | None, int], ...] = (
    (r"джерел.*фінансуван", Extra.FUNDING, 1),
    (r".*фінансуван", Extra.FUNDING, 2),
    (r"індикатор|показник", Extra.INDICATOR, 1),
    (r".*(очікуван|причин)", None, 0),
    (r"(?!стан|інформаці).*%|відсот|процент", Extra.PERCENT, 1),
    (r"статус", Extra.STATUS, 1),
    (_REPORT, Column.PROGRESS, 1),
    (r"стан\b|виконання|реалізація", Column.PROGRESS, 2),
    (r"результат", Column.PROGRESS, 3),
    (r"відмітка|примітк", Column.PROGRESS, 4),
    (r"(дата |строк |термін )?почат(ок|ку)", Extra.BEGINNING, 1),
    (r".*фактичн", None, 0),
    (r"строк|термін|(дата )?(завершення|закінчення)", Column.DEADLINE, 1),
    (r"дата", Column.DEADLINE, 2),
    (r"співвиконав", Extra.OTHER_UNITS, 1),
    (r"відповідальна особа", Column.RESPONSIBLE, 2),
    (r".*відповідальн|виконав(ець|ці)|хто викону|суб.єкт", Column.RESPONSIBLE, 1),
    (r"підрозділ", Column.RESPONSIBLE, 2),
    (r"(no?)?[ ./]*[зп] ?[./]? ?п\b|no\b|n\b|номер|пункт|по порядку", Column.NUMBER, 1),
    (r".*(захід|заход)", Column.TITLE, 1),
    (r"найменування|назва|зміст|перелік", Column.TITLE, 2),
    (r"завдання", Column.TITLE, 3),
)
_PATTERNS = tuple((re.compile(words), role, rank) for words, role, rank in _WORDS)
_STATE = re.compile(r"стан\b")
#: A word that was hyphenated by hand to fit a narrow column.
_PARTED = re.compile(r"(?<=\w)[-\u00ad\u2010]\s+(?=[а-яіїєґ])|\u00ad")


def heading_of(cell: Cell) -> str:
    """Return the words of a heading cell, with hyphenated words rejoined."""
    return _PARTED.sub("", cell.line)


def meaning(heading: str) -> tuple[Role | None, int] | None:
    """Return a heading's role (None: a column to skip) and rank, or None if its words are unknown."""
    words = fold(heading)
    for pattern, role, rank in _PATTERNS:
        if pattern.match(words):
            return role, rank
    return next(((column, 1) for column in Column if words in _usual(column)), None)


def is_state(heading: str) -> bool:
    """Return whether a heading names a state: if another column holds the text, this one holds the status."""
    return _STATE.match(fold(heading)) is not None


def _usual(column: Column) -> set[str]:
    return {fold(Language(code).show(column)) for code in LANGUAGES}

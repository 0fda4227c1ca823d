"""The contents of a measure's cell in a report: text and closing words, or a note instead.

The exporters print these cells, and the importers recognise them in reports that prozvit made.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from records.language import LANGUAGES, Language, Message, english
from records.sanitise import visible
from records.texts.cells import from_cell, lines_to_cell
from records.texts.lines import BULLET, lines
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from records.files.snapshot import MeasureRecord
    from records.values.periods import Period

_MISSING = "As of {day}, no information was submitted"
_NOT_DUE = "The time to carry it out has not come"
_DONE_QUARTER = english("Implemented in quarter {roman} of {year} (from the earlier report):")
_DONE_HALF = english("Implemented in half-year {roman} of {year} (from the earlier report):")
_DONE_YEAR = english("Implemented in {year} (from the earlier report):")
_CLOSING = "State of implementation – {percent} %."


def usual_title(programme: str) -> Message:
    """Return the default title for the reports of a programme that does not define its own."""
    return Message("on carrying out the measures of the programme “{programme}”", programme=programme)


def closing(percent: int | None) -> Message | None:
    """Return the closing words of a cell ("Стан виконання – 100 %."), or None if there is no percent."""
    return None if percent is None else Message(_CLOSING, percent=percent)


def note(record: MeasureRecord, period: Period, day: date) -> Message | None:
    """Return the note for a cell without progress in the period, or before an earlier result; else None.

    `day` is the date of the report.
    """
    match record.standing(period):
        case Standing.MISSING:
            return Message(_MISSING, day=day)
        case Standing.NOT_DUE:
            return Message(_NOT_DUE)
        case Standing.DONE_EARLIER:
            done = record.done_in(period)
            return None if done is None else _done(done)
        case _:
            return None


def sheet_note(record: MeasureRecord, period: Period, language: Language) -> str:
    """Return the review state of an answer for the person who fills in its row of a workbook, or ""."""
    progress = record.progress.get(period)
    if progress is not None and progress.review is not None and period not in record.lapsed:
        said = language.show(progress.review.state)
        return f"{said}: {visible(progress.review.note)}" if progress.review.note else said
    if record.standing(period) is Standing.MISSING:
        return language.show(Standing.MISSING)
    words = note(record, period, period.last_day)
    return "" if words is None else words.render(language)


def progress_cell(record: MeasureRecord, period: Period, day: date, language: Language) -> str:
    """Return the Markdown table cell that a report of `period` prints for a measure."""
    said = note(record, period, day)
    progress = record.told(period)
    ending = closing(progress.percent) if progress else None
    return printed_cell(
        progress.text if progress else "",
        said.render(language) if said else "",
        ending.render(language) if ending else "",
    )


def printed_cell(text: str, before: str, ending: str) -> str:
    """Return a Markdown table cell of a note, a text and the closing words, each of which may be ""."""
    printed = lines(text)
    cell = lines_to_cell(printed)
    if ending:
        cell += gap_before_closing(printed, "<br><br>") + ending
    return "<br><br>".join(part for part in (before, cell) if part)


def gap_before_closing(printed: Sequence[str], paragraph_break: str) -> str:
    """Return what separates a text from the closing words: a space, or `paragraph_break` after a list."""
    if not printed:
        return ""
    return paragraph_break if printed[-1].startswith(BULLET) else " "


def is_note(cell: str) -> bool:
    """Return whether a report's cell holds a note instead of progress of the period."""
    first, _, rest = from_cell(cell).partition("\n")
    return any(
        pattern.fullmatch(first) and (goes_on or not rest.strip()) for pattern, goes_on in _note_patterns()
    )


def _done(period: Period) -> Message:
    template = {"Q": _DONE_QUARTER, "H": _DONE_HALF, "": _DONE_YEAR}[period.part[:1]]
    return Message(template, roman=period.roman, year=period.year)


@cache
def _note_patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return patterns for the notes in all languages, each with whether an earlier result follows."""
    templates = {_MISSING: False, _NOT_DUE: False, _DONE_QUARTER: True, _DONE_HALF: True, _DONE_YEAR: True}
    return tuple(
        (re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(Language(code).translate(template)))), goes_on)
        for template, goes_on in templates.items()
        for code in LANGUAGES
    )

"""What a report says of a measure's progress: its text and closing words, or a note in its place.

The exporters print it, and the importers know by it what a report of this program itself says.
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
    from records.values.model import Progress
    from records.values.periods import Period

_MISSING = "As of {day}, no information was submitted"
_NOT_DUE = "The time to carry it out has not come"
_DONE_QUARTER = english("Implemented in quarter {roman} of {year} (from the earlier report):")
_DONE_HALF = english("Implemented in half-year {roman} of {year} (from the earlier report):")
_DONE_YEAR = english("Implemented in {year} (from the earlier report):")
_CLOSING = "State of implementation – {percent} %."


def usual_title(programme: str) -> Message:
    """Return the title of the reports of a programme that words none of its own."""
    return Message("on carrying out the measures of the programme “{programme}”", programme=programme)


def closing(percent: int | None) -> Message | None:
    """Return the words that end a cell ("Стан виконання – 100 %."), or None where no percent is given."""
    return None if percent is None else Message(_CLOSING, percent=percent)


def note(record: MeasureRecord, period: Period, day: date) -> Message | None:
    """Return what stands in a cell without progress of its own, or before an earlier result.

    `day` is the day the register is reported as of.
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
    """Return how far an answer is, for who fills in its row of a workbook; "" where nothing is to be said."""
    progress = record.progress.get(period)
    if progress is not None and progress.review is not None and period not in record.lapsed:
        said = language.show(progress.review.state)
        return f"{said}: {visible(progress.review.note)}" if progress.review.note else said
    if record.standing(period) is Standing.MISSING:
        return language.show(Standing.MISSING)
    words = note(record, period, period.last_day)
    return "" if words is None else words.render(language)


def reported(record: MeasureRecord, period: Period) -> Progress | None:
    """Return the progress that a report of `period` prints: its own, or the one that ended the measure."""
    of = reported_period(record, period)
    return None if of is None else record.progress[of]


def reported_period(record: MeasureRecord, period: Period) -> Period | None:
    """Return the period whose progress a report of `period` prints: that one, or the one that ended it."""
    match record.standing(period):
        case Standing.REPORTED:
            return period
        case Standing.DONE_EARLIER:
            return record.done_in(period)
        case _:
            return None


def progress_cell(record: MeasureRecord, period: Period, day: date, language: Language) -> str:
    """Return the cell of a Markdown table that a report of `period` prints for a measure."""
    said = note(record, period, day)
    progress = reported(record, period)
    ending = closing(progress.percent) if progress else None
    return printed_cell(
        progress.text if progress else "",
        said.render(language) if said else "",
        ending.render(language) if ending else "",
    )


def printed_cell(text: str, before: str, ending: str) -> str:
    """Return a text as the cell of a Markdown table, between a note and the closing words; each may be ""."""
    printed = lines(text)
    cell = lines_to_cell(printed)
    if ending:
        cell += gap_before_closing(printed, "<br><br>") + ending
    return "<br><br>".join(part for part in (before, cell) if part)


def gap_before_closing(printed: Sequence[str], paragraph_break: str) -> str:
    """Return what parts a text's lines from the closing words: a space, after a list `paragraph_break`."""
    if not printed:
        return ""
    return paragraph_break if printed[-1].startswith(BULLET) else " "


def is_note(cell: str) -> bool:
    """Say whether a cell of a report holds a note instead of progress of its own."""
    first, _, rest = from_cell(cell).partition("\n")
    return any(
        pattern.fullmatch(first) and (goes_on or not rest.strip()) for pattern, goes_on in _note_patterns()
    )


def _done(period: Period) -> Message:
    template = {"Q": _DONE_QUARTER, "H": _DONE_HALF, "": _DONE_YEAR}[period.part[:1]]
    return Message(template, roman=period.roman, year=period.year)


@cache
def _note_patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return the notes in every language, each with whether an earlier result follows it."""
    templates = {_MISSING: False, _NOT_DUE: False, _DONE_QUARTER: True, _DONE_HALF: True, _DONE_YEAR: True}
    return tuple(
        (re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(Language(code).translate(template)))), goes_on)
        for template, goes_on in templates.items()
        for code in LANGUAGES
    )

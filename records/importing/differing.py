"""Comparison of a reported measure and its progress with those in the register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.errors import DiffersFromRegister
from records.importing.account import quoted
from records.importing.beside import as_shown, unlike
from records.importing.doubts import status_of
from records.language import LANGUAGES, Language, Message
from records.sanitise import clean
from records.telling.wording import progress_cell
from records.texts.prose import from_cell, plain, tidy
from records.texts.rewriting import rewritten
from records.texts.typography import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from records.files.snapshot import MeasureRecord
    from records.importing.reported import Reported
    from records.importing.units import Units
    from records.values.model import Measure, Progress, Status
    from records.values.periods import Period

#: A link to the root of a host, with the “/” that some programs add: the same address (RFC 3986, 6.2.3).
_ROOT = re.compile(r"(\]\(https?://[^/?#()\s]+)/\)")
#: A field, its value in the register, and its value in the report.
Difference = tuple[str, object, object]


def beside(reported: Reported, there: Progress) -> Difference | None:
    """Return the first difference in status, completion date or documents, or None if there is none."""
    if reported.status is not None and reported.status is not there.status:
        return "status", there.status, reported.status
    if reported.status is not None and reported.completed != there.completed:
        return "completed", there.completed, reported.completed
    if reported.evidence is not None and as_shown(reported.evidence) != as_shown(there.evidence):
        return (
            "evidence",
            unlike(there.evidence, reported.evidence),
            unlike(reported.evidence, there.evidence),
        )
    return None


def otherwise(reported: Reported, there: Progress, status: Status) -> Difference:
    """Return the first difference between a row and a progress; `status` is the one that the row implies."""
    theirs, mine = _told(there.text, there.percent), _told(reported.text or "", reported.percent)
    if theirs == mine and reported.status is None:
        return "status", there.status, status
    return beside(reported, there) or ("text", theirs, mine)


def is_equal(reported: Reported, record: MeasureRecord, period: Period, day: date) -> bool:
    """Return whether a row reports the same progress for a period as the register, as of `day`."""
    there = record.progress.get(period)
    if there is not None and reported.text is not None and beside(reported, there) is not None:
        return False
    if is_printed(reported, record, period, day):
        return True
    if there is None or reported.text is None:
        return there is None and reported.text is None
    if reported.said is not None and there.status is not status_of(reported, record.measure.deadline):
        return False
    return reported.percent == there.percent and is_same_text(reported, there)


def programme_differences(reported: Reported, measure: Measure, units: Units) -> Iterator[Difference]:
    """Yield the differences in the measure's own columns: title, deadline, units, section and the like."""
    if fold(reported.title) != fold(measure.title):
        yield "title", measure.title, reported.title
    if fold(reported.deadline) != fold(measure.deadline.text):
        yield "deadline.text", measure.deadline.text, reported.deadline
    if (named := units.difference(reported, measure)) is not None:
        yield "responsible", *named
    # A table cannot show that a section has ended, so an empty section is no difference.
    if reported.section and measure.section and fold(reported.section) != fold(measure.section):
        yield "section", measure.section, reported.section
    # Most reports have no place for these two either, so an empty value is no difference.
    for key in ("indicator", "funding"):
        theirs, mine = getattr(measure, key), getattr(reported, key)
        if mine and fold(mine) != fold(theirs):
            yield key, theirs, mine


def is_printed(reported: Reported, record: MeasureRecord, period: Period, day: date) -> bool:
    """Return whether a report's cell is exactly what prozvit prints for a record, in either language.

    `day` is the day as of which the register is reported.
    """
    if reported.cell is None:
        return False
    own = {progress_cell(record, period, day, Language(code)) for code in LANGUAGES}
    return reported.cell in own or _printed(reported.cell) in map(_printed, own)


def is_same_text(reported: Reported, there: Progress) -> bool:
    """Return whether a report's text prints the same as a progress's text, apart from spacing."""
    mine = tidy(clean(reported.text or "").text)
    if _blanks(mine) == _blanks(there.text) or _rendered(mine) == _rendered(there.text):
        return True
    # Word and plain text show the text without its emphasis; that does not mean the emphasis was removed.
    return reported.is_plain and _blanks(*plain(mine)) == _blanks(*plain(there.text))


def _blanks(*texts: str) -> list[list[str]]:
    """Return the words of each line, to compare texts regardless of spacing."""
    return [line.split() for text in texts for line in text.split("\n")]


def _printed(cell: str) -> list[list[str]]:
    """Return the words of a cell as printed, with their emphasis, for comparison."""
    return _rendered(from_cell(cell))


def _rendered(text: str) -> list[list[str]]:
    """Return the words of a text as printed, with emphasis and link targets, for comparison."""
    return _blanks(_ROOT.sub(r"\1)", rewritten(text)))


def _told(text: str, percent: int | None) -> str:
    return f"{percent} %: {text}" if percent is not None else text


def told(place: Message, number: str, difference: tuple[Message, object, object]) -> Message:
    """Return a message about a difference: its place, the measure, and both values."""
    field, theirs, mine = difference
    return Message(
        "Measure {number} ({place}): {field} differs. In the register: {theirs}. In the file: {mine}",
        place=place,
        number=number,
        field=field,
        theirs=quoted(theirs),
        mine=quoted(mine),
    )


def differs(file: str, difference: Message) -> DiffersFromRegister:
    """Return the error that refuses a file because of a difference."""
    return DiffersFromRegister(
        "{file}: nothing was imported. {difference}. To replace the progress only, import with --update.",
        file=file,
        difference=difference,
    )

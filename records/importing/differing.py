"""What a report says of a measure and its progress otherwise than the register."""

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

#: The path of a link to a host alone, which programs add: the same address (RFC 3986, 6.2.3).
_ROOT = re.compile(r"(\]\(https?://[^/?#()\s]+)/\)")
#: A field, what it is in the register, and in the report.
Difference = tuple[str, object, object]


def beside(reported: Reported, there: Progress) -> Difference | None:
    """Return the first of what a report says beside the text and differs from a progress, or None."""
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
    """Return the first of what a report says otherwise than a progress; its words come to a status."""
    theirs, mine = _told(there.text, there.percent), _told(reported.text or "", reported.percent)
    if theirs == mine and reported.status is None:
        return "status", there.status, status
    return beside(reported, there) or ("text", theirs, mine)


def is_equal(reported: Reported, record: MeasureRecord, period: Period, day: date) -> bool:
    """Say whether a report tells of a period's progress what the register has, reported as of a day."""
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
    """Yield the columns of the programme that a report words otherwise."""
    if fold(reported.title) != fold(measure.title):
        yield "title", measure.title, reported.title
    if fold(reported.deadline) != fold(measure.deadline.text):
        yield "deadline.text", measure.deadline.text, reported.deadline
    if (named := units.difference(reported, measure)) is not None:
        yield "responsible", *named
    # A table has no way to say that a section is over.
    if reported.section and measure.section and fold(reported.section) != fold(measure.section):
        yield "section", measure.section, reported.section
    # Nor do most have a place for these.
    for key in ("indicator", "funding"):
        theirs, mine = getattr(measure, key), getattr(reported, key)
        if mine and fold(mine) != fold(theirs):
            yield key, theirs, mine


def is_printed(reported: Reported, record: MeasureRecord, period: Period, day: date) -> bool:
    """Say whether a report's cell is what this program itself prints for a record, however it reads.

    `day` is the day the register is reported as of.
    """
    if reported.cell is None:
        return False
    own = {progress_cell(record, period, day, Language(code)) for code in LANGUAGES}
    return reported.cell in own or _printed(reported.cell) in map(_printed, own)


def is_same_text(reported: Reported, there: Progress) -> bool:
    """Say whether a report's text prints the same as a progress's, whatever blanks part its words."""
    mine = tidy(clean(reported.text or "").text)
    if _blanks(mine) == _blanks(there.text) or _rendered(mine) == _rendered(there.text):
        return True
    # Word and plain text show a text without its emphasis, which they do not take away.
    return reported.is_plain and _blanks(*plain(mine)) == _blanks(*plain(there.text))


def _blanks(*texts: str) -> list[list[str]]:
    """Return the words of each line, for comparing whatever blanks part them."""
    return [line.split() for text in texts for line in text.split("\n")]


def _printed(cell: str) -> list[list[str]]:
    """Return the words of a cell as they print, with their look, for comparing."""
    return _rendered(from_cell(cell))


def _rendered(text: str) -> list[list[str]]:
    """Return the words of a text as they print, with their look and where they lead, for comparing."""
    return _blanks(_ROOT.sub(r"\1)", rewritten(text)))


def _told(text: str, percent: int | None) -> str:
    return f"{percent} %: {text}" if percent is not None else text


def told(place: Message, number: str, difference: tuple[Message, object, object]) -> Message:
    """Return a difference in words: in which row or cell, of which measure, and both values."""
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
    """Return the error that refuses a file for a difference."""
    return DiffersFromRegister(
        "{file}: nothing was imported. {difference}. To replace the progress only, import with --update.",
        file=file,
        difference=difference,
    )

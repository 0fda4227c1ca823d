"""What a report says of a progress otherwise than the register: beside the text, or in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.errors import DiffersFromRegister
from records.importing.account import quoted
from records.importing.beside import as_shown, unlike
from records.language import LANGUAGES, Language, Message
from records.sanitise import clean
from records.telling.wording import progress_cell
from records.texts.prose import from_cell, plain, tidy
from records.texts.rewriting import rewritten

if TYPE_CHECKING:
    from datetime import date

    from records.files.snapshot import MeasureRecord
    from records.importing.reported import Reported
    from records.values.model import Progress, Status
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

"""What an import was not sure of in a row: its status, what it lacks, units that may be halves of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.importing.phrases import is_bare
from records.language import Message
from records.texts.prose import plain
from records.values.statuses import agrees, status_from_percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from records.importing.reported import Reported
    from records.values.model import Deadline, Status

#: As much of a text's end as a doubt quotes.
_QUOTED = 50
_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"))


def status_of(reported: Reported, deadline: Deadline) -> Status:
    """Return the status that a report says, or else the one that follows from its percent."""
    if reported.status is not None:
        return reported.status
    if reported.said is not None and agrees(reported.said, reported.percent, deadline):
        return reported.said
    return status_from_percent(reported.percent, deadline)


def status_doubts(reported: Reported, status: Status) -> Iterator[Message]:
    """Yield what is not sure of the status that a report's row has come to."""
    if reported.status is not None or reported.said is status:
        return
    if reported.said is not None:
        template = "“{said}” does not go with {percent} %; the status is set to “{status}”"
        yield Message(template, said=reported.said, percent=reported.percent, status=status)
    elif reported.percent is not None:
        yield Message("the status “{status}” follows from the percent", status=status)
    elif end := _end(" ".join(plain(reported.text or ""))):
        template = "no percent was found at the text’s end (“{end}”); the status is set to “{status}”"
        yield Message(template, end=end, status=status)
    else:
        yield Message("no percent was found in the text; the status is set to “{status}”", status=status)


def _end(text: str) -> str:
    """Return the last words of a text, "…" before them where others stand before."""
    if len(text) <= _QUOTED:
        return text
    end = text[-_QUOTED:]
    return "…" + (end.partition(" ")[2] or end)


def lacking(reported: Reported, units: Iterable[str]) -> Iterator[Message]:
    """Yield what a new measure lacks."""
    if is_bare(reported.deadline):
        yield Message("no deadline stands in the row")
    if not list(units):
        yield Message("no responsible unit stands in the row")


def unit_doubts(new: Iterable[str]) -> Iterator[Message]:
    """Yield the names of new units that may be parts of one: in lower case, or with half of a quotation."""
    for name in new:
        if name[:1].islower() or any(name.count(first) != name.count(last) for first, last in _PAIRS):
            yield Message("the new unit “{unit}” may be a part of a name; look where it is parted", unit=name)

"""Usual assumptions about rows of reports, counted in one notice per file rather than flagged per row."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from records.language import Message, Plural
from records.values.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Assumed(StrEnum):
    """A usual assumption about something that a row leaves out."""

    BY_PERCENT = "by-percent"
    UNSAID = "unsaid"
    NO_PROGRESS = "no-progress"
    YEARLESS = "yearless"
    BULLETS = "bullets"

    def message(self) -> Message:
        """Return the assumption as a message about one row."""
        return Message(_OF_ROW[self])


_OF_ROW = {
    Assumed.BY_PERCENT: "by the percent",
    Assumed.UNSAID: "not said in the report",
    Assumed.NO_PROGRESS: "no progress in the row",
    Assumed.YEARLESS: "of no year in particular",
    Assumed.BULLETS: "its bullets are items of a list",
}


def summed(file: str, rows: Iterable[frozenset[Assumed]]) -> Iterator[Message]:
    """Yield a message for each kind of assumption, with the number of rows of the file it was made for."""
    counted = Counter(each for row in rows for each in row)
    if n := counted[Assumed.BY_PERCENT]:
        yield Plural(
            "{file}: the status of {n} measure follows from its percent.",
            "{file}: the status of {n} measures follows from their percent.",
            n=n,
            file=file,
        )
    if n := counted[Assumed.UNSAID]:
        yield Plural(
            "{file}: {n} measure names neither a status nor a percent, as most of the file; its status is "
            "set to “{status}”.",
            "{file}: {n} measures name neither a status nor a percent, as most of the file; their status is "
            "set to “{status}”.",
            n=n,
            file=file,
            status=Status.IN_PROGRESS,
        )
    if n := counted[Assumed.NO_PROGRESS]:
        yield Plural(
            "{file}: {n} measure has no progress.", "{file}: {n} measures have no progress.", n=n, file=file
        )
    if n := counted[Assumed.YEARLESS]:
        yield Plural(
            "{file}: the deadline of {n} measure is within a year, of no year in particular.",
            "{file}: the deadline of {n} measures is within a year, of no year in particular.",
            n=n,
            file=file,
        )
    if n := counted[Assumed.BULLETS]:
        yield Plural(
            "{file}: the lines that begin with “•” in the text of {n} measure are items of a list now.",
            "{file}: the lines that begin with “•” in the texts of {n} measures are items of a list now.",
            n=n,
            file=file,
        )

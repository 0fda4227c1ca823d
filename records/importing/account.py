"""What an import comes to: the change, and row by row what was understood and what becomes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Language, Message
from records.sanitise import clean_line
from records.values.model import DeadlineKind

if TYPE_CHECKING:
    from records.importing.assumed import Assumed
    from records.values.changes import Change
    from records.values.model import Deadline, Rules, Status

#: As much of a text as a line shows.
_SHORT = 80


class Outcome(StrEnum):
    """What an import does with one row."""

    ADDED = "added"
    ANSWERED = "answered"
    UPDATED = "updated"
    UNCHANGED = "unchanged"

    def message(self) -> Message:
        """Return the outcome for people."""
        return Message(_OUTCOMES[self])


_OUTCOMES = {
    Outcome.ADDED: "new measure",
    Outcome.ANSWERED: "progress added",
    Outcome.UPDATED: "progress replaced",
    Outcome.UNCHANGED: "nothing new",
}


class Account(Struct, frozen=True):
    """What was understood of one row, what becomes of it, what was not sure, and what it was taken for.

    `units` are the names of the responsible ones, of which the register does not have `new_units` yet;
    `status` and `text` are None where the row has no answer.
    """

    place: Message
    number: str
    title: str
    section: str
    deadline: Deadline
    units: tuple[str, ...]
    status: Status | None
    percent: int | None
    text: str | None
    outcome: Outcome
    doubts: tuple[Message, ...]
    assumed: frozenset[Assumed] = frozenset()
    new_units: frozenset[str] = frozenset()

    @property
    def days(self) -> Message:
        """What the deadline's wording is read as."""
        kind, first, last = self.deadline.kind, self.deadline.from_, self.deadline.until
        if first is not None and last is not None:
            days = Message("{first} – {last}", first=first, last=last)
        elif last is not None:
            days = Message("until {last}", last=last)
        elif first is not None:
            days = Message("from {first}", first=first)
        elif kind is DeadlineKind.OTHER:
            return Message("without a date")
        else:
            return kind.message()
        return Message("{kind}, {days}", kind=kind, days=days) if kind.endless else days


class ImportPlan(Struct, frozen=True):
    """The change that an import is (None: there is nothing to change), and its account row by row.

    `kept` says what of the report's own wording later reports take over; `units` are the names of new units.
    """

    file: str
    change: Change | None
    account: tuple[Account, ...]
    notices: tuple[Message, ...] = ()
    kept: tuple[Message, ...] = ()
    units: tuple[str, ...] = ()


def reason_of(file: str, rules: Rules) -> str:
    """Return the reason of an import, which names its file in the register's language."""
    return Language(rules.language).say("File: {file}", file=clean_line(file).text)


def short(value: object) -> object:
    """Return a value on one line, of a long text as much as a line shows."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line[:_SHORT] + "…" if len(line) > _SHORT else line


def quoted(value: object) -> object:
    """Return the same between quotation marks, so that its full stop ends no sentence; None for nothing."""
    return Message("“{text}”", text=short(value)) if value not in (None, "", [], ()) else None

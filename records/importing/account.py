"""What an import comes to: the change, and row by row what was understood and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from records.language import Message

if TYPE_CHECKING:
    from records.values.changes import Change

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


@dataclass(frozen=True)
class Account:
    """What was understood of one row, what becomes of it, and what was not sure."""

    place: Message
    number: str
    title: str
    deadline: str
    units: tuple[str, ...]
    percent: int | None
    outcome: Outcome
    doubts: tuple[Message, ...]


@dataclass(frozen=True)
class ImportPlan:
    """The change that an import is (None: there is nothing to change), and its account row by row."""

    file: str
    change: Change | None
    account: tuple[Account, ...]
    notices: tuple[Message, ...] = ()


def short(value: object) -> object:
    """Return a value on one line, of a long text as much as a line shows."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line[:_SHORT] + "…" if len(line) > _SHORT else line

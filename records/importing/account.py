"""The result of planning an import: its change, and an account of how each row was read and handled."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Language, Message
from records.sanitise import clean_line
from records.values.layout import place
from records.values.model import DeadlineKind

if TYPE_CHECKING:
    from records.importing.assumed import Assumed
    from records.values.changes import Change
    from records.values.model import Deadline, Rules, Status
    from records.values.periods import Period

#: The longest part of a text that a line shows, in characters.
_SHORT = 80


class Outcome(StrEnum):
    """The effect of an import on one row."""

    ADDED = "added"
    ANSWERED = "answered"
    UPDATED = "updated"
    UNCHANGED = "unchanged"

    def message(self) -> Message:
        """Return the outcome as a message for people."""
        return Message(_OUTCOMES[self])


_OUTCOMES = {
    Outcome.ADDED: "new measure",
    Outcome.ANSWERED: "new progress",
    Outcome.UPDATED: "changed progress",
    Outcome.UNCHANGED: "nothing new",
}


class Account(Struct, frozen=True):
    """One imported row as understood: its values, its outcome, and the doubts and assumptions behind them.

    `units` are the names of the responsible units; `new_units` are those among them that are not in the
    register yet. `status` and `text` are None if the row has no progress.
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
        """The dates that the wording of the deadline was read as."""
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
    """The change that an import makes (None if there is nothing to change), and an account of each row.

    `kept` are messages about the parts of the report's own wording that later reports will use; `units` are
    the names of the new units; `elsewhere` says that the report names another period than the import's.
    """

    file: str
    change: Change | None
    account: tuple[Account, ...]
    notices: tuple[Message, ...] = ()
    kept: tuple[Message, ...] = ()
    units: tuple[str, ...] = ()
    elsewhere: Message | None = None

    @property
    def period(self) -> Period | None:
        """The period that answers are given for, None where none are."""
        places = (place(edit.path) for edit in (self.change.edits if self.change is not None else ()))
        return next((each.period for each in places if each is not None and each.period is not None), None)


def reason_of(file: str, rules: Rules) -> str:
    """Return the reason recorded for an import: it names the file, in the register's language."""
    return Language(rules.language).say("File: {file}", file=clean_line(file).text)


def short(value: object) -> object:
    """Return a text shortened to one line for display; any other value is returned unchanged."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line[:_SHORT] + "…" if len(line) > _SHORT else line


def quoted(value: object) -> object:
    """Return a value shortened and in quotation marks, or None if it is empty.

    The quotation marks keep a full stop at the value's end from ending the sentence around it.
    """
    return Message("“{text}”", text=short(value)) if value not in (None, "", [], ()) else None

"""A change to the register before it is a commit: which keys of which files get which values, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A key's way into a file's tables: ("deadline", "text"), ("units", "general-office", "name").
Key = tuple[str, ...]


class Action(StrEnum):
    """What kind of change a commit is (its trailer `Prozvit-Action`)."""

    INIT = "init"
    CREATE = "create"
    PROGRESS = "progress"
    PROGRAMME = "programme"
    RETIRE = "retire"
    SUBMIT = "submit"
    IMPORT = "import"
    REGISTER = "register"
    UNDO = "undo"

    def message(self) -> Message:
        """Return the action's name for people."""
        return Message(_ACTION_NAMES[self])


_ACTION_NAMES = {
    Action.INIT: "register made",
    Action.CREATE: "measure added",
    Action.PROGRESS: "progress changed",
    Action.PROGRAMME: "measure changed",
    Action.RETIRE: "measure retired",
    Action.SUBMIT: "progress submitted",
    Action.IMPORT: "report imported",
    Action.REGISTER: "rules changed",
    Action.UNDO: "change taken back",
}


@dataclass(frozen=True)
class Edit:
    """New values for keys of one file; None takes a key away. A file that is not there is made.

    Values are what TOML holds: str, int, bool, date, datetime, lists and tables of these.
    """

    path: str
    values: Mapping[Key, Any]


@dataclass(frozen=True)
class Change:
    """Edits that become one commit. With `submit`, the progress they write is submitted with it."""

    action: Action
    edits: tuple[Edit, ...]
    reason: str = ""
    basis: str = ""
    submit: bool = False


@dataclass(frozen=True)
class Saved:
    """What became of a change: the commit (None: there was nothing to change) and what to tell the user."""

    commit: str | None
    notices: tuple[Message, ...] = ()

"""A change to the register before it is a commit: which keys of which files get which values, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.language import Message
from records.values.model import ReviewState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from records.files.snapshot import Snapshot

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
    RETURN = "return"
    ACCEPT = "accept"
    CLOSE = "close"
    PUBLISH = "publish"
    REOPEN = "reopen"
    CORRECT = "correct"
    IMPORT = "import"
    MERGE = "merge"
    RESOLVE = "resolve"
    REGISTER = "register"
    UNDO = "undo"
    HAND = "hand"

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
    Action.RETURN: "progress returned",
    Action.ACCEPT: "progress accepted",
    Action.CLOSE: "period closed",
    Action.PUBLISH: "facts about the report recorded",
    Action.REOPEN: "period reopened",
    Action.CORRECT: "closed period corrected",
    Action.IMPORT: "report imported",
    Action.MERGE: "changes merged",
    Action.RESOLVE: "conflict settled",
    Action.REGISTER: "units, officers or rules changed",
    Action.UNDO: "change taken back",
    Action.HAND: "files edited by hand",
}


class Edit(Struct, frozen=True):
    """New values for keys of one file; None takes a key away. A file that is not there is made.

    Values are what TOML holds: str, int, bool, date, datetime, lists and tables of these. An edit that
    `removes` takes the whole file away; one with a `whole` makes these bytes the file.
    """

    path: str
    values: Mapping[Key, Any]
    removes: bool = False
    whole: bytes | None = None


class Word(Struct, frozen=True):
    """What is said of a progress in review, in the name of who saves it."""

    state: ReviewState
    note: str = ""


SUBMITTED = Word(ReviewState.SUBMITTED)


class Change(Struct, frozen=True):
    """Edits that become one commit. `word` is said of each progress among them, also of one left as it is.

    `complete` adds to an edit what only the commit that it is planned against can tell: that register, who
    saves, and when.

    `settles` names what merges left open and this change closes (`openings.Opening`): then it is a
    commit also where the value that stands is kept.
    """

    action: Action
    edits: tuple[Edit, ...]
    reason: str = ""
    basis: str = ""
    word: Word | None = None
    complete: Callable[[Edit, Snapshot, str, datetime], Edit] | None = None
    settles: tuple[str, ...] = ()


class Saved(Struct, frozen=True):
    """What became of a change: the commit (None: there was nothing to change) and what to tell the user."""

    commit: str | None
    notices: tuple[Message, ...] = ()

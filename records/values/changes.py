"""Planned changes to a register: which keys of which files get which values, and why.

A `Change` exists before any commit does; `records.writing` plans it against a snapshot and commits it.
"""

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

#: The path of a key through a file's tables: ("deadline", "text"), ("units", "general-office", "name").
Key = tuple[str, ...]


class Action(StrEnum):
    """The kind of change that a commit makes, as written in its trailer `Prozvit-Action`."""

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
        """Return the action's name for display."""
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
    """New values for keys of one file; None deletes a key. A missing file is created.

    Values are TOML values: str, int, bool, date, datetime, and lists and tables of these. With `removes` the
    whole file is deleted; with `whole` these bytes replace the file.
    """

    path: str
    values: Mapping[Key, Any]
    removes: bool = False
    whole: bytes | None = None


class Word(Struct, frozen=True):
    """A review statement about a progress, made in the name of the person who saves it."""

    state: ReviewState
    note: str = ""


SUBMITTED = Word(ReviewState.SUBMITTED)


class Change(Struct, frozen=True):
    """Edits that become one commit.

    `word` is the review statement for every progress among the edits, including those whose contents do not
    change.

    `complete` is called with each edit, the snapshot the change is planned against, the login of the person
    who saves and the time; it returns the edit with the values that depend on these.

    `settles` names the merge conflicts that this change closes (`openings.Opening`). Such a change is
    committed even if it keeps the current value.
    """

    action: Action
    edits: tuple[Edit, ...]
    reason: str = ""
    basis: str = ""
    word: Word | None = None
    complete: Callable[[Edit, Snapshot, str, datetime], Edit] | None = None
    settles: tuple[str, ...] = ()


class Saved(Struct, frozen=True):
    """The outcome of a change: its commit (None if there was nothing to change) and notices for the user."""

    commit: str | None
    notices: tuple[Message, ...] = ()

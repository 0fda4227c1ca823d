"""Every failure that a user can meet, as an exception that carries what the user needs to act.

    ProzvitError
    ├── Misused                 an argument cannot be parsed (exit code 2)
    ├── UnknownRevision         no commit has that name
    ├── UnknownMeasure          no measure has that number
    ├── NoRegister              the path holds no register
    ├── NoGit                   git is not on PATH, or is too old
    ├── GitFailed               git returned an error or died: carries its output
    │   └── Uncertain           git died, and whether the change was saved is unknown
    ├── InvalidDocument         a file is malformed: file, key, value, expected value
    ├── InvalidChange           the change would make the register invalid: carries the problems
    ├── NoReason                the register requires a reason for the change, and none was given
    │   └── NoBasis             an answer was entered for a unit without naming the unit’s letter
    ├── LongReason              the reason or basis is too long for a commit message
    ├── NotReviewed             a review mark cannot be set: which measures, and why
    ├── NotUndone               the commit cannot be undone: why
    ├── NotRestored             unsaved text cannot be restored: something else is in its place
    ├── NothingOpen             no merge left the named item unresolved
    ├── StaleField              the field has changed since it was read: both values, who, when
    ├── ReadOnly                the register cannot be written now: why
    │   └── ClosedPeriod        the period is closed
    ├── NotClosed               the operation needs a closed period, and this one is open
    ├── TagTaken                the tag name of a closed period is used by another tag
    ├── NotAllowed              the officer’s role or units do not permit the change
    ├── NotSigned               a required signature cannot be made: why
    ├── LockHeld                another process is saving and does not finish
    ├── NotSynced               nothing, or not everything, was exchanged with the other clones: why
    │   ├── BadRemote           the configured remote is not a valid address
    │   ├── Unreachable         the remote does not respond: pending commits are sent next time
    │   └── Refused             the remote refuses the connection or the request
    │       └── Declined        a hook of the remote rejected the push: carries its output
    ├── NotSaved                writing failed (full disk, no permission): nothing is recorded
    └── UnreadableSource        a file to import is malformed
        ├── DiffersFromRegister its content contradicts the register: file, difference
        └── StaleSource         both the file and the register have changed since the export: which cells

Each is shown with `error.message().render(language)`; none reaches a user as a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from records.language import ENGLISH, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.merges.conflicts import Conflict
    from records.rules.problems import Problem
    from records.values.changes import Change


class ProzvitError(Exception):
    """A failure that the user can understand and act on.

    `template` is the English text; keyword arguments fill its places and stay readable as `values`.
    """

    template: ClassVar[str] = "{problem}"

    def __init__(self, template: str | None = None, /, **values: object) -> None:
        self._message = Message(template or self.template, **values)
        super().__init__(self._message.template)

    @property
    def values(self) -> dict[str, object]:
        """The values for the places of the message template, by name."""
        return self._message.values

    def message(self) -> Message:
        """Return the message to show to the user."""
        return self._message

    def __str__(self) -> str:
        return self._message.render(ENGLISH)


class Misused(ProzvitError):
    """An argument cannot be parsed, or names what does not exist."""


class UnknownRevision(ProzvitError):
    """No commit has that name."""


class UnknownMeasure(ProzvitError):
    """No measure has that number."""


class NoRegister(ProzvitError):
    """The path holds no register."""


class NoGit(ProzvitError):
    """Git is missing or too old."""


class GitFailed(ProzvitError):
    """Git returned an error or died."""


class Uncertain(GitFailed):
    """Git died, and whether the change was saved is unknown."""


class InvalidDocument(ProzvitError):
    """A file of the register is malformed."""


class InvalidChange(ProzvitError):
    """The change would make the register invalid; `problems` says how."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Nothing was saved. {problems}", problems=[each.in_full() for each in problems])
        self.problems = tuple(problems)


class NoReason(ProzvitError):
    """The register requires a reason for the change, and none was given."""


class NoBasis(NoReason):
    """An answer was entered for a unit without naming the document that supports it."""


class NotReviewed(ProzvitError):
    """A review mark cannot be set on some progress."""


class LongReason(ProzvitError):
    """The reason or basis is longer than a commit message may hold."""


class NotUndone(ProzvitError):
    """The commit cannot be undone."""


class NotRestored(ProzvitError):
    """Unsaved text cannot be restored without overwriting something."""


class NothingOpen(ProzvitError):
    """No merge left the named item unresolved."""


class StaleField(ProzvitError):
    """A field of the change was changed by someone else after it was read; `conflicts` lists all such."""

    def __init__(
        self, conflicts: Sequence[Conflict], merged: Change, template: str, /, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.conflicts = tuple(conflicts)
        #: The change to save once the conflicts are resolved; all its other fields are already merged.
        self.merged = merged


class ReadOnly(ProzvitError):
    """The register cannot be written now."""


class ClosedPeriod(ReadOnly):
    """The period's report is published; its progress is frozen."""


class NotClosed(ProzvitError):
    """The operation needs a closed period, and this one is open."""


class NotBegun(ProzvitError):
    """The period to be closed has not begun."""


class TagTaken(ProzvitError):
    """The tag name is used by another tag; a report’s tag never moves."""


class NotAllowed(ProzvitError):
    """The officer’s role or units do not permit this change."""


class NotSigned(ProzvitError):
    """A signature that the register requires cannot be made."""


class LockHeld(ProzvitError):
    """Another process holds the register’s lock and does not release it."""


class NotSynced(ProzvitError):
    """Nothing, or not everything, was exchanged with the other clones of the register."""


class BadRemote(NotSynced):
    """The configured remote is not an address that may be passed to git."""


class Unreachable(NotSynced):
    """The remote does not respond."""


class Refused(NotSynced):
    """The remote refuses the connection or the request."""


class Declined(Refused):
    """A hook of the remote rejected the push."""


class NotSaved(ProzvitError):
    """Writing failed; nothing is recorded."""


class UnreadableSource(ProzvitError):
    """A file to import is malformed."""


class DiffersFromRegister(UnreadableSource):
    """A file to import contradicts the register; nothing was imported."""


class StaleSource(UnreadableSource):
    """A sheet changes a cell that was changed in the register after the sheet was exported."""

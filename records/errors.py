"""What can go wrong, as errors that carry what the user needs to act.

    ProzvitError
    ├── Misused                 an argument that can't be read (exit code 2)
    ├── NoRegister              the path is no register
    ├── NoGit                   git is not on PATH, or too old
    ├── GitFailed               git refused or died: what it said
    │   └── Uncertain           it died so that nobody knows whether the change is saved
    ├── UnknownRevision         no such commit
    ├── InvalidDocument         a file that is not what it should be: file, key, value, expected
    ├── InvalidChange           a change that would make the register invalid: its problems
    ├── NoReason                a change without the reason that the register asks for
    │   └── NoBasis             an answer for a unit without the letter behind it
    ├── LongReason              a reason or a basis that no message should hold
    ├── NotReviewed             a word of review that can't be said: of which measures, why
    ├── UnknownMeasure          no measure bears that number
    ├── NotUndone               a commit that can't be taken back: why
    ├── NotRestored             what is unsaved can't be brought back: something stands in its place
    ├── NothingOpen             no merge left that open
    ├── StaleField              the field was changed meanwhile: both values, who, when
    ├── ReadOnly                the register can't be written now: why
    │   └── ClosedPeriod        the period is closed
    ├── NotClosed               the period is open, and what was asked for is of a closed one
    ├── TagTaken                another tag bears the name of a closed period's
    ├── NotAllowed              the officer's role or units give no right to the change
    ├── NotSigned               a signature that is asked for can't be made: why
    ├── LockHeld                another process is saving and doesn't end
    ├── NotSynced               nothing was exchanged with the other clones, or not all: why
    │   ├── BadRemote           what is set as the remote is no address
    │   ├── Unreachable         nobody answers there: what waits is sent the next time
    │   └── Refused             who answers refuses
    │       └── Declined        its hook refuses what was pushed: what it said
    ├── NotSaved                writing failed (full disk, no right): nothing is recorded
    └── UnreadableSource        a file to import that is not what it should be
        ├── DiffersFromRegister it says otherwise than the register: file, difference
        └── StaleSource         it was made from an older version, and both were changed: which cells

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
    """Something the user can understand and act on.

    `template` says it in English; keyword arguments fill its places and stay readable as `values`.
    """

    template: ClassVar[str] = "{problem}"

    def __init__(self, template: str | None = None, /, **values: object) -> None:
        self._message = Message(template or self.template, **values)
        super().__init__(self._message.template)

    @property
    def values(self) -> dict[str, object]:
        """What fills the message's places."""
        return self._message.values

    def message(self) -> Message:
        """Return what to tell the user."""
        return self._message

    def __str__(self) -> str:
        return self._message.render(ENGLISH)


class Misused(ProzvitError):
    """An argument that can't be read."""


class NoRegister(ProzvitError):
    """The path holds no register."""


class NoGit(ProzvitError):
    """Git is not there, or too old."""


class GitFailed(ProzvitError):
    """Git refused or died."""


class Uncertain(GitFailed):
    """Git died so that nobody knows whether the change is saved."""


class UnknownRevision(ProzvitError):
    """No commit bears that name."""


class InvalidDocument(ProzvitError):
    """A file of the register that is not what it should be."""


class InvalidChange(ProzvitError):
    """A change that would leave the register invalid: its `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Nothing was saved. {problems}", problems=[each.in_full() for each in problems])
        self.problems = tuple(problems)


class NoReason(ProzvitError):
    """A change without the reason that the register asks for."""


class NoBasis(NoReason):
    """An answer entered for a unit without the document that it stands on."""


class NotReviewed(ProzvitError):
    """A word of review that can't be said of some progress."""


class LongReason(ProzvitError):
    """A reason or a basis longer than a commit's message should hold."""


class UnknownMeasure(ProzvitError):
    """No measure bears that number."""


class NotUndone(ProzvitError):
    """A commit that can't be taken back."""


class NotRestored(ProzvitError):
    """What is unsaved can't be brought back without overwriting something."""


class NothingOpen(ProzvitError):
    """No merge left open what is to be settled."""


class StaleField(ProzvitError):
    """A field that the caller changes was changed after they had read it: all `conflicts` of the change."""

    def __init__(
        self, conflicts: Sequence[Conflict], merged: Change, template: str, /, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.conflicts = tuple(conflicts)
        #: The change as it is once these are settled: all else in it is merged.
        self.merged = merged


class ReadOnly(ProzvitError):
    """The register can't be written now."""


class ClosedPeriod(ReadOnly):
    """The period's report is published; its progress is frozen."""


class NotClosed(ProzvitError):
    """The period is open."""


class TagTaken(ProzvitError):
    """Another tag bears the name: a report's tag never moves."""


class NotAllowed(ProzvitError):
    """The officer's role or units give no right to this change."""


class NotSigned(ProzvitError):
    """A signature that the register asks for can't be made."""


class LockHeld(ProzvitError):
    """Another process holds the register's lock and doesn't end."""


class NotSynced(ProzvitError):
    """Nothing was exchanged with the other clones of the register, or not all of it."""


class BadRemote(NotSynced):
    """What is set as the register's remote is no address that git may be given."""


class Unreachable(NotSynced):
    """Nobody answers at the remote's address."""


class Refused(NotSynced):
    """Who answers at the remote's address refuses."""


class Declined(Refused):
    """The remote's hook refuses what was pushed."""


class NotSaved(ProzvitError):
    """Writing failed; nothing is recorded."""


class UnreadableSource(ProzvitError):
    """A file to import that is not what it should be."""


class DiffersFromRegister(UnreadableSource):
    """A file to import that says otherwise than the register: nothing was imported."""


class StaleSource(UnreadableSource):
    """A sheet that changes what was changed in the register since the sheet was made."""

"""The commits that wait to be sent to the remote, and the result of the last synchronisation.

The queue is the history itself: commits of main that the remote's main, as last seen, does not contain. Only
the last result is stored separately, in a file of the register's private folder.
"""

from __future__ import annotations

import json
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from records.disk.durable import write_file
from records.errors import Unreachable
from records.files.plain import plain, restored
from records.git.archive import MAIN, THERE

if TYPE_CHECKING:
    from pathlib import Path

    from records.errors import ProzvitError
    from records.git.archive import Archive
    from records.language import Message

#: Files in the register's private folder: the lock that synchronisations take, and the last result.
LOCK, RESULT = "sync-lock", "sync"
#: Seconds between two synchronisations when nobody saves.
EVERY = 300.0
#: Seconds until the next attempt after a failure, doubled with each further failure, and their maximum.
_SOON, _LONGEST = 15.0, 1800.0


class End(StrEnum):
    """The ways in which a synchronisation can end."""

    DONE = "done"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class Result(Struct, frozen=True):
    """The result of a synchronisation: its end, time, problem, and the number of failures in a row.

    `at` is in seconds since the epoch.
    """

    end: End
    at: float
    problem: Message | None = None
    failures: int = 0

    @classmethod
    def done(cls) -> Self:
        """Return the result of a synchronisation that has just succeeded."""
        return cls(End.DONE, time.time())

    @classmethod
    def of(cls, error: ProzvitError) -> Self:
        """Return the result of a synchronisation that has just failed."""
        end = End.UNREACHABLE if isinstance(error, Unreachable) else End.REFUSED
        return cls(end, time.time(), error.message(), 1)

    @property
    def is_old(self) -> bool:
        """Whether the next synchronisation is due."""
        pause = min(_SOON * 2 ** (self.failures - 1), _LONGEST) if self.failures else EVERY
        # If the clock was set back, the next synchronisation is due at once.
        return not 0 <= time.time() - self.at < pause


def last_result(private: Path) -> Result | None:
    """Return the result of the last synchronisation, or None if there is none or it cannot be read."""
    try:
        document = json.loads((private / RESULT).read_bytes())
        problem = document["problem"]
        return Result(
            End(document["end"]),
            float(document["at"]),
            None if problem is None else restored(problem),
            int(document["failures"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_result(private: Path, result: Result) -> None:
    """Store a result atomically, counting failures in a row; raise OSError."""
    before = last_result(private)
    if result.failures and before is not None:
        result = replace(result, failures=before.failures + 1)
    document = {
        "end": result.end,
        "at": result.at,
        "problem": None if result.problem is None else plain(result.problem),
        "failures": result.failures,
    }
    write_file(private / RESULT, json.dumps(document, ensure_ascii=False).encode(), aside=private, mode=0o600)


def waiting(repository: Archive) -> int:
    """Return the number of commits on main that the remote, as last seen, does not have."""
    return repository.ahead(MAIN, THERE)

"""What waits to be sent to the other clones, and how the last exchange with them ended.

The queue is the history itself: the commits of main that the remote's main, as it was seen last, does not
hold. Only the end of the last exchange is kept beside it, in a file of the register's private folder.
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

#: In the register's private folder: one exchange at a time, and how the last one ended.
LOCK, RESULT = "sync-lock", "sync"
#: Seconds between two exchanges where nobody saves.
EVERY = 300.0
#: Seconds until the next one after a failure; it doubles with each that follows, up to the longest.
_SOON, _LONGEST = 15.0, 1800.0


class End(StrEnum):
    """How an exchange ended."""

    DONE = "done"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class Result(Struct, frozen=True):
    """How the last exchange ended: at which second of the clock, why, after how many failures in a row."""

    end: End
    at: float
    problem: Message | None = None
    failures: int = 0

    @classmethod
    def done(cls) -> Self:
        """Return that it went well, just now."""
        return cls(End.DONE, time.time())

    @classmethod
    def of(cls, error: ProzvitError) -> Self:
        """Return that it failed, just now, and why."""
        end = End.UNREACHABLE if isinstance(error, Unreachable) else End.REFUSED
        return cls(end, time.time(), error.message(), 1)

    @property
    def is_old(self) -> bool:
        """Whether it is time for the next exchange."""
        pause = min(_SOON * 2 ** (self.failures - 1), _LONGEST) if self.failures else EVERY
        # A clock that was set back makes it due.
        return not 0 <= time.time() - self.at < pause


def last_result(private: Path) -> Result | None:
    """Return how the last exchange ended; None: there was none, or nobody knows."""
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
    """Keep how an exchange ended, whole or not at all; raise OSError."""
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
    """Return how many commits of main the remote does not have, as far as is known."""
    return repository.ahead(MAIN, THERE)

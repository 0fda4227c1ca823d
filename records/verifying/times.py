"""Whether the times that commits name run forwards, as far as a history can say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from records.language import Message
from records.rules.findings import Code, Finding
from records.telling.messages import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from records.verifying.walk import Step

#: So far a clock may be ahead.
_AHEAD = timedelta(hours=24)


def findings(step: Step, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a commit's times; `now` is when it is judged."""
    commit = step.commit
    before = max(step.after, default=None)
    if before is not None and commit.committed_at < before:
        yield Finding(
            Code.TIME_BACKWARDS,
            Message(
                "Made on {at}, earlier than the commit before it ({before}).",
                at=commit.committed_at,
                before=before,
            ),
            commit.id,
        )
    if commit.at > commit.committed_at:
        yield Finding(
            Code.TIME_BACKWARDS,
            Message(
                "Written on {written}, after it was committed ({at}).",
                written=commit.at,
                at=commit.committed_at,
            ),
            commit.id,
        )
    elif commit.at != commit.committed_at and parse(commit.message) is not None:
        told = Message(
            "Written on {written} and committed on {at}: prozvit makes both one moment.",
            written=commit.at,
            at=commit.committed_at,
        )
        yield Finding(Code.TIME_BACKWARDS, told, commit.id)
    if max(commit.at, commit.committed_at) > now + _AHEAD:
        yield Finding(
            Code.TIME_BACKWARDS,
            Message(
                "Made on {at}: that day is still to come, by the clock of who judges.",
                at=max(commit.at, commit.committed_at),
            ),
            commit.id,
        )

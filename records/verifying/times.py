"""Check whether the times of the commits run forwards, as far as the history itself can show."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from records.language import Message
from records.rules.findings import Code, Finding
from records.telling.messages import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from records.verifying.walk import Step

#: How far ahead of the verifier's clock a commit may be dated.
_AHEAD = timedelta(hours=24)


def findings(step: Step, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a commit's times; `now` is the time of the verification."""
    commit = step.commit
    backwards = partial(Finding, Code.TIME_BACKWARDS, commit=commit.id)
    before = max(step.after, default=None)
    if before is not None and commit.committed_at < before:
        template = "Made on {at}, earlier than the commit before it ({before})."
        yield backwards(Message(template, at=commit.committed_at, before=before))
    if commit.at > commit.committed_at:
        template = "Written on {written}, after it was committed ({at})."
        yield backwards(Message(template, written=commit.at, at=commit.committed_at))
    elif commit.at != commit.committed_at and parse(commit.message) is not None:
        template = "Written on {written} and committed on {at}: prozvit makes both one moment."
        yield backwards(Message(template, written=commit.at, at=commit.committed_at))
    if (latest := max(commit.at, commit.committed_at)) > now + _AHEAD:
        yield backwards(
            Message("Made on {at}: that day is still to come, by the clock of who judges.", at=latest)
        )

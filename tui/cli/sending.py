"""Starts sending, in the background, what a command saved to the other clones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.exchange import background
from records.exchange.queue import last_result, waiting
from tui.cli.output import note

if TYPE_CHECKING:
    from tui.cli.framework import Session


def send(session: Session) -> None:
    """Start sending in the background; if the last exchange failed, note why and how many commits wait."""
    register = session.register
    if not background.begin(register.path):
        return
    last = last_result(register.private)
    if last is None or last.problem is None:
        return
    try:
        waits = waiting(register.repository)
    except ProzvitError:
        # The change is saved; an error in counting does not make the command fail.
        return
    note(
        session.language.count(
            "{n} change waits to be sent. The last time: {problem}",
            "{n} changes wait to be sent. The last time: {problem}",
            n=waits,
            problem=last.problem,
        )
    )

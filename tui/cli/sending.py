"""What follows a command that saved: it is sent to the other clones, and nobody waits for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.exchange import background
from records.exchange.queue import last_result, waiting
from tui.cli.output import note

if TYPE_CHECKING:
    from tui.cli.framework import Session


def send(session: Session) -> None:
    """Begin to send what was saved; where the last time failed, say why and how much waits."""
    register = session.register
    if not background.begin(register.path):
        return
    last = last_result(register.private)
    if last is None or last.problem is None:
        return
    try:
        waits = waiting(register.repository)
    except ProzvitError:
        # The change is saved; that its number can't be told now is no failure of the command.
        return
    note(
        session.language.count(
            "{n} change waits to be sent. The last time: {problem}",
            "{n} changes wait to be sent. The last time: {problem}",
            n=waits,
            problem=last.problem,
        )
    )

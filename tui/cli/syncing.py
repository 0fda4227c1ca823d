"""`sync`: fetch and merge the changes of the other clones, and send them those made here."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from records.errors import Declined, ProzvitError
from records.exchange.queue import waiting
from records.git.addresses import REMOTE, checked, shown
from records.language import Plural
from tui.cli.framework import Command, Session
from tui.cli.options import with_json
from tui.cli.output import complain, note, notices, tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.exchange.syncing import Outcome
    from records.language import Message
    from records.register import Register


@click.command(
    "sync", cls=Command, help="Fetch what the other clones changed, merge it, send what was changed here."
)
@click.option(
    "--remote",
    metavar="ADDRESS",
    help="Another remote for the register: a server or a folder. It is kept once it answers.",
)
@with_json
@click.pass_obj
def sync_command(session: Session, remote: str | None, *, as_json: bool) -> int:
    """Print what was exchanged; return exit code 1 if the exchange failed or left conflicts open, else 0."""
    from records.exchange.syncing import sync

    register = session.register
    wanted = remote and checked(remote, register.path)
    try:
        outcome = sync(register, lambda step: _say_step(session, step), remote=wanted)
    except ProzvitError as error:
        _tell_failed(session, error, as_json=as_json)
        if wanted and register.repository.config().get(REMOTE) != wanted:
            complain(session.say("The address is not kept: no exchange began there."))
        return 1
    if outcome is None:
        if as_json:
            tell_json(_document(register, None))
        note(
            session.say(
                "The register has no remote, so there is nothing to exchange. Set one: prozvit sync --remote "
                "ADDRESS (hub@server:register, or a folder)."
            )
        )
        return 0
    notices(outcome.notices, session.language)
    if as_json:
        tell_json(_document(register, outcome))
    else:
        _tell(session, outcome)
    return int(bool(outcome.opened))


def _say_step(session: Session, step: Message) -> None:
    if sys.stderr.isatty():
        note(session.language.show(step))


def _tell_failed(session: Session, error: ProzvitError, *, as_json: bool) -> None:
    waits = waiting(session.register.repository)
    if as_json:
        failed = {"ok": False, "error": error.message().render(session.language)}
        tell_json(_document(session.register, None) | failed)
    complain(error.message().render(session.language))
    if waits:
        complain(
            session.language.count("{n} change waits to be sent.", "{n} changes wait to be sent.", n=waits)
        )
    if isinstance(error, Declined):
        complain(
            session.say("Show the administrator why; once that is settled, `prozvit sync` sends what waits.")
        )


def _tell(session: Session, outcome: Outcome) -> None:
    told = [session.language.show(message) for message in _messages(outcome)]
    line = ", ".join(told)
    tell(f"{line[0].upper()}{line[1:]}." if told else session.say("Nothing to exchange: all have the same."))
    if outcome.opened:
        complain(
            session.language.count(
                "{n} field was changed differently on both sides: `prozvit resolve` lists it.",
                "{n} fields were changed differently on both sides: `prozvit resolve` lists them.",
                n=len(outcome.opened),
            )
        )


def _messages(outcome: Outcome) -> Iterator[Message]:
    if outcome.fetched:
        yield Plural("{n} change fetched", "{n} changes fetched", n=outcome.fetched)
    if outcome.merges:
        yield Plural("{n} merge made", "{n} merges made", n=len(outcome.merges))
    if outcome.pushed:
        yield Plural("{n} change sent", "{n} changes sent", n=outcome.pushed)
    if outcome.tags:
        yield Plural("{n} report tag exchanged", "{n} report tags exchanged", n=len(outcome.tags))


def _document(register: Register, outcome: Outcome | None) -> dict[str, object]:
    """Return the outcome as JSON data; without one, data that says that nothing was exchanged."""
    address = register.repository.config().get(REMOTE)
    return {
        "ok": True,
        "error": None,
        "remote": None if address is None else shown(address),
        "commit": register.head(),
        "fetched": outcome.fetched if outcome else 0,
        "merges": outcome.merges if outcome else [],
        "pushed": outcome.pushed if outcome else 0,
        "tags": [name.removeprefix("refs/tags/") for name in outcome.tags] if outcome else [],
        "conflicts": [
            {"merge": mark.merge, "file": mark.opening.path, "key": mark.opening.key}
            for mark in (outcome.opened if outcome else ())
        ],
        "waiting": waiting(register.repository) if address is not None else 0,
    }

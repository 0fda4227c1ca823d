"""`init`: make a new register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.errors import Misused
from records.language import Language
from records.register import Register
from records.rules.keys import read_key
from records.sanitise import clean_line
from records.values.model import Officer, Role, SigningKey
from tui.cli.framework import DAY, Command, Session
from tui.cli.output import note, tell

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "init",
    cls=Command,
    help="Make a register in a new or empty folder; its reports are in the language of --lang, "
    "else Ukrainian.",
)
@click.argument("folder", metavar="DIR")
@click.option("--body", metavar="TEXT", required=True, help="Whose register it is, as the report names it.")
@click.option("--programme", metavar="TEXT", required=True, help="The programme's title.")
@click.option("--programme-id", metavar="ID", help="Its short id, such as 2026; else from its years.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Its first day; else from the title's years.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Its last day.")
@click.option(
    "--officer", "login", metavar="LOGIN", help="The first administrator; then only officers write."
)
@click.option("--key", "key_file", metavar="FILE", help="That officer's public SSH key.")
@click.option("--name", metavar="TEXT", help="Name and SURNAME, as commits name the officer; else the login.")
@click.option("--email", metavar="TEXT", help="The officer's own e-mail address.")
@click.pass_obj
def init_command(
    session: Session,
    folder: str,
    body: str,
    programme: str,
    programme_id: str | None,
    first: date | None,
    last: date | None,
    login: str | None,
    key_file: str | None,
    name: str | None,
    email: str | None,
) -> None:
    """Make a register, and print the next steps."""
    for option, given in (("--key", key_file), ("--name", name), ("--email", email)):
        if given is not None and login is None:
            raise Misused("{option} belongs to an officer: name the login with --officer.", option=option)
    body, programme = _line(body, "--body"), _line(programme, "--programme")
    from records.writing.founding import new_programme, new_rules

    known = new_programme(programme, identity=programme_id, first=first, last=last)
    officers = {login: _administrator(login, key_file, name, email)} if login is not None else {}
    rules = new_rules(body, known, Language(session.chosen or "uk"), is_open=login is None)
    with Register.create(Path(folder), rules=rules, officers=officers) as register:
        tell(session.say("Register made: {folder}", folder=register.path))
    # Print the years: without years in the title they were chosen by default.
    note(session.say("Programme {id}: {first} – {last}.", id=known.id, first=known.from_, last=known.until))
    if login is None:
        note(
            session.say(
                "Next: `prozvit import FILE --period P` takes the measures from the last report, "
                "`prozvit add` adds one."
            )
        )
    else:
        note(
            session.say(
                "Next: the units (`prozvit unit add`), then an authorised officer (`prozvit officer add "
                "LOGIN --role authorised`), who enters the measures: an administrator may not."
            )
        )


def _line(text: str, option: str) -> str:
    """Return a text cleaned as the register stores it; raise `Misused` if nothing is left."""
    cleaned = clean_line(text).text
    if not cleaned:
        raise Misused("{option} is empty.", option=option)
    return cleaned


def _administrator(login: str, key_file: str | None, name: str | None, email: str | None) -> Officer:
    keys = (SigningKey(key=read_key(Path(key_file))),) if key_file is not None else ()
    named = _line(name, "--name") if name is not None else login
    return Officer(name=named, email=clean_line(email or "").text, role=Role.ADMINISTRATOR, keys=keys)

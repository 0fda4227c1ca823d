"""`officer`: who may write, in which role, when, and with which keys; each change is one commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from records.git.signatures import fingerprint
from records.rules.keys import read_key
from records.staff.staffing import key_added, key_ended, officer_added, officer_changed
from records.staff.units import find_unit
from records.values.changes import Action, Change
from records.values.layout import OFFICERS
from records.values.model import Role, SigningKey, builtin
from records.values.titles import key_named
from tui.cli.framework import DAY, Group, Session, explained
from tui.cli.options import with_json
from tui.cli.output import table, tell_json
from tui.cli.saving import check_allowed, save_settings
from tui.cli.values import read_day, read_texts, typed_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from records.files.snapshot import Snapshot
    from records.values.changes import Edit
    from records.values.model import Officer, Unit

_KEYS = ("name", "email", "role", "units", "from", "until")


@click.group("officer", cls=Group, help="List, add and change officers and their keys.")
def officer_command() -> None:
    """Group the commands for officers."""


@officer_command.command("list", help="List the officers with their roles, units, days and keys.")
@with_json
@click.pass_obj
def list_officers(session: Session, *, as_json: bool) -> None:
    """Print the officers."""
    snapshot = session.register.snapshot()
    if as_json:
        officers = [_document(login, officer) for login, officer in snapshot.officers.items()]
        tell_json({"register": snapshot.rules.body, "commit": snapshot.commit, "officers": officers})
        return
    show = session.language.show
    headings = ["Login", "Name", "Role", "Their units", "Writes from", "Writes up to", "Keys"]
    rows = [
        [
            login,
            officer.name,
            show(officer.role),
            show(list(map(snapshot.unit_short, officer.units))),
            show(officer.from_),
            show(officer.until),
            show([key_named(builtin(key)) for key in officer.keys] or None),
        ]
        for login, officer in snapshot.officers.items()
    ]
    table([session.language.translate(heading) for heading in headings], rows, stretch=1)


@officer_command.command("add", help="Add an officer.")
@click.argument("login")
@click.option("--name", metavar="TEXT", help="Name and SURNAME, as commits name the officer; else the login.")
@click.option("--email", metavar="TEXT", help="The officer's own e-mail address.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.OFFICER.value, help="The role."
)
@click.option("--unit", "units", metavar="U", multiple=True, help="A unit's id or name; may be repeated.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day of the right to write.")
@click.option("--until", "last", type=DAY, metavar="DATE", help="The last day of the right to write.")
@click.option("--key", "key_file", metavar="FILE", help="The officer's public SSH key.")
@explained
@click.pass_obj
def add_officer(
    session: Session,
    login: str,
    name: str | None,
    email: str | None,
    role: str,
    units: tuple[str, ...],
    first: date | None,
    last: date | None,
    key_file: str | None,
    reason: str,
    basis: str,
) -> None:
    """Save a new officer."""
    snapshot = _writable(session)
    values: dict[str, Any] = {
        "name": name or login,
        "email": email,
        "role": role,
        "units": [find_unit(snapshot.units, unit) for unit in units] or None,
        "from": first,
        "until": last,
    }
    if key_file is not None:
        key = SigningKey(key=read_key(Path(key_file)), from_=first or snapshot.today())
        values["keys"] = [builtin(key)]
    _save(session, snapshot, officer_added(snapshot.officers, login, values), reason, basis)


@officer_command.command("set", help="Change an officer: name, email, role, units, from, until.")
@click.argument("login")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@explained
@click.pass_obj
def set_officer(session: Session, login: str, values: tuple[str, ...], reason: str, basis: str) -> None:
    """Save fields of an officer."""
    snapshot = _writable(session)
    typed = {key: _value(key, text, snapshot.units) for key, text in typed_texts(values, _KEYS).items()}
    _save(session, snapshot, officer_changed(snapshot.officers, login, typed), reason, basis)


@officer_command.command("end", help="End an officer's right to write; the entry stays for the history.")
@click.argument("login")
@click.option("--on", "last", type=DAY, metavar="DATE", help="The last day of the right; else today.")
@explained
@click.pass_obj
def end_officer(session: Session, login: str, last: date | None, reason: str, basis: str) -> None:
    """Save the last day of an officer's right to write."""
    snapshot = _writable(session)
    edit = officer_changed(snapshot.officers, login, {"until": last or snapshot.today()})
    _save(session, snapshot, edit, reason, basis)


@officer_command.group("key", help="Add and close the public keys that an officer signs with.")
def key_group() -> None:
    """Group the commands for keys."""


@key_group.command("add", help="Add a public SSH key, the file that ends in .pub.")
@click.argument("login")
@click.argument("file")
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day it counts; else today.")
@explained
@click.pass_obj
def add_key(session: Session, login: str, file: str, first: date | None, reason: str, basis: str) -> None:
    """Save an additional key of an officer."""
    snapshot = _writable(session)
    edit = key_added(snapshot.officers, login, read_key(Path(file)), first or snapshot.today())
    _save(session, snapshot, edit, reason, basis)


@key_group.command("end", help="Close a key: it stays, and counts up to a day.")
@click.argument("login")
@click.argument("key")
@click.option("--on", "last", type=DAY, metavar="DATE", help="The last day it counts; else today.")
@explained
@click.pass_obj
def end_key(session: Session, login: str, key: str, last: date | None, reason: str, basis: str) -> None:
    """Save the last day of an officer's key."""
    snapshot = _writable(session)
    edit = key_ended(snapshot.officers, login, key, last or snapshot.today())
    _save(session, snapshot, edit, reason, basis)


def _save(session: Session, snapshot: Snapshot, edit: Edit, reason: str, basis: str) -> None:
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot)


def _writable(session: Session) -> Snapshot:
    """Return the register's present state; raise `NotAllowed` if the caller may not change its officers."""
    snapshot = session.register.snapshot()
    check_allowed(session, snapshot, [OFFICERS])
    return snapshot


def _value(key: str, text: str, units: Mapping[str, Unit]) -> Any:
    text = text.strip()
    if not text:
        return None
    if key == "units":
        return [find_unit(units, unit) for unit in read_texts(key, text)]
    return read_day(text, key) if key in {"from", "until"} else text


def _document(login: str, officer: Officer) -> dict[str, Any]:
    return {
        "login": login,
        "name": officer.name or None,
        "email": officer.email or None,
        "role": officer.role.value,
        "units": list(officer.units),
        **_days(officer),
        "keys": [{"key": key.key, "fingerprint": fingerprint(key.key), **_days(key)} for key in officer.keys],
    }


def _days(held: Officer | SigningKey) -> dict[str, str | None]:
    days = {"from": held.from_, "until": held.until}
    return {name: day.isoformat() if day is not None else None for name, day in days.items()}

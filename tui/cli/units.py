"""`unit`: the units of the register, listed and changed; each change is one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from records.sanitise import clean_line
from records.staff.staffing import unit_added, unit_changed
from records.staff.units import find_unit, merging
from records.values.changes import Action, Change
from records.values.layout import UNITS
from tui.cli.framework import Group, Session, explained
from tui.cli.options import with_json
from tui.cli.output import note, table, tell_json
from tui.cli.saving import check_allowed, save_settings
from tui.cli.values import typed_texts

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot

_KEYS = ("name", "short", "phone", "email")


@click.group("unit", cls=Group, help="List, add and change units.")
def unit_command() -> None:
    """Hold the commands on units."""


@unit_command.command("list", help="List the units, with how many measures and officers each has.")
@with_json
@click.pass_obj
def list_units(session: Session, *, as_json: bool) -> None:
    """Print the units."""
    snapshot = session.register.snapshot()
    units = [
        {
            "id": identity,
            **{key: getattr(unit, key) or None for key in _KEYS},
            "measures": sum(identity in record.measure.responsible for record in snapshot.measures),
            "officers": [login for login, officer in snapshot.officers.items() if identity in officer.units],
        }
        for identity, unit in snapshot.units.items()
    ]
    if as_json:
        tell_json({"register": snapshot.rules.body, "commit": snapshot.commit, "units": units})
        return
    translate, show = session.language.translate, session.language.show
    headings = ["Id", "Name of the unit", "Short name", "Telephone", "E-mail", "Measures", "Officers"]
    rows = [[show(value) for value in unit.values()] for unit in units]
    table([translate(heading) for heading in headings], rows, stretch=1)
    note(
        session.say(
            "A measure of several units counts with each of them here, in reports with the first alone."
        )
    )


@unit_command.command("add", help="Add a unit.")
@click.argument("name")
@click.option("--id", "identity", metavar="ID", help="Its short id in Latin letters; else made of the name.")
@click.option("--short", metavar="TEXT", help="Its name for narrow columns.")
@click.option("--phone", metavar="TEXT", help="Its telephone.")
@click.option("--email", metavar="TEXT", help="The office's address, for reminders.")
@explained
@click.pass_obj
def add_unit(
    session: Session,
    name: str,
    identity: str | None,
    short: str | None,
    phone: str | None,
    email: str | None,
    reason: str,
    basis: str,
) -> None:
    """Save a new unit."""
    snapshot = _writable(session)
    values = {"short": short, "phone": phone, "email": email}
    identity, edit = unit_added(snapshot.units, name, identity, values)
    note(session.say("New unit {id}: {name}", id=identity, name=clean_line(name).text))
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot)


@unit_command.command("rename", help="Give a unit another name; its id stays, and so does its history.")
@click.argument("unit")
@click.argument("name")
@click.option("--short", metavar="TEXT", help="Its name for narrow columns.")
@explained
@click.pass_obj
def rename_unit(session: Session, unit: str, name: str, short: str | None, reason: str, basis: str) -> None:
    """Save a unit's new name."""
    _change(session, unit, {"name": name} | ({} if short is None else {"short": short}), reason, basis)


@unit_command.command("set", help="Change a unit: name, short, phone, email.")
@click.argument("unit")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@explained
@click.pass_obj
def set_unit(session: Session, unit: str, values: tuple[str, ...], reason: str, basis: str) -> None:
    """Save fields of a unit."""
    _change(session, unit, typed_texts(values, _KEYS), reason, basis)


@unit_command.command("merge", help="Give the measures and officers of one unit to another.")
@click.argument("unit")
@click.argument("into")
@explained
@click.pass_obj
def merge_units(session: Session, unit: str, into: str, reason: str, basis: str) -> None:
    """Save the replacement of one unit by another in measures and officers."""
    snapshot = session.register.snapshot()
    gone, stays = (find_unit(snapshot.units, each) for each in (unit, into))
    edits, kept = merging(snapshot, gone, stays, session.register.me.login)
    if kept:
        finished = session.language.count(
            "The unit stays in units.toml for {n} finished measure.",
            "The unit stays in units.toml for {n} finished measures.",
            n=kept,
        )
        note(finished)
    save_settings(session, Change(Action.REGISTER, edits, reason, basis), snapshot)


def _change(session: Session, unit: str, values: dict[str, str], reason: str, basis: str) -> None:
    snapshot = _writable(session)
    given = {key: text.strip() or None for key, text in values.items()}
    edit = unit_changed(snapshot.units, find_unit(snapshot.units, unit), given)
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot)


def _writable(session: Session) -> Snapshot:
    """Return the register's present state; raise `NotAllowed` if the caller may not change its units."""
    snapshot = session.register.snapshot()
    check_allowed(session, snapshot, [UNITS])
    return snapshot

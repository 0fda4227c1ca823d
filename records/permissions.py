"""Who may write what, where a register is not open (register.md): judged by the rules before the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message
from records.layout import OFFICERS, REGISTER, UNITS, closed_period, place
from records.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from records.model import Officer
    from records.snapshot import Snapshot

_FILES = {
    Role.AUTHORISED: {UNITS},
    Role.ADMINISTRATOR: {UNITS, OFFICERS, REGISTER},
}


def barred(snapshot: Snapshot, login: str, on: date) -> Message | None:
    """Return why a login may write nothing on a day, or None."""
    if snapshot.rules.open:
        return None
    officer = snapshot.officers.get(login)
    if officer is None:
        return Message(
            "officers.toml does not name you ({login}): you can read, not write. Ask the administrator.",
            login=login,
        )
    if officer.role is Role.AUDITOR:
        return Message("You are an auditor here: you can read everything and write nothing.")
    if officer.from_ is not None and on < officer.from_:
        return Message("Your right to write begins on {day}.", day=officer.from_)
    if officer.until is not None and on > officer.until:
        return Message("Your right to write ended on {day}. Ask the administrator.", day=officer.until)
    return None


def refusal(snapshot: Snapshot, login: str, on: date, paths: Iterable[str]) -> Message | None:
    """Return why a login may not change some files on a day, or None.

    `snapshot` is the register before the change, and holds the measures that the files belong to.
    """
    if (why := barred(snapshot, login, on)) is not None or snapshot.rules.open:
        return why
    officer = snapshot.officers[login]
    for path in paths:
        if not _may(officer, path, snapshot):
            return Message(
                "Your role ({role}) gives no right to change {file}. {who} may.",
                role=officer.role,
                file=path,
                who=_who(path),
            )
    return None


def submit_refusal(snapshot: Snapshot, login: str, paths: Iterable[str]) -> Message | None:
    """Return why a login may not submit the progress among some files, or None.

    Only the lead unit submits, the first of those responsible (domain.md); the others may write.
    """
    if snapshot.rules.open:
        return None
    officer = snapshot.officers.get(login)
    mine = officer.units if officer is not None else ()
    measures = {record.key: record.measure for record in snapshot.measures}
    for where in filter(None, map(place, paths)):
        leads = measures[where.measure].responsible[:1] if where.measure in measures else ()
        if where.period is not None and not set(leads) & set(mine):
            return Message(
                "Only the unit that leads submits: {unit}.",
                unit=snapshot.unit_name(leads[0]) if leads else None,
            )
    return None


def _may(officer: Officer, path: str, snapshot: Snapshot) -> bool:
    where = place(path)
    if officer.role is Role.OFFICER:
        return where is not None and where.period is not None and _is_theirs(officer, path, snapshot)
    if officer.role is Role.AUTHORISED and (where is not None or closed_period(path) is not None):
        return True
    return path in _FILES.get(officer.role, set())


def _is_theirs(officer: Officer, path: str, snapshot: Snapshot) -> bool:
    where = place(path)
    assert where is not None
    return any(
        record.key == where.measure and set(record.measure.responsible) & set(officer.units)
        for record in snapshot.measures
    )


def _who(path: str) -> Message:
    if place(path) is not None:
        return Message("An officer of a responsible unit (its progress) or the authorised officer")
    if path == UNITS:
        return Message("The authorised officer or the administrator")
    return Message("The administrator")

"""Check whether an author had the right to the changes, by the officers and rules of earlier commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message
from records.rules.findings import Code, Finding
from records.rules.permissions import answers_for, barred, on_behalf, refusal, refusal_of_change
from records.telling.openings import settled_field
from records.values.changes import Action
from records.values.fields import undotted
from records.values.layout import UNITS, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from records.telling.openings import Opening
    from records.values.fields import FileChange
    from records.verifying.deeds import Deed
    from records.verifying.ground import Authority, Ground


def author(deed: Deed) -> str:
    """Return the login of a commit's author by the officers of its parent, or `<address>` if unknown."""
    address = deed.commit.email
    login = deed.step.judges[0].staff.login(address) if deed.step.judges else None
    return login or f"<{address}>"


def findings(deed: Deed, ground: Ground) -> Iterator[Finding]:
    """Yield the changes that the author had no right to make, as found by the first judge that objects.

    If no judge objects, yield the changes that an authorised officer made on behalf of a unit.
    """
    login = author(deed)
    for judge in deed.step.judges:
        found = list(_refused(deed, login, judge))
        if found:
            yield from found
            return
    for judge in deed.step.judges[:1]:
        for change in deed.changes:
            # A correction of a closed period and an undo belong to the authorised officer: not on behalf of a
            # unit.
            own = deed.action is Action.UNDO or corrects(deed, change, ground)
            if not own and on_behalf(judge, login, change):
                yield Finding(
                    Code.ON_BEHALF, _on_behalf(deed, judge, login, change), deed.commit.id, change.path
                )


def _on_behalf(deed: Deed, judge: Authority, login: str, change: FileChange) -> Message:
    """Return the text of an `on-behalf` finding: the author, the unit and the basis, if one is named."""
    where = place(change.path)
    known = where is not None and judge.responsible(where.measure)
    unit = answers_for(judge, login, change.path) if known else _new_lead(deed, change.path)
    basis = deed.told.basis if deed.told is not None else ""
    if not basis:
        return Message("{login} entered the answer of {unit}, and names no basis.", login=login, unit=unit)
    return Message("{login} entered the answer of {unit}: {basis}.", login=login, unit=unit, basis=basis)


def _new_lead(deed: Deed, path: str) -> str | None:
    """Return the name of the lead unit of a measure that this commit adds; the unit may be new as well."""
    where = place(path)
    home = where._replace(period=None).path if where is not None else ""
    new = {(each.path, undotted(field.key)): field.new for each in deed.changes for field in each.fields}
    leads = new.get((home, ("responsible",)))
    lead = leads[0] if isinstance(leads, (list, tuple)) and leads else None
    return new.get((UNITS, ("units", str(lead), "name"))) or lead


def corrects(deed: Deed, change: FileChange, ground: Ground) -> bool:
    """Return whether a commit declares a correction and the change is to a closed period's progress."""
    where = place(change.path)
    return deed.action is Action.CORRECT and where is not None and where.period in ground.closed


def _refused(deed: Deed, login: str, judge: Authority) -> Iterator[Finding]:
    if judge.rules.open:
        return
    day = judge.day(deed.commit.committed_at)
    if barred(judge, login, day) is not None:
        yield Finding(Code.NOT_ALLOWED, _no_officer(judge, login, day), deed.commit.id)
        return
    for change in deed.changes:
        if refusal_of_change(judge, login, day, [change]) is not None:
            yield Finding(
                Code.NOT_ALLOWED, _no_right(judge, login, change), deed.commit.id, change.path, _key(change)
            )
    for path, key in _settled(deed):
        # If the standing value is kept, no file changes, so the right to resolve is checked from the message.
        if refusal(judge, login, day, [path]) is not None:
            told = Message(
                "{login} ({role}) had no right to settle this.", login=login, role=judge.officers[login].role
            )
            yield Finding(Code.NOT_ALLOWED, told, deed.commit.id, path, key)


def _settled(deed: Deed) -> list[Opening]:
    """Return the conflicts left by merges that the commit's message says it resolves."""
    return [settled_field(each) for each in deed.told.settles] if deed.told is not None else []


def _no_officer(judge: Authority, login: str, day: date) -> Message:
    officer = judge.officers.get(login)
    if officer is None:
        return Message("{login} made it, whom officers.toml did not name.", login=login)
    return Message(
        "{login} ({role}) had no right to write on {day}: it ran from {first} to {last}.",
        login=login,
        role=officer.role,
        day=day,
        first=officer.from_,
        last=officer.until,
    )


def _no_right(judge: Authority, login: str, change: FileChange) -> Message:
    return Message(
        "{login} ({role}) had no right to this change: {fields}.",
        login=login,
        role=judge.officers[login].role,
        fields=[field.key for field in change.fields] or change.path,
    )


def _key(change: FileChange) -> str:
    return change.fields[0].key if len(change.fields) == 1 else ""

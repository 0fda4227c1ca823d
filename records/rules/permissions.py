"""Who may write what in a register that is not open (register.md), by the rules before the change.

Saving calls these functions before it writes, and `verify` calls them for each commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from records.language import Message
from records.values.layout import OFFICERS, README, REGISTER, TEMPLATES, UNITS, closed_period, place
from records.values.model import ReviewState, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from records.values.fields import FieldChange, FileChange
    from records.values.layout import Place
    from records.values.model import Officer, Rules

_FILES = {
    Role.AUTHORISED: {UNITS},
    Role.ADMINISTRATOR: {UNITS, OFFICERS, REGISTER, README},
}


class Ground(Protocol):
    """What rights are judged by: the rules, officers and measures of a register at one commit."""

    @property
    def rules(self) -> Rules:
        """The register's rules."""

    @property
    def officers(self) -> Mapping[str, Officer]:
        """The officers by login."""

    def responsible(self, measure: str) -> tuple[str, ...]:
        """Return the ids of the units responsible for a measure ("2017/4"), the lead first; () if unknown."""

    def unit_name(self, unit: str) -> str:
        """Return a unit's name."""


def barred(ground: Ground, login: str, on: date) -> Message | None:
    """Return why a login may not write at all on a day, None if it may."""
    if ground.rules.open:
        return None
    officer = ground.officers.get(login)
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


def refusal(ground: Ground, login: str, on: date, paths: Iterable[str]) -> Message | None:
    """Return why a login may not change the files `paths` on a day, None if it may."""
    if (why := barred(ground, login, on)) is not None or ground.rules.open:
        return why
    officer = ground.officers[login]
    for path in paths:
        if not _may(officer, path, ground):
            return Message(
                "Your role ({role}) gives no right to change {file}. {who} may.",
                role=officer.role,
                file=path,
                who=_who(path),
            )
    return None


def refusal_of_change(ground: Ground, login: str, on: date, changes: Iterable[FileChange]) -> Message | None:
    """Return why a login may not make these changes of fields on a day, None if it may."""
    changes = list(changes)
    why = refusal(ground, login, on, [change.path for change in changes])
    if why is not None or ground.rules.open:
        return why
    words = ((place(change.path), field) for change in changes for field in change.fields)
    refusals = (
        _word_refusal(ground, login, where, field)
        for where, field in words
        if where is not None and where.period is not None and field.key == "review"
    )
    return next(filter(None, refusals), None)


def submit_refusal(ground: Ground, login: str, paths: Iterable[str]) -> Message | None:
    """Return why a login may not submit the progress files among `paths`, None if it may.

    Only the lead unit, the first of those responsible, submits (domain.md); the others may write. The
    authorised officer may enter an answer that a unit sent by letter.
    """
    officer = ground.officers.get(login)
    if ground.rules.open or (officer is not None and officer.role is Role.AUTHORISED):
        return None
    mine = officer.units if officer is not None else ()
    for where in filter(None, map(place, paths)):
        leads = ground.responsible(where.measure)[:1]
        if where.period is not None and not set(leads) & set(mine):
            return Message("Only the unit that leads submits: {unit}.", unit=_lead(ground, where))
    return None


def review_refusal(ground: Ground, login: str) -> Message | None:
    """Return why a login may not accept or return a progress, None if it may."""
    if may_correct(ground, login):
        return None
    return Message("Only the authorised officer accepts and returns.")


def may_answer(ground: Ground, login: str) -> bool:
    """Return whether a login's role allows writing the progress of some measure."""
    officer = ground.officers.get(login)
    return ground.rules.open or (officer is not None and officer.role in {Role.OFFICER, Role.AUTHORISED})


def may_correct(ground: Ground, login: str) -> bool:
    """Return whether a login may correct a closed period: an authorised officer, or anyone if open."""
    officer = ground.officers.get(login)
    return ground.rules.open or (officer is not None and officer.role is Role.AUTHORISED)


def on_behalf(ground: Ground, login: str, change: FileChange) -> bool:
    """Return whether an authorised officer makes this change on behalf of a unit that is not theirs."""
    answers = any(field.key != "review" for field in change.fields)
    return answers and answers_for(ground, login, change.path) is not None


def answers_for(ground: Ground, login: str, path: str) -> str | None:
    """Return the name of the lead unit for which an authorised officer writes the progress at `path`.

    None if the officer's own unit is responsible, `path` is not a progress, the login has another role, or
    the register is open.
    """
    where, officer = place(path), ground.officers.get(login)
    if ground.rules.open or officer is None or where is None or where.period is None:
        return None
    if officer.role is not Role.AUTHORISED or _is_theirs(officer, where, ground):
        return None
    return _lead(ground, where)


def _word_refusal(ground: Ground, login: str, where: Place, field: FieldChange) -> Message | None:
    """Return why a login may not make this change of a review, None if it may.

    Everyone reviews in their own name only; submitting and accepting each need their own right.
    """
    new = field.new if isinstance(field.new, dict) else {}
    if new and new.get("by") != login:
        return Message("A review stands in the name of who makes it ({login}).", login=login)
    if new.get("state") != ReviewState.SUBMITTED:
        return review_refusal(ground, login)
    return submit_refusal(ground, login, [where.path])


def _may(officer: Officer, path: str, ground: Ground) -> bool:
    where = place(path)
    if officer.role is Role.OFFICER:
        return where is not None and where.period is not None and _is_theirs(officer, where, ground)
    if officer.role is Role.AUTHORISED and (where is not None or closed_period(path) is not None):
        return True
    if officer.role is Role.ADMINISTRATOR and path.startswith(TEMPLATES):
        return True
    return path in _FILES.get(officer.role, set())


def _lead(ground: Ground, where: Place) -> str:
    leads = ground.responsible(where.measure)[:1]
    return ground.unit_name(leads[0]) if leads else "—"


def _is_theirs(officer: Officer, where: Place, ground: Ground) -> bool:
    return bool(set(ground.responsible(where.measure)) & set(officer.units))


def _who(path: str) -> Message:
    if place(path) is not None:
        return Message("An officer of a responsible unit (its progress) or the authorised officer")
    if closed_period(path) is not None:
        return Message("The authorised officer")
    if path == UNITS:
        return Message("The authorised officer or the administrator")
    return Message("The administrator")

"""What no change may do to officers: remove one, turn one into another person, leave nobody in charge.

A change is judged by the register before and after it, on the day of the change. Saving calls this, and so
does `verify` for each commit.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from records.git.signatures import fingerprint
from records.language import Message
from records.rules.keys import same_key
from records.rules.problems import Problem, Sheet
from records.values.layout import OFFICERS, REGISTER
from records.values.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.rules.permissions import Ground
    from records.values.model import Officer, Rules, SigningKey


def problems_of_change(before: Ground, after: Ground, paths: Iterable[str], on: date) -> list[Problem]:
    """Return what is wrong with a change of the files `paths` on a day, apart from their own validity."""
    written = set(paths)
    problems: list[Problem] = []
    if OFFICERS in written:
        problems += _of_officers(before.officers, after.officers, on)
    if written & {OFFICERS, REGISTER}:
        problems += _of_charge(before, after, OFFICERS if OFFICERS in written else REGISTER, on)
    return problems


def counts(held: Officer | SigningKey, on: date) -> bool:
    """Return whether a right to write or a key is valid on a day; the first and last day are included."""
    return (held.from_ is None or held.from_ <= on) and (held.until is None or on <= held.until)


def signs(officer: Officer, on: date) -> bool:
    """Return whether an officer has a key that is valid on a day."""
    return any(counts(key, on) for key in officer.keys)


def unruled_from(officers: Mapping[str, Officer], rules: Rules, on: date) -> date | None:
    """Return the first day, from `on`, when nobody may change officers and rules; None if there is none."""
    ruling = [each for each in officers.values() if each.role is Role.ADMINISTRATOR]
    held: list[Officer | SigningKey] = [*ruling, *(key for each in ruling for key in each.keys)]
    ends = (each.until for each in held if each.until is not None and on <= each.until < date.max)
    days = (on, *(end + timedelta(days=1) for end in sorted(ends)))
    return next((day for day in days if not _in_charge(officers, rules, day)), None)


def _of_officers(before: Mapping[str, Officer], after: Mapping[str, Officer], on: date) -> list[Problem]:
    sheet = Sheet(OFFICERS)
    for login, was in before.items():
        now = after.get(login)
        if now is None:
            message = Message(
                "{officer} stays in officers.toml: the history names them, and the login is never given to "
                "anybody else. End their right to write instead.",
                officer=was.name or login,
            )
            sheet.error(f"officers.{login}", login, message)
        else:
            _check_person(sheet, login, was, now, on)
            _check_keys(sheet, login, was.keys, now.keys, on)
    return sheet.problems


def _check_person(sheet: Sheet, login: str, was: Officer, now: Officer, on: date) -> None:
    """Check that an entry still belongs to the same person."""
    renamed = was.name not in {"", login, now.name}
    moved = was.email not in {"", now.email}
    if renamed and moved:
        message = Message(
            "Name and e-mail change together, as if the login {login} went to somebody else. A login is "
            "never given away: end this officer and add the new one.",
            login=login,
        )
        sheet.error(f"officers.{login}.name", now.name, message)
    elif (renamed or moved) and was.until is not None and was.until < on:
        message = Message(
            "{officer} wrote here up to {day}, and the entry stays as it was. Add another officer instead.",
            officer=was.name or login,
            day=was.until,
        )
        key = "name" if renamed else "email"
        sheet.error(f"officers.{login}.{key}", getattr(now, key), message)
    elif was.name and not now.name:
        sheet.error(f"officers.{login}.name", "", Message("An officer has a name. Write it."))


def _check_keys(
    sheet: Sheet, login: str, was: tuple[SigningKey, ...], now: tuple[SigningKey, ...], on: date
) -> None:
    """Check that no key was removed or changed, except for its last day."""
    for place, key in enumerate(was):
        at = f"officers.{login}.keys.{place}"
        kept = now[place] if place < len(now) else None
        if kept is None or not same_key(kept.key, key.key) or kept.from_ != key.from_:
            message = Message(
                "The key {key} is neither removed nor changed: older signatures are checked by it. Give it a "
                "last day, and add the new key beside it.",
                key=fingerprint(key.key),
            )
            sheet.error(at, key.key, message)
        elif key.until is not None and key.until < on and kept.until != key.until:
            message = Message(
                "The key {key} counted up to {day} and is not opened again. Add a new one.",
                key=fingerprint(key.key),
                day=key.until,
            )
            sheet.error(f"{at}.until", kept.until, message)


def _of_charge(before: Ground, after: Ground, path: str, on: date) -> list[Problem]:
    """Check that an administrator remains in charge, on the day of the change and permanently."""
    sheet = Sheet(path)
    rules = after.rules
    if rules.open and not rules.require_signature:
        return []
    key = _key_at_fault(before, after, path)
    value = getattr(rules, key) if path == REGISTER else ""
    # On `date.max` only administrators whose right and key have no last day are in charge.
    if not _in_charge(after.officers, rules, on):
        sheet.error(key, value, _nobody(rules))
    elif not _in_charge(after.officers, rules, date.max) and _in_charge(before.officers, rules, date.max):
        sheet.error(key, value, _nobody_later(rules))
    return sheet.problems


def _in_charge(officers: Mapping[str, Officer], rules: Rules, on: date) -> bool:
    return any(
        officer.role is Role.ADMINISTRATOR
        and counts(officer, on)
        and (signs(officer, on) or not rules.require_signature)
        for officer in officers.values()
    )


def _nobody(rules: Rules) -> Message:
    if rules.require_signature:
        return Message(
            "Where every change is signed, an administrator with a key is needed, else nobody could change "
            "officers and rules any more. Add one, or their key, first."
        )
    return Message(
        "Where only officers write, an administrator is needed, else nobody could change officers and rules "
        "any more. Name one first."
    )


def _nobody_later(rules: Rules) -> Message:
    if rules.require_signature:
        return Message(
            "After that nobody could sign changes of officers and rules any more: this is the last "
            "administrator whose right and key have no last day. Name another one, or add a key, first."
        )
    return Message(
        "After that nobody could change officers and rules any more: this is the last administrator "
        "without a last day. Name another one first."
    )


def _key_at_fault(before: Ground, after: Ground, path: str) -> str:
    """Return the key of the field that left nobody in charge."""
    if path == REGISTER:
        return "require_signature" if after.rules.require_signature else "open"
    changed = (login for login, officer in before.officers.items() if after.officers.get(login) != officer)
    return f"officers.{next(changed, '')}".rstrip(".")

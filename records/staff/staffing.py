"""Turns requested changes of units and officers into edits of units.toml and officers.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.errors import Misused
from records.git.signatures import fingerprint
from records.rules.keys import key_fault, same_key
from records.sanitise import clean_line
from records.staff.units import known_unit
from records.values.changes import Edit
from records.values.layout import OFFICERS, UNITS
from records.values.model import SigningKey, builtin
from records.values.numbers import new_id, slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from records.values.model import Officer, Unit


def unit_added(
    units: Mapping[str, Unit], name: str, identity: str | None, values: Mapping[str, Any]
) -> tuple[str, Edit]:
    """Return a new unit's id and the edit that adds the unit; without an id, one is made from the name.

    Raises `Misused` if another unit has the id or the name, or if the id is malformed.
    """
    name = clean_line(name).text
    if (bearer := known_unit(units, name)) is not None:
        raise Misused("There is the unit “{name}” already: {unit}.", name=name, unit=bearer)
    if identity is not None and slug(identity) != identity:
        raise Misused(
            "“{id}” is no id: small Latin letters and figures, with hyphens between. Write it as {example}.",
            id=identity,
            example=slug(identity),
        )
    if identity is not None and identity in units:
        raise Misused(
            "The id {unit} belongs to “{name}”. Choose another.", unit=identity, name=units[identity].name
        )
    identity = identity or new_id(name, units)
    return identity, unit_changed(units, identity, {"name": name, **values})


def unit_changed(units: Mapping[str, Unit], unit: str, values: Mapping[str, Any]) -> Edit:
    """Return the edit that gives a unit new values; None deletes one.

    Raises `Misused` for an empty name, and for a name that another unit has.
    """
    name = clean_line(values.get("name", unit) or "").text
    if not name:
        raise Misused("A unit has a name. Write it.")
    if (bearer := known_unit(units, name)) not in {None, unit}:
        raise Misused("There is the unit “{name}” already: {unit}.", name=name, unit=bearer)
    return Edit(UNITS, {("units", unit, name): value for name, value in values.items()})


def officer_added(officers: Mapping[str, Officer], login: str, values: Mapping[str, Any]) -> Edit:
    """Return the edit that adds an officer; raise `Misused` if the login is or was in use."""
    login = login.strip()
    known = officers.get(login)
    if known is not None:
        raise Misused(
            "The login {login} is the one of {officer}, and a login is never given to anybody else. For the "
            "same person: `prozvit officer set {login} …`.",
            login=login,
            officer=known.name or login,
        )
    return Edit(OFFICERS, {("officers", login, name): value for name, value in values.items()})


def officer_changed(officers: Mapping[str, Officer], login: str, values: Mapping[str, Any]) -> Edit:
    """Return the edit of an officer's values (None deletes one); raise `Misused` for an unknown login."""
    find_officer(officers, login)
    return Edit(OFFICERS, {("officers", login, name): value for name, value in values.items()})


def key_added(officers: Mapping[str, Officer], login: str, line: str, first: date) -> Edit:
    """Return the edit that adds a key to an officer, valid from `first`; raise `Misused` if it is invalid."""
    officer = find_officer(officers, login)
    line = clean_line(line).text
    if (fault := key_fault(line)) is not None:
        raise Misused("{problem}", problem=fault)
    return _with_keys(login, (*officer.keys, SigningKey(key=line, from_=first)))


def key_ended(officers: Mapping[str, Officer], login: str, wanted: str, last: date) -> Edit:
    """Return the edit that sets the last day of an officer's key; raise `Misused` unless one key matches.

    `wanted` is the key's line, its base64 part or its fingerprint, or the beginning of the fingerprint.
    """
    officer = find_officer(officers, login)
    found = [place for place, key in enumerate(officer.keys) if _is_wanted(key.key, wanted.strip())]
    if len(found) != 1:
        raise Misused(
            "{officer} has {n} keys “{key}”. There are: {known}.",
            officer=officer.name or login,
            n=len(found),
            key=wanted,
            known=[fingerprint(key.key) for key in officer.keys] or None,
        )
    keys = list(officer.keys)
    ended = keys[found[0]]
    keys[found[0]] = SigningKey(key=ended.key, from_=ended.from_, until=last)
    return _with_keys(login, tuple(keys))


def find_officer(officers: Mapping[str, Officer], login: str) -> Officer:
    """Return the officer with a login; raise `Misused`, with a list of the logins, if there is none."""
    if login not in officers:
        known = ", ".join(officers) or None
        raise Misused("There is no officer “{login}”. There are: {known}.", login=login, known=known)
    return officers[login]


def _with_keys(login: str, keys: tuple[SigningKey, ...]) -> Edit:
    return Edit(OFFICERS, {("officers", login, "keys"): [builtin(key) for key in keys]})


def _is_wanted(line: str, wanted: str) -> bool:
    printed = fingerprint(line)
    begun = printed.startswith((wanted, f"SHA256:{wanted}")) if wanted.removeprefix("SHA256:") else False
    return begun or same_key(line, wanted) or line.split()[1:2] == [wanted]

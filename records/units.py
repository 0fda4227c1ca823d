"""Units as people name them: by id, by name, by short name, in letters of either case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.errors import Misused
from records.numbers import new_id
from records.sanitise import clean_line
from records.typography import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.changes import Key
    from records.model import Unit


def known_unit(units: Mapping[str, Unit], wanted: str) -> str | None:
    """Return the id of the unit that a person or a report names, or None."""
    if wanted in units:
        return wanted
    folded = fold(wanted)
    for identity, unit in units.items():
        if folded in {fold(unit.name), fold(unit.short)} - {""}:
            return identity
    return None


def find_unit(units: Mapping[str, Unit], wanted: str) -> str:
    """Return the id of the unit that a person names; raise `Misused`, listing the units there are."""
    found = known_unit(units, wanted)
    if found is None:
        raise Misused("There is no unit “{unit}”. There are: {known}.", unit=wanted, known=", ".join(units))
    return found


def responsible_units(units: Mapping[str, Unit], named: Iterable[str]) -> tuple[list[str], dict[Key, Any]]:
    """Return the ids of the units that a person names, and what `units.toml` needs for those not in it."""
    ids: list[str] = []
    new: dict[Key, Any] = {}
    for name in named:
        cleaned = clean_line(name).text
        identity = known_unit(units, cleaned) or _known_new(new, cleaned)
        if identity is None:
            identity = new_id(cleaned, {*units, *(key[1] for key in new)})
            new["units", identity, "name"] = cleaned
        if identity not in ids:
            ids.append(identity)
    return ids, new


def _known_new(new: Mapping[Key, Any], name: str) -> str | None:
    return next((key[1] for key, value in new.items() if fold(value) == fold(name)), None)

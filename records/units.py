"""Units as people name them: by id, by name, by short name, in letters of either case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import Misused
from records.typography import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

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

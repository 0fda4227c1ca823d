"""Finds units by id, name or short name, and merges one unit into another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.errors import Misused, NotAllowed
from records.rules.permissions import refusal
from records.sanitise import clean_line
from records.texts.typography import fold
from records.values.changes import Edit
from records.values.layout import OFFICERS, UNITS
from records.values.model import Unit
from records.values.numbers import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.changes import Key


def known_unit(units: Mapping[str, Unit], wanted: str) -> str | None:
    """Return the id of the unit with this id, name or short name, or None."""
    if wanted in units:
        return wanted
    folded = fold(wanted)
    for identity, unit in units.items():
        if folded in {fold(unit.name), fold(unit.short)} - {""}:
            return identity
    return None


def find_unit(units: Mapping[str, Unit], wanted: str) -> str:
    """Return the id of the unit that a person names; raise `Misused`, listing the units, if none fits."""
    found = known_unit(units, wanted)
    if found is None:
        raise Misused("There is no unit “{unit}”. There are: {known}.", unit=wanted, known=", ".join(units))
    return found


def responsible_units(units: Mapping[str, Unit], named: Iterable[str]) -> tuple[list[str], dict[Key, Any]]:
    """Return the ids of the named units, and the entries that `units.toml` needs for new ones."""
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


def merging(snapshot: Snapshot, gone: str, into: str, login: str) -> tuple[tuple[Edit, ...], int]:
    """Return the edits that merge a unit into another, and the number of finished measures that keep it.

    A measure is finished if it is retired or all periods of its programme are closed; it keeps the unit that
    was responsible. If any measure keeps the unit, it stays in `units.toml`, otherwise it is removed. Raises
    `Misused` if both units are the same, and `NotAllowed` if the login may not change the measures or
    officers that still have the unit.
    """
    if gone == into:
        raise Misused("“{unit}” can't be merged into itself. Name another unit.", unit=gone)
    edits, kept = [], 0
    for record in snapshot.measures:
        if gone not in record.measure.responsible:
            continue
        if _is_finished(snapshot, record):
            kept += 1
        else:
            units = _replaced(record.measure.responsible, gone, into)
            edits.append(Edit(record.path(), {("responsible",): units}))
    members: dict[Key, Any] = {
        ("officers", login, "units"): _replaced(officer.units, gone, into)
        for login, officer in snapshot.officers.items()
        if gone in officer.units
    }
    _check_allowed(snapshot, login, snapshot.unit_name(gone), edits, [key[1] for key in members])
    if members:
        edits.append(Edit(OFFICERS, members))
    if not kept:
        edits.append(Edit(UNITS, {("units", gone, name): None for name in Unit.__struct_encode_fields__}))
    return tuple(edits), kept


def _check_allowed(
    snapshot: Snapshot, login: str, unit: str, measures: Sequence[Edit], members: Sequence[str]
) -> None:
    """Raise `NotAllowed` if a login may not change the officers or measures that still have the unit."""
    today = snapshot.today()
    if members and refusal(snapshot, login, today, [OFFICERS]) is not None:
        names = [snapshot.officers[member].name or member for member in members]
        raise NotAllowed(
            "Nothing was saved: {officers} are still in the unit “{unit}”, and only the administrator moves "
            "officers. Ask for that first: `prozvit officer set LOGIN units=…`.",
            officers=names,
            unit=unit,
        )
    if measures and refusal(snapshot, login, today, [edit.path for edit in measures]) is not None:
        numbers = [
            record.measure.number
            for record in snapshot.measures
            if record.path() in {edit.path for edit in measures}
        ]
        raise NotAllowed(
            "Nothing was saved: the unit “{unit}” is still responsible for the measures {numbers}, and only "
            "the authorised officer changes measures.",
            unit=unit,
            numbers=", ".join(numbers),
        )


def _replaced(units: Iterable[str], gone: str, into: str) -> list[str]:
    return list(dict.fromkeys(into if unit == gone else unit for unit in units))


def _is_finished(snapshot: Snapshot, record: MeasureRecord) -> bool:
    periods, retired = snapshot.periods(record.programme), record.measure.retired
    if not periods:
        return retired is not None
    if retired is not None and retired <= snapshot.open_period(programme=record.programme):
        return True
    return snapshot.closed.issuperset(periods)

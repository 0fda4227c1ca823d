"""Commit message lines for changes to units and officers, one line each, using their names."""

from __future__ import annotations

from functools import reduce
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from records.language import Message, Plural
from records.values.fields import undotted
from records.values.layout import OFFICERS, UNITS, place
from records.values.model import Role, Unit
from records.values.titles import OFFICER_LABELS, UNIT_LABELS, People, key_named, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.values.fields import FieldChange, FileChange

#: If there are more units, officers or fields than this, their number is given instead of names.
_MOST_NAMED = 3
#: `units.<id>.<field>`, `officers.<login>.<field>`.
_ENTRY = 3
_NO_KEY: Mapping[str, Any] = {}


def headline(changes: Sequence[FileChange], people: People) -> Message | None:
    """Return the subject for a change to units or officers only, or None if other files change too."""
    told = [_of_file(change, people) for change in changes if change.path in {UNITS, OFFICERS}]
    if not told or len(told) < len(changes):
        return None
    return reduce(lambda first, second: Message("{first}; {second}", first=first, second=second), told)


def merging(changes: Sequence[FileChange], people: People) -> Message | None:
    """Return the subject for a change that moves measures to another unit, or None for any other change."""
    measures = [change for change in changes if place(change.path) is not None]
    fields = [field for change in measures for field in change.fields]
    if not fields or any(field.key != "responsible" for field in fields):
        return None
    was = {unit for field in fields for unit in field.old or ()}
    now = {unit for field in fields for unit in field.new or ()}
    before = People({**people.units, **_removed(changes)}, people.officers)
    return Message(
        "Units: {measures}, {gone} → {come}",
        measures=Plural("{n} measure", "{n} measures", n=len(measures)),
        gone=[before.unit(unit) for unit in sorted(was - now)] or None,
        come=[people.unit(unit) for unit in sorted(now - was or now)],
    )


def founders(changes: Sequence[FileChange], people: People) -> Iterator[Message]:
    """Yield the administrators in a register's first commit, and their keys."""
    for change in changes:
        fields = {undotted(field.key): field.new for field in change.fields if change.path == OFFICERS}
        for key, value in fields.items():
            if len(key) == _ENTRY and key[2] == "role" and value == Role.ADMINISTRATOR:
                yield Message("First administrator: {officer}", officer=people.officer(key[1]))
                for signing in tables(fields.get((*key[:2], "keys"))):
                    yield Message("Key: {key}", key=key_named(signing))


def key_lines(field: FieldChange, people: People) -> Iterator[Message]:
    """Yield a line for each key of an officer that was added, removed or changed."""
    who = people.officer(undotted(field.key)[1])
    for was, now in zip_longest(tables(field.old), tables(field.new), fillvalue=_NO_KEY):
        old, new = key_named(was), key_named(now)
        if was == now:
            continue
        if not was:
            yield Message("Key added ({officer}): {key}", officer=who, key=new)
        elif not now:
            yield Message("Key taken away ({officer}): {key}", officer=who, key=old)
        else:
            yield Message("Key ({officer}): {old} → {new}", officer=who, old=old, new=new)


def is_keys(path: str, field: FieldChange) -> bool:
    """Return whether a field holds an officer's keys."""
    key = undotted(field.key)
    return path == OFFICERS and len(key) == _ENTRY and key[2] == "keys"


def _of_file(change: FileChange, people: People) -> Message:
    entries: dict[str, list[FieldChange]] = {}
    for field in change.fields:
        parts = undotted(field.key)
        entries.setdefault(parts[1] if len(parts) > 1 else parts[0], []).append(field)
    if change.path == UNITS:
        units = People({**people.units, **_removed([change])}, people.officers)
        return _of_units({units.unit(unit): fields for unit, fields in entries.items()})
    return _of_officers({people.officer(login): fields for login, fields in entries.items()})


def _of_units(entries: Mapping[str, list[FieldChange]]) -> Message:
    names = _counted(list(entries), Plural("{n} unit", "{n} units", n=len(entries)))
    if all(_is_new(fields, "name") for fields in entries.values()):
        return Message("Units: added {units}", units=names)
    if all(field.new is None for fields in entries.values() for field in fields):
        return Message("Units: taken away {units}", units=names)
    if len(entries) == 1:
        [fields] = entries.values()
        return Message("Units: {unit} – {fields}", unit=names, fields=_fields(UNITS, fields))
    return Message("Units: {units}", units=names)


def _of_officers(entries: Mapping[str, list[FieldChange]]) -> Message:
    names = _counted(list(entries), Plural("{n} officer", "{n} officers", n=len(entries)))
    if all(_is_new(fields, "role") for fields in entries.values()):
        return Message("Officers: added {officers}", officers=names)
    if len(entries) != 1:
        return Message("Officers: {officers}", officers=names)
    [fields] = entries.values()
    if [undotted(field.key)[-1] for field in fields] == ["until"] and fields[0].new is not None:
        return Message("Officers: {officer} writes up to {day}", officer=names, day=fields[0].new)
    return Message("Officers: {officer} – {fields}", officer=names, fields=_fields(OFFICERS, fields))


def _fields(path: str, fields: Sequence[FieldChange]) -> object:
    """Return the labels of an entry's fields without the entry's name, or their number if there are many."""
    names = UNIT_LABELS if path == UNITS else OFFICER_LABELS
    keys = [undotted(field.key)[-1] for field in fields]
    labels = [Message(names.get(key, "{key}"), key=key) for key in keys]
    return _counted(labels, Plural("{n} field", "{n} fields", n=len(labels)))


def _counted(named: Sequence[Any], counted: Plural) -> object:
    if len(named) > _MOST_NAMED:
        return counted
    return reduce(lambda first, second: Message("{first}, {second}", first=first, second=second), named)


def _is_new(fields: Sequence[FieldChange], always: str) -> bool:
    """Return whether an entry is new; `always` is a field that every entry has."""
    made = any(undotted(field.key)[-1] == always for field in fields)
    return made and all(field.old is None for field in fields)


def _removed(changes: Sequence[FileChange]) -> dict[str, Unit]:
    """Return the units that a change removes, with their old names."""
    names: dict[str, dict[str, Any]] = {}
    for change in changes:
        for field in change.fields if change.path == UNITS else ():
            parts = undotted(field.key)
            if len(parts) == _ENTRY and field.new is None and isinstance(field.old, str):
                names.setdefault(parts[1], {})[parts[2]] = field.old
    return {
        unit: Unit(name=values["name"], short=values.get("short", ""))
        for unit, values in names.items()
        if values.get("name")
    }

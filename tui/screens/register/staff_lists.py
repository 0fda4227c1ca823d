"""The lists of units, officers and rules as table rows, and one entry in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.staff.ruling import rule, rule_keys
from records.values.fields import label, shown
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.values.model import builtin
from records.values.titles import OFFICER_LABELS, UNIT_LABELS
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content

    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.model import Unit

#: From this width there are additional columns.
_BROAD = 112

#: Each column's heading and width; the first column takes the remaining width.
Headings = list[tuple[str, int]]
#: Each row's key in its file, and its cells.
Lines = list[tuple[str, list[str]]]


def table(path: str, snapshot: Snapshot, language: Language, width: int) -> tuple[Headings, Lines]:
    """Return the list that a file holds, fitted to a width in cells."""
    lists = {UNITS: _units, OFFICERS: _officers, REGISTER: _rules}
    headings, lines = lists[path](snapshot, language, broad=width >= _BROAD)
    first = width - sum(room for _, room in headings[1:])
    return [(headings[0][0], max(first, headings[0][1])), *headings[1:]], lines


def details(path: str, name: str, snapshot: Snapshot, language: Language) -> Content:
    """Return everything that the register says about a unit, an officer or a rule."""
    if path == REGISTER:
        values = [(language.show(label(path, name)), _told(name, rule(snapshot.rules, name)))]
    elif path == UNITS:
        values = [
            (language.translate(text), builtin(snapshot.units[name]).get(key))
            for key, text in UNIT_LABELS.items()
        ]
    else:
        stored = builtin(snapshot.officers[name])
        values = [
            (language.translate(text), _told(f"officers.x.{key}", stored.get(key), snapshot.units))
            for key, text in OFFICER_LABELS.items()
        ]
    parts: list[Content | str] = []
    for named, value in values:
        parts += [content(f"{named}: ", "bold"), content(language.show(value)), "\n"]
    return join(*parts[:-1])


def _told(key: str, value: Any, units: Mapping[str, Unit] | None = None) -> object:
    """Return a value as people read it; an empty list becomes None."""
    return shown(key, list(value) if isinstance(value, tuple) else value, units) if value != () else None


def _units(snapshot: Snapshot, language: Language, *, broad: bool) -> tuple[Headings, Lines]:
    say = language.say
    headings = [(say("Name of the unit"), 30), (say("Measures"), 9), (say("Officers"), 16)]
    if broad:
        headings += [(say("Short name"), 22), (say("Telephone"), 16), (say("Id"), 22)]
    lines: Lines = []
    for identity, unit in snapshot.units.items():
        measures = sum(identity in record.measure.responsible for record in snapshot.measures)
        officers = sum(identity in officer.units for officer in snapshot.officers.values())
        cells = [unit.name, str(measures), str(officers)]
        more = [unit.short, unit.phone, identity] if broad else []
        lines.append((identity, [*cells, *more]))
    return headings, lines


def _officers(snapshot: Snapshot, language: Language, *, broad: bool) -> tuple[Headings, Lines]:
    say, show = language.say, language.show
    headings = [(say("Name"), 24), (say("Role"), 20), (say("Writes up to"), 14), (say("Keys"), 7)]
    if broad:
        headings += [(say("Login"), 16), (say("Their units"), 36)]
    lines: Lines = []
    today = snapshot.today()
    for login, officer in snapshot.officers.items():
        counting = [key for key in officer.keys if key.until is None or key.until >= today]
        last = show(officer.until) if officer.until is not None else ""
        cells = [officer.name or login, show(officer.role), last, str(len(counting) or "–")]
        more = [login, show(list(map(snapshot.unit_short, officer.units)))] if broad else []
        lines.append((login, [*cells, *more]))
    return headings, lines


def _rules(snapshot: Snapshot, language: Language, *, broad: bool) -> tuple[Headings, Lines]:
    headings = [(language.say("Rule"), 30), (language.say("Value"), 90 if broad else 40)]
    lines = [
        (key, [language.show(label(REGISTER, key)), language.show(_told(key, rule(snapshot.rules, key)))])
        for key in rule_keys()
    ]
    return headings, lines

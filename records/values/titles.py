"""Labels for the fields of units, officers and rules, and display forms of their values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from records.git.signatures import fingerprint
from records.language import Message
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.values.model import Column, PeriodWording, Role
from records.values.periods import Cadence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.values.changes import Key
    from records.values.model import Officer, Unit

#: The number of parts in `units.<id>.<field>` and `officers.<login>.<field>`.
_ENTRY = 3

UNIT_LABELS = {"name": "Name of the unit", "short": "Short name", "phone": "Telephone", "email": "E-mail"}
OFFICER_LABELS = {
    "name": "Name",
    "email": "E-mail",
    "role": "Role",
    "units": "Their units",
    "from": "Writes from",
    "until": "Writes up to",
    "keys": "Keys",
}
RULE_LABELS = {
    "body": "Body",
    "language": "Language of the report and of the history",
    "timezone": "Time zone",
    "cadence": "Reports",
    "units_by_day": "Units submit by day",
    "submit_by_day": "The register submits by day",
    "require_reason": "Ask for a reason",
    "require_signature": "Ask for a signature",
    "open": "Everybody writes",
    "report.heading": "Heading of the report",
    "report.title": "Title of the report",
    "report.period_wording": "How the title ends",
    "report.columns": "Columns of the report",
    "report.approval.position": "Approved by: position",
    "report.approval.name": "Approved by: name",
    "report.signatures": "Signed by",
    "contact.name": "Whom to ask: name",
    "contact.phone": "Whom to ask: telephone",
    "contact.email": "Whom to ask: e-mail",
    "programmes": "Programmes",
}
_CADENCE_NAMES = {
    Cadence.QUARTER: "every quarter",
    Cadence.HALF_YEAR: "every half-year",
    Cadence.YEAR: "every year",
}
_WORDING_NAMES = {
    PeriodWording.NONE: "without the period",
    PeriodWording.QUARTER: "with the quarter",
    PeriodWording.CUMULATIVE: "with the months from the beginning of the year",
}
_LANGUAGE_NAMES = {"uk": "in Ukrainian", "en": "in English"}
#: Names of the values of rules that allow only certain values.
_READINGS: dict[str, Mapping[Any, str]] = {
    "cadence": _CADENCE_NAMES,
    "language": _LANGUAGE_NAMES,
    "report.period_wording": _WORDING_NAMES,
}


class People(Struct, frozen=True):
    """The names of a register's units and officers."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)

    def unit(self, unit: Any) -> str:
        """Return a unit's short name, else its full name, or the value itself if the unit is unknown."""
        known = self.units.get(unit) if isinstance(unit, str) else None
        return (known.short or known.name) if known is not None else unit

    def officer(self, login: str) -> str:
        """Return an officer's name, or their login if the officer is unknown or nameless."""
        known = self.officers.get(login)
        return (known.name if known is not None else "") or login


def title(path: str, key: Key, people: People) -> Message | None:
    """Return the label of a field of units, officers or rules, or None for other fields."""
    last = key[-1] if key else ""
    if path == REGISTER:
        return _rule(key, last)
    if len(key) != _ENTRY:
        return None
    if path == UNITS and last in UNIT_LABELS:
        named = Message("Unit {unit}", unit=key[1])
        of = Message("{field} ({of})", field=Message(UNIT_LABELS[last]), of=people.unit(key[1]))
        return named if last == "name" else of
    if path == OFFICERS and last in OFFICER_LABELS:
        named = Message("Officer {login}", login=key[1])
        of = Message("{field} ({of})", field=Message(OFFICER_LABELS[last]), of=people.officer(key[1]))
        return named if last == "name" else of
    return None


def _rule(key: Key, last: str) -> Message | None:
    if key[:-1] == ("report", "headings") and last in set(Column):
        return Message("Heading of the column “{column}”", column=Column(last))
    label = RULE_LABELS.get(".".join(key))
    return None if label is None else Message(label)


def reading(key: Key, value: Any, people: People) -> object:
    """Return the display form of a value of units, officers or rules; any other value unchanged."""
    if len(key) == _ENTRY and key[0] == "officers":
        return _of_officer(key[-1], value, people)
    names = _READINGS.get(".".join(key), {})
    if isinstance(value, str) and value in names:
        return Message(names[value])
    if isinstance(value, list) and key in _LISTS:
        return [_LISTS[key](each) for each in value]
    return value


def key_named(key: Mapping[str, Any]) -> Message:
    """Return a signing key as its fingerprint and the days between which it is valid."""
    print_ = fingerprint(str(key.get("key", "")))
    first, last = key.get("from"), key.get("until")
    if first is not None and last is not None:
        return Message("{key} from {first} to {last}", key=print_, first=first, last=last)
    if last is not None:
        return Message("{key} up to {last}", key=print_, last=last)
    return Message("{key} from {first}", key=print_, first=first) if first else Message("{key}", key=print_)


def _of_officer(name: str, value: Any, people: People) -> object:
    if name == "role" and isinstance(value, str) and value in set(Role):
        return Role(value)
    if name == "units" and isinstance(value, list):
        return [people.unit(str(unit)) for unit in value]
    if name == "keys" and isinstance(value, list):
        return [key_named(each) for each in tables(value)]
    return value


def tables(value: Any) -> list[Mapping[str, Any]]:
    """Return the tables in a list; none if the value is no list, as in commits made outside prozvit."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, (list, tuple)) else []


def _column(value: Any) -> object:
    return Column(value) if isinstance(value, str) and value in set(Column) else value


def _signatory(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return " ".join(str(value[name]) for name in ("position", "name") if value.get(name))


def _programme(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    named, first, last = (value.get(name) for name in ("title", "from", "to"))
    if not isinstance(first, date) or not isinstance(last, date):
        return named
    return Message("{title} ({first} – {last})", title=named, first=first, last=last)


#: Display forms for the elements of lists.
_LISTS: dict[Key, Callable[[Any], object]] = {
    ("report", "columns"): _column,
    ("report", "signatures"): _signatory,
    ("programmes",): _programme,
}

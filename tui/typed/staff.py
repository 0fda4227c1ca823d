"""Units, officers and rules as the fields of a form, and the typed fields as the register stores them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from records.errors import InvalidDocument, Misused
from records.files.documents import convert
from records.language import LANGUAGES, Message
from records.rules import judging
from records.rules.keys import key_fault
from records.sanitise import clean_line
from records.staff.ruling import rule, rule_text, typed_rules
from records.staff.staffing import officer_added, unit_added
from records.staff.units import find_unit
from records.values.changes import Edit
from records.values.fields import dotted
from records.values.layout import OFFICERS, REGISTER, UNITS, Place
from records.values.model import (
    Officer,
    Officers,
    PeriodWording,
    Role,
    Rules,
    SigningKey,
    Units,
    builtin,
)
from records.values.numbers import new_id
from records.values.periods import Cadence
from tui.typed.fields import SEPARATOR, as_day, read_all, read_day
from tui.typed.judging import Judged
from tui.typed.measure import NEW, unit_names, unit_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.files.snapshot import Snapshot
    from records.values.changes import Key
    from records.values.model import Record

#: The field for one key in a new officer's form.
FIRST_KEY = "key"
_SWITCH = ("true", "false")
_UNIT = ("name", "short", "phone", "email")


class Entry(Struct, frozen=True):
    """The unit, officer or rule that a form edits, and the first values of its fields.

    `name` is the unit's id, the officer's login or the rule's key; None for a new entry.
    """

    path: str
    name: str | None
    start: dict[str, str]

    @property
    def place(self) -> Place:
        """Return the place of the form's draft."""
        return Place(f"+{self.path}", quote(self.name or NEW, safe=""), None)

    def way(self, name: str) -> Key:
        """Return the key path in the file under which the entry's fields are."""
        return () if self.path == REGISTER else (self.path.removesuffix(".toml"), name)


def unit_entry(snapshot: Snapshot, unit: str | None) -> Entry:
    """Return a unit as its form shows it; None is a new one."""
    if unit is None:
        return Entry(UNITS, None, dict.fromkeys((*_UNIT, "id"), ""))
    known = snapshot.units[unit]
    return Entry(UNITS, unit, {name: clean_line(getattr(known, name)).text for name in _UNIT})


def officer_entry(snapshot: Snapshot, login: str | None) -> Entry:
    """Return an officer as the form shows it; None is a new one."""
    known = snapshot.officers[login] if login is not None else Officer()
    fields = {
        "name": clean_line(known.name).text,
        "email": clean_line(known.email).text,
        "role": known.role.value,
        "units": f"{SEPARATOR} ".join(unit_words(unit, snapshot.units) for unit in known.units),
        "from": as_day(known.from_),
        "until": as_day(known.until),
    }
    return Entry(OFFICERS, login, fields if login is not None else {"login": "", **fields, FIRST_KEY: ""})


def rule_entry(snapshot: Snapshot, key: str) -> Entry:
    """Return a rule as the form shows it."""
    return Entry(REGISTER, key, {key: clean_line(rule_text(snapshot.rules, key)).text})


def choices(entry: Entry, key: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codes that a field accepts; () for free text."""
    if entry.path == OFFICERS and key == "role":
        return tuple(Role)
    if entry.path == REGISTER:
        kinds = {"cadence": Cadence, "report.period_wording": PeriodWording, "language": LANGUAGES}
        return _SWITCH if isinstance(rule(snapshot.rules, key), bool) else tuple(kinds.get(key, ()))
    return ()


def judge(entry: Entry, values: Mapping[str, str], snapshot: Snapshot) -> tuple[Judged, Edit]:
    """Return the typed values as stored, with their problems, and the edit that records them.

    For an existing entry the edit holds only the fields that differ.
    """
    stored, unread = _stored(entry, values, snapshot)
    judged = Judged(stored, {key: [message] for key, message in unread.items()})
    name = _name(entry, stored, snapshot)
    changed = {key: value for key, value in stored.items() if _differs(entry, key, values)}
    edit = Edit(entry.path, {_key(entry, name, key): value for key, value in changed.items()})
    _judge_new(entry, judged, name, snapshot)
    try:
        after = _after(snapshot, edit)
    except InvalidDocument as error:
        found = _field(str(error.values.get("key", "")), entry, name)
        judged.errors.setdefault(found, [error.message()])
        return judged, edit
    record = _record(after, entry.path)
    judgement = judging.judge({entry.path: record}, snapshot, after, snapshot.today())
    prefix = dotted(entry.way(name)) or name
    for problem in (*judgement.errors, *judgement.doubts):
        elsewhere = problem.path != entry.path
        mine = not elsewhere and problem.key.startswith(prefix)
        # Report a rule's effect on officers, and no doubts about other entries of the file.
        if mine or elsewhere or problem.is_error:
            at = _field(problem.key, entry, name) if mine else ""
            told = judged.errors if problem.is_error else judged.doubts
            told.setdefault(at, []).append(problem.message)
    return judged, edit


def _stored(
    entry: Entry, values: Mapping[str, str], snapshot: Snapshot
) -> tuple[dict[str, Any], dict[str, Message]]:
    if entry.path == REGISTER:
        try:
            typed = typed_rules(values)
        except Misused as error:
            return {}, dict.fromkeys(values, error.message())
        return dict(zip(values, typed.values(), strict=True)), {}
    special: dict[str, Callable[[str], Any]] = {
        "units": lambda text: [find_unit(snapshot.units, unit) for unit in unit_names(text)] or None,
        "from": read_day,
        "until": read_day,
        FIRST_KEY: lambda text: _first_key(text, snapshot),
    }
    stored, unread = read_all(values, {key: special.get(key, _line) for key in values})
    if (keys := stored.pop(FIRST_KEY, None)) is not None:
        stored["keys"] = keys
    return stored, unread


def _line(text: str) -> str | None:
    return clean_line(text).text or None


def _first_key(text: str, snapshot: Snapshot) -> list[dict[str, Any]] | None:
    if not text:
        return None
    if (fault := key_fault(text)) is not None:
        raise Misused("{problem}", problem=fault)
    return [builtin(SigningKey(key=text, from_=snapshot.today()))]


def _name(entry: Entry, stored: dict[str, Any], snapshot: Snapshot) -> str:
    """Return the entry's id or login; for a new entry, take it out of `stored`."""
    if entry.name is not None:
        return entry.name
    if entry.path == OFFICERS:
        return str(stored.pop("login", None) or "")
    return str(stored.pop("id", None) or new_id(str(stored.get("name") or ""), snapshot.units))


def _judge_new(entry: Entry, judged: Judged, name: str, snapshot: Snapshot) -> None:
    """Add errors for a new entry's name that is missing or already taken, and for an emptied name."""
    if entry.name is not None:
        if entry.path != REGISTER and not judged.stored.get("name") and "name" not in judged.errors:
            judged.errors["name"] = [Message("Fill this in.")]
        return
    for key in ("login", "name"):
        if key in entry.start and not (name if key == "login" else judged.stored.get("name")):
            judged.errors[key] = [Message("Fill this in.")]
    try:
        if entry.path == OFFICERS:
            officer_added(snapshot.officers, name, {})
        elif judged.stored.get("name"):
            unit_added(snapshot.units, str(judged.stored["name"]), name, {})
    except Misused as error:
        named = entry.path == UNITS and name not in snapshot.units
        judged.errors["login" if entry.path == OFFICERS else "name" if named else "id"] = [error.message()]


def _differs(entry: Entry, key: str, values: Mapping[str, str]) -> bool:
    typed = FIRST_KEY if key == "keys" else key
    return entry.name is None or values[typed].strip() != entry.start[typed].strip()


def _key(entry: Entry, name: str, key: str) -> Key:
    return tuple(key.split(".")) if entry.path == REGISTER else (*entry.way(name), key)


def _field(key: str, entry: Entry, name: str) -> str:
    """Return the form's field that a key of the file belongs to, "" for the form as a whole."""
    bare = key if entry.path == REGISTER else key.removeprefix(f"{dotted(entry.way(name))}.")
    bare = FIRST_KEY if bare.startswith("keys") and FIRST_KEY in entry.start else bare
    return next((each for each in entry.start if bare == each or bare.startswith(f"{each}.")), "")


def _after(snapshot: Snapshot, edit: Edit) -> Snapshot:
    """Return the snapshot after an edit of its units, officers or rules; raise `InvalidDocument`."""
    tables: dict[str, Any] = builtin(_record(snapshot, edit.path))
    for key, value in edit.values.items():
        table = tables
        for name in key[:-1]:
            table = table.setdefault(name, {})
        table[key[-1]] = value
        if value is None:
            table.pop(key[-1])
    record = convert(tables, edit.path)
    if isinstance(record, Units):
        return replace(snapshot, units=record.units)
    if isinstance(record, Officers):
        return replace(snapshot, officers=record.officers)
    assert isinstance(record, Rules)
    return replace(snapshot, rules=record)


def _record(snapshot: Snapshot, path: str) -> Record:
    records: dict[str, Record] = {
        UNITS: Units(units=dict(snapshot.units)),
        OFFICERS: Officers(officers=dict(snapshot.officers)),
        REGISTER: snapshot.rules,
    }
    return records[path]

"""Changes of fields, for people and as JSON, as the history commands share them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from records.texts.wordwise import TEXTS, bracketed, words
from records.values.fields import label, shown
from records.values.model import builtin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.language import Language
    from records.trail.history import Entry
    from records.values.fields import FieldChange
    from records.values.model import Officer, Unit

_LONGEST = 70


def by(entry: Entry) -> dict[str, str]:
    """Return a change's author as JSON data."""
    return {"login": entry.login, "name": entry.name, "email": entry.email}


def fields_document(fields: Iterable[FieldChange]) -> list[dict[str, Any]]:
    """Return changed fields, each with its old and new value, as JSON data."""
    return [{"key": each.key, "old": plain(each.old), "new": plain(each.new)} for each in fields]


def plain(value: Any) -> Any:
    """Return a field's value as JSON data."""
    match value:
        case date():
            return value.isoformat()
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case _:
            return builtin(value)


def field_line(
    path: str,
    change: FieldChange,
    language: Language,
    units: Mapping[str, Unit] | None = None,
    officers: Mapping[str, Officer] | None = None,
) -> str:
    """Return a field's change as one line: long texts cut, units and officers by name."""
    named = label(path, change.key, units, officers)
    old, new = (_short(change.key, each, language, units) for each in (change.old, change.new))
    if change.old is None:
        return language.say("{field}: {value}", field=named, value=new)
    return language.say("{field}: {old} → {new}", field=named, old=old, new=new)


def field_by_words(
    path: str,
    change: FieldChange,
    language: Language,
    units: Mapping[str, Unit],
    officers: Mapping[str, Officer],
) -> str:
    """Return a field's change; for a text, the deleted and inserted words with their context."""
    if change.key not in TEXTS:
        return field_line(path, change, language, units, officers)
    told = "".join(bracketed(piece) for piece in words(change.old, change.new))
    return f"{language.show(label(path, change.key, units))}: {told.strip()}"


def tells(change: FieldChange, language: Language) -> bool:
    """Return whether a reader sees a difference: a repeated review of the same state shows as none."""
    states = [language.show(shown("review", value)) for value in (change.old, change.new)]
    return change.key != "review" or states[0] != states[1]


def _short(key: str, value: Any, language: Language, units: Mapping[str, Unit] | None) -> str:
    text = shown(key, value, units)
    line = " ".join(text.split()) if isinstance(text, str) else language.show(text)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"

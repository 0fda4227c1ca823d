"""The fields of a file: tables flattened to keys and values, field labels, and differences of versions.

A field is the smallest part that changes as a whole: a single value, a list (of units, programmes or
evidence) or the table `[review]`. Its key is the path to it, ("deadline", "text"), written `deadline.text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.errors import Misused
from records.language import Message, Plural
from records.sanitise import clean, clean_line
from records.texts.prose import tidy
from records.values.layout import OFFICERS, UNITS, closed_period, place
from records.values.model import DeadlineKind, ReviewState, Status
from records.values.periods import Period
from records.values.titles import People, reading, title

if TYPE_CHECKING:
    from records.values.changes import Key
    from records.values.model import Officer, Unit

#: The text of a progress, which is merged and shown paragraph by paragraph.
TEXT: Key = ("text",)
#: Tables that change as a whole: a review, and the checksums of a closed period's records.
_WHOLE = {("review",), ("records",)}
#: A key that TOML accepts without quotation marks.
BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_PART = re.compile(r'"(?:\\.|[^"\\])*"|[^."]+')

_LABELS = {
    "number": "Number",
    "title": "Measure",
    "responsible": "Responsible units",
    "indicator": "Indicator",
    "funding": "Funding",
    "section": "Section",
    "retired": "Retired from",
    "deadline.text": "Deadline",
    "deadline.kind": "Kind of deadline",
    "deadline.from": "First day",
    "deadline.until": "Last day",
    "status": "Status",
    "percent": "Percent",
    "completed": "Completed on",
    "text": "What was done",
    "evidence": "Documents",
    "review": "Review",
}

_PERIOD_LABELS = {
    "count": "Measures in the report",
    "by": "Closed by",
    "at": "Closed on",
    "edition": "Edition",
    "reason": "Reason",
    "records": "Checksums of the records",
    "approval.document": "Approved by",
    "approval.number": "Its number",
    "approval.date": "Approved on",
    "publication.url": "Published at",
    "publication.date": "Published on",
    "publication.updated": "Publication updated on",
    "attachments": "Files kept by their checksums",
}

#: The keys that name an element of a list; the first that the element has is shown.
_NAMES = ("title", "ref", "url", "id", "name")
_CHOICES: dict[str, type[Status | DeadlineKind]] = {"status": Status, "deadline.kind": DeadlineKind}


class FieldChange(Struct, frozen=True):
    """A field's value before and after a change; None where the field is absent."""

    key: str
    old: Any
    new: Any


class FileChange(Struct, frozen=True):
    """The fields that a commit changes in one file."""

    path: str
    fields: tuple[FieldChange, ...]


def flatten(tables: Mapping[str, Any], above: Key = ()) -> dict[Key, Any]:
    """Return a file's tables as fields, in the file's order."""
    fields: dict[Key, Any] = {}
    for name, value in tables.items():
        key = (*above, name)
        if isinstance(value, Mapping) and key not in _WHOLE:
            fields |= flatten(value, key)
        else:
            fields[key] = value
    return fields


def dotted(key: Key) -> str:
    """Return a key in its written form: deadline.text, units."3.1".name."""
    return ".".join(part if BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in key)


def undotted(text: str) -> Key:
    """Return the key whose written form is `text`."""
    return tuple(map(_unquoted, _PART.findall(text)))


def _unquoted(part: str) -> str:
    try:
        return str(json.loads(part)) if part.startswith('"') else part
    except ValueError:
        # A commit message written by hand may contain any kind of quotation.
        return part


def label(
    path: str,
    key: str,
    units: Mapping[str, Unit] | None = None,
    officers: Mapping[str, Officer] | None = None,
) -> Message:
    """Return the label of a file's field for display, or its key if the field has no label.

    `units` and `officers` are the register's: labels of their fields contain their names.
    """
    if place(path) is not None and key in _LABELS:
        return Message(_LABELS[key])
    if closed_period(path) is not None and key in _PERIOD_LABELS:
        return Message(_PERIOD_LABELS[key])
    return title(path, undotted(key), People(units or {}, officers or {})) or Message("{key}", key=key)


def shown(  # noqa: PLR0911 - one return per kind of value
    key: str, value: Any, units: Mapping[str, Unit] | None = None
) -> object:
    """Return a field's value for display: names for statuses and units, titles for documents."""
    people = People(units or {})
    read: Any = reading(undotted(key), value, people)
    match read:
        case dict() if key == "review":
            return _choice(ReviewState, read.get("state"))
        case dict() if key == "records":
            return Plural("{n} file", "{n} files", n=len(value))
        case str() if key in _CHOICES:
            return _choice(_CHOICES[key], read)
        case str() if key == "retired":
            return _period(read)
        case list() if key == "responsible":
            return list(map(people.unit, read))
        case [{}, *_] if read is value and all(isinstance(each, dict) for each in read):
            return [next((each[name] for name in _NAMES if each.get(name)), None) for each in read]
        case _:
            return read


def _choice(kind: type[Status | DeadlineKind | ReviewState], value: object) -> object:
    # A commit made outside prozvit may hold any value here.
    try:
        return kind(str(value)).message()
    except ValueError:
        return value


def _period(value: str) -> object:
    try:
        return Period.from_code(value).message()
    except Misused:
        return value


def same(one: object, other: object) -> bool:
    """Return whether two values are equal in TOML, where 1, 1.0 and true differ."""
    if type(one) is str:
        # Nearly all fields are texts, and histories are long: this shortcut saves time.
        return type(other) is str and one == other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def differences(old: Mapping[Key, Any], new: Mapping[Key, Any]) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two versions, in the new file's order, removed ones last."""
    return tuple(
        FieldChange(dotted(key), old.get(key), new.get(key))
        for key in {**new, **old}
        if not same(old.get(key), new.get(key))
    )


def stored(path: str, key: Key, value: object) -> tuple[Any, int]:
    """Return a value as the register stores it, and the number of forbidden characters removed from it.

    Texts are cleaned: the `text` of a progress keeps its line breaks, all other texts become a single line.
    """
    match value:
        case str() if key == ("text",) and place(path) is not None:
            cleaned = clean(value)
            return tidy(cleaned.text), cleaned.removed
        case str():
            return clean_line(value)
        case Mapping():
            parts = {str(name): stored(path, (*key, str(name)), each) for name, each in value.items()}
            # A None inside a table stands for an absent key.
            kept = {name: each for name, (each, _) in parts.items() if each is not None}
            return kept, sum(removed for _, removed in parts.values())
        case list() | tuple():
            pairs = [stored(path, (*key, ""), each) for each in value]
            return [each for each, _ in pairs], sum(removed for _, removed in pairs)
        case _:
            return value, 0


def in_file_order(path: str, fields: Mapping[Key, Any]) -> dict[Key, Any]:
    """Return a new file's fields in the order prozvit writes them: short fields first, long ones last."""
    if path in {UNITS, OFFICERS}:
        return dict(fields)
    order = {name: index for index, name in enumerate(_LABELS)}
    return dict(sorted(fields.items(), key=lambda item: order.get(dotted(item[0]), len(order))))

"""Errors for TOML tables that do not fit their kind of record, with the keys and values of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from records.errors import InvalidDocument
from records.language import Message
from records.values.layout import OFFICERS, UNITS, kind_of
from records.values.model import (
    Column,
    DeadlineKind,
    PeriodWording,
    ReviewState,
    Role,
    Status,
    convert_period,
)
from records.values.periods import Cadence
from records.values.statuses import status_choices

#: The longest part of a value that an error quotes, in characters.
_LONGEST_QUOTE = 60
_AT = re.compile(r"(?P<problem>.*?)(?: - at `(?P<where>(?:key in )?\$[^`]*)`)?", re.DOTALL)

#: Names for the types in msgspec's messages.
_KINDS = {
    "int": Message("a whole number"),
    "str": Message("a text in quotes"),
    "bool": Message("true or false"),
    "date": Message("a date such as 2017-12-31"),
    "datetime": Message("a date and time such as 2018-01-12T10:31:00+02:00"),
    "array": Message("a list in square brackets"),
    "object": Message("a table"),
}


def misfit(problem: str, tables: dict[str, Any], path: str) -> InvalidDocument:
    """Return the error for a message of msgspec about a file's tables: file, key, value, remedy."""
    match = _AT.fullmatch(problem)
    assert match is not None
    found = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]|\[(\.\.\.)\]", match["where"] or "")
    entry = _entry_at_fault(tables, path) if "[...]" in problem and path in {UNITS, OFFICERS} else "…"
    keys: list[str | int] = [int(index) if index else name or entry for name, index, _ in found]
    missing = re.search(r"missing required field `(.*)`", match["problem"])
    where = ".".join(str(key) for key in keys)
    if missing:
        return InvalidDocument(
            "{file}: the key “{key}” is missing. Add it.", file=path, key=f"{where}.{missing[1]}".lstrip(".")
        )
    value: Any = tables
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            break
    return InvalidDocument(
        "{file}, key “{key}”: the value {value} does not fit; expected: {expected}.",
        file=path,
        key=where or "…",
        value=_shortened(value),
        expected=_expected(match["problem"], where),
    )


def _entry_at_fault(tables: dict[str, Any], path: str) -> str:
    """Return the unit or officer that does not fit, which msgspec does not name; "…" if none is found."""
    kind = kind_of(path)
    for name, table in tables.items():
        for entry, value in table.items() if isinstance(table, Mapping) else ():
            try:
                msgspec.convert({name: {entry: value}}, kind, dec_hook=convert_period)
            except msgspec.ValidationError:
                return str(entry)
    return "…"


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _expected(problem: str, key: str) -> Message:
    """Describe what msgspec expected."""
    if problem.startswith("Invalid enum value"):
        return _choices(key)
    if match := re.search(r"Expected `(?:int|str|array|object)[^`]*` (?:of length )?([<>]=) (\d+)", problem):
        templates = {
            (True, ">="): Message("at least {n} characters", n=match[2]),
            (True, "<="): Message("at most {n} characters", n=match[2]),
            (False, ">="): Message("a number of at least {n}", n=match[2]),
            (False, "<="): Message("a number of at most {n}", n=match[2]),
        }
        return templates["length" in problem, match[1]]
    if match := re.search(r"encoded (date|datetime)", problem):
        return _KINDS[match[1]]
    if match := re.search(r"matching regex '(.*)'", problem):
        # A pattern's lookahead does not help to understand the form of the text.
        return Message("a text of the form {pattern}", pattern=match[1].partition("(?!")[0])
    match = re.search(r"Expected `(\w+)", problem)
    if match and match[1] in _KINDS:
        return _KINDS[match[1]]
    return Message("{problem}", problem=problem)


def _choices(key: str) -> Message:
    kinds = {
        "status": Status,
        "deadline.kind": DeadlineKind,
        "review.state": ReviewState,
        "cadence": Cadence,
        "report.period_wording": PeriodWording,
    }
    kind = kinds.get(key) or (Role if key.endswith("role") else Column)
    return Message("one of {choices}", choices=status_choices() if kind is Status else ", ".join(kind))

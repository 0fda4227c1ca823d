"""The rules in register.toml by key: their list, their values, and the parsing of typed values."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec.inspect as kinds
from msgspec import Struct

from records.errors import Misused
from records.values.fields import undotted
from records.values.model import Rules, builtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.values.changes import Key

#: The version of the file's format, which only prozvit changes.
_FIXED = "schema"
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_YES, _NO = {"true", "yes", "так"}, {"false", "no", "ні"}


def rule_keys() -> tuple[str, ...]:
    """Return the keys of all rules that people may change, in the file's order."""
    return tuple(_kinds())


def rule(rules: Rules, key: str) -> Any:
    """Return the effective value of a rule as TOML holds it, or None if it has none. Raises `Misused`."""
    _known(key)
    value: Any = rules
    for name in undotted(key):
        if isinstance(value, Struct):
            places = dict(zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True))
            value = getattr(value, places[name])
        else:
            value = (value or {}).get(name)
    return builtin(value)


def all_rules(rules: Rules) -> dict[str, Any]:
    """Return all rules in the structure of register.toml, including those with default values."""
    tables: dict[str, Any] = {}
    for key in rule_keys():
        *above, name = undotted(key)
        table = tables
        for each in above:
            table = table.setdefault(each, {})
        table[name] = rule(rules, key)
    return tables


def rule_text(rules: Rules, key: str) -> str:
    """Return a rule's value in typed form: texts as they are, other values as JSON, None as ""."""
    value = plain(rule(rules, key))
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def plain(value: Any) -> Any:
    """Return a rule's value as JSON holds it: dates as texts, empty values as null."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def typed_rules(typed: Mapping[str, str]) -> dict[Key, Any]:
    """Return typed values of rules as the register stores them, None for an empty one.

    A value that does not fit its rule's type stays a text; validation then explains what is expected. Raises
    `Misused` for an unknown rule or a list that is not JSON.
    """
    return {undotted(key): _read(key, _known(key), text.strip()) for key, text in typed.items()}


def _known(key: str) -> kinds.Type:
    kind = _kinds().get(key)
    if kind is None:
        known = ", ".join(_kinds())
        raise Misused("There is no rule “{key}”. There are: {known}.", key=key, known=known)
    return kind


def _read(key: str, kind: kinds.Type, text: str) -> Any:
    if not text:
        return None
    if isinstance(kind, kinds.BoolType) and text.lower() in _YES | _NO:
        return text.lower() in _YES
    if isinstance(kind, kinds.IntType) and _NUMBER.fullmatch(text):
        return int(text)
    if isinstance(kind, kinds.VarTupleType):
        return _list(key, text)
    return text


def _list(key: str, text: str) -> Any:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misused(
            "{key}: this is no JSON list ({problem}). Write it as `prozvit config get {key}` prints it.",
            key=key,
            problem=error,
        ) from None
    return [_with_days(each) for each in found] if isinstance(found, list) else found


def _with_days(value: Any) -> Any:
    """Return a table from JSON with its dates, which JSON lacks, restored."""
    if not isinstance(value, dict):
        return value
    return {name: _day(each) if name in {"from", "to"} else each for name, each in value.items()}


def _day(value: Any) -> Any:
    with suppress(TypeError, ValueError):
        return date.fromisoformat(value)
    return value


@cache
def _kinds() -> Mapping[str, kinds.Type]:
    found = dict(_leaves("", kinds.type_info(Rules)))
    del found[_FIXED]
    return found


def _leaves(key: str, kind: kinds.Type) -> Iterator[tuple[str, kinds.Type]]:
    """Yield the key and type of each single value in a table."""
    if isinstance(kind, kinds.UnionType):
        [kind] = [each for each in kind.types if not isinstance(each, kinds.NoneType)]
    if isinstance(kind, kinds.StructType):
        for field in kind.fields:
            yield from _leaves(f"{key}.{field.encode_name}".lstrip("."), field.type)
    elif isinstance(kind, kinds.DictType) and isinstance(kind.key_type, kinds.EnumType):
        for name in kind.key_type.cls:
            yield f"{key}.{name.value}", kind.value_type
    else:
        yield key, kind

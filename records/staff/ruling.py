"""The rules of register.toml by their keys: which there are, what stands there, what a typed value means."""

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

#: The version of the file's form: this program's to change, not a person's.
_FIXED = "schema"
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_YES, _NO = {"true", "yes", "так"}, {"false", "no", "ні"}


def rule_keys() -> tuple[str, ...]:
    """Return the keys of all rules that a person may change, in the file's order."""
    return tuple(_kinds())


def rule(rules: Rules, key: str) -> Any:
    """Return the value that holds for a rule, as TOML has it; None where there is none. Raises `Misused`."""
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
    """Return the rules as register.toml has them, those that are the usual ones too."""
    tables: dict[str, Any] = {}
    for key in rule_keys():
        *above, name = undotted(key)
        table = tables
        for each in above:
            table = table.setdefault(each, {})
        table[name] = rule(rules, key)
    return tables


def rule_text(rules: Rules, key: str) -> str:
    """Return a rule's value as a person types it: a text as it is, all else as JSON, nothing as nothing."""
    value = plain(rule(rules, key))
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def plain(value: Any) -> Any:
    """Return a rule's value as JSON has it: days as texts, nothing as null."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def typed_rules(typed: Mapping[str, str]) -> dict[Key, Any]:
    """Return values typed for rules as the register stores them, None for an empty one.

    What can't be read as the rule's kind stays the text it is: the register says what it expects there.
    Raises `Misused` where there is no such rule, or a list is not JSON.
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
    """Return a table of JSON, which knows no dates, as TOML has it."""
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
    """Yield the kind of each single value in a table, by its key."""
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

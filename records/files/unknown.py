"""Finds keys in a file that the model does not define; they are kept and reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from records.values.fields import dotted
from records.values.model import Record

if TYPE_CHECKING:
    from records.values.changes import Key


def unknown_keys(kind: type[Record], fields: Mapping[Key, Any]) -> list[str]:
    """Return the keys among a file's fields that its kind of record does not define, in written form."""
    return [dotted(found) for key, value in fields.items() for found in _unknown(kind, key, value, ())]


def _unknown(kind: Any, key: Key, value: Any, above: Key) -> Iterator[Key]:
    """Follow a key through a type; yield the full path of each key that the type does not define."""
    if key:
        name, *rest = key
        inner = _inner(kind, name)
        if inner is None:
            yield (*above, *key)
        else:
            yield from _unknown(inner, tuple(rest), value, (*above, name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _unknown(kind, (name,), each, above)
    elif isinstance(value, list) and get_origin(kind) is tuple:
        for index, each in enumerate(value):
            if isinstance(each, Mapping):
                yield from _unknown(get_args(kind)[0], (), each, (*above, str(index)))


@cache
def _inner(kind: Any, name: str) -> Any:
    """Return the type of the value of a table's key, or None if the table has no such key."""
    if get_origin(kind) is dict:
        return _bare(get_args(kind)[1])
    if isinstance(kind, type) and issubclass(kind, Record):
        names = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
        return _bare(get_type_hints(kind)[names[name]]) if name in names else None
    return None


def _bare(kind: Any) -> Any:
    """Return a type without `Annotated` and without an optional None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return _bare(next(each for each in get_args(kind) if each is not type(None)))
    return kind

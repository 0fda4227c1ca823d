"""Messages as JSON, so that a stored message can be shown in any language later."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from records.language import Message, Named, Plural

if TYPE_CHECKING:
    from collections.abc import Mapping


def plain(message: Message) -> Any:
    """Return a message as values that JSON can hold."""
    return _plain(message)


def restored(document: Any) -> Message:
    """Return the message from which `plain` made `document`; raise ValueError for anything else."""
    found = _value(document)
    if not isinstance(found, Message):
        raise ValueError(document)  # noqa: TRY004 - it is what a file held, not a caller's mistake
    return found


def _plain(value: object) -> Any:  # noqa: PLR0911 - one return per kind of value
    """Return a message's value as values that JSON can hold."""
    match value:
        case Plural():
            return {"one": value.template, "many": value.many, "values": _plain_all(value.values)}
        case Message():
            return {"text": value.template, "values": _plain_all(value.values)}
        case Named():
            return _plain(value.message())
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return str(value)


def _plain_all(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _value(plain: Any) -> object:
    match plain:
        case {"one": str(one), "many": str(many), "values": {"n": int(n)}}:
            return Plural(one, many, **{**_values(plain["values"]), "n": n})
        case {"text": str(text), "values": dict()}:
            return Message(text, **_values(plain["values"]))
        case {"at": str(text)}:
            return datetime.fromisoformat(text)
        case {"on": str(text)}:
            return date.fromisoformat(text)
        case list():
            return [_value(each) for each in plain]
        case _:
            return plain


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(each) for name, each in values.items()}

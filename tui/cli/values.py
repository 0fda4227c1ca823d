"""KEY=VALUE arguments, converted to the values that a file of the register holds."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records.disk.system import refusal_of
from records.errors import Misused
from records.texts.bullets import as_list
from records.values.fields import undotted
from records.values.periods import Period
from records.values.statuses import status_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from records.values.changes import Key

_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PROGRESS_KEYS = ("status", "percent", "completed", "text", "evidence")
MEASURE_KEYS = (
    "number",
    "title",
    "responsible",
    "indicator",
    "funding",
    "section",
    "retired",
    "deadline.text",
    "deadline.kind",
    "deadline.from",
    "deadline.until",
)


def assignments(typed: tuple[str, ...]) -> dict[str, Any]:
    """Return the values of a measure's KEY=VALUE arguments by key; None empties a field.

    Raise `Misused` for an unknown or repeated key, or a value that can't be read.
    """
    texts = typed_texts(typed, (*PROGRESS_KEYS, *MEASURE_KEYS))
    return {key: _value(key, text) for key, text in texts.items()}


def typed_texts(typed: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """Return the texts of KEY=VALUE arguments by key; raise `Misused` for a key that is not in `known`.

    VALUE may be @FILE, "-" for standard input, and @@x for the text "@x".
    """
    texts: dict[str, str] = {}
    for argument in typed:
        key, sign, text = argument.partition("=")
        key = key.strip()
        if not sign:
            raise Misused("“{argument}” is no KEY=VALUE, such as percent=80.", argument=argument)
        if key not in known:
            raise Misused("There is no field “{key}”. There are: {known}.", key=key, known=", ".join(known))
        if key in texts:
            raise Misused("The field “{key}” is given twice.", key=key)
        texts[key] = _text(key, text)
    return texts


def read_day(text: str, key: str) -> date:
    """Return a day written as 2017-12-31 or 31.12.2017; raise `Misused`, naming the key."""
    day, _, rest = text.partition(".")
    written = "-".join(part.zfill(2) for part in [*reversed(rest.split(".")), day]) if rest else text
    if _DAY.fullmatch(written):
        with suppress(ValueError):
            return date.fromisoformat(written)
    raise Misused("{key}: “{value}” is no date. Write it as 2017-12-31 or 31.12.2017.", key=key, value=text)


def keyed(values: dict[str, Any]) -> dict[Key, Any]:
    """Return values with their dotted keys split into the key paths of a file."""
    return {undotted(key): value for key, value in values.items()}


def _text(key: str, typed: str) -> str:
    if typed.startswith("@@"):
        return typed[1:]
    try:
        if typed == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        if typed.startswith("@"):
            return Path(typed[1:]).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misused(
            "{key}: {source} is not UTF-8 (byte {at}). Save it in that encoding.",
            key=key,
            source=typed,
            at=error.start,
        ) from error
    except OSError as error:
        raise Misused(
            "{key}: {source} can't be read: {problem}.", key=key, source=typed, problem=refusal_of(error)
        ) from error
    return typed


def _value(key: str, text: str) -> Any:
    if not text.strip():
        return None
    if key == "text":
        return as_list(text)
    read = _READERS.get(key)
    return text if read is None else read(key, text.strip())


def _percent(key: str, text: str) -> int:
    number = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(number):
        raise Misused("{key}: “{value}” is no whole number from 0 to 100.", key=key, value=text)
    return int(number)


def _date(key: str, text: str) -> date:
    return read_day(text, key)


def _status(_key: str, text: str) -> str:
    """Return the code of a status given by name; an unknown name is returned and refused on saving."""
    return status_named(text) or text


def _list(key: str, text: str) -> list[Any]:
    if not text.startswith("["):
        return [text]
    try:
        found: list[Any] = json.loads(text)
    except (ValueError, RecursionError):
        raise Misused('{key}: this is no JSON list. Write it as ["one", "two"].', key=key) from None
    return found


def read_texts(key: str, text: str) -> list[str]:
    """Return the texts of a JSON list, or [text] if it is no list; raise `Misused`, naming the key."""
    found = _list(key, text)
    for each in found:
        if not isinstance(each, str):
            raise Misused("{key}: “{value}” is no text in quotes.", key=key, value=json.dumps(each))
    return found


def _evidence(key: str, text: str) -> list[dict[str, Any]]:
    found = [{"title": each} if isinstance(each, str) else each for each in _list(key, text)]
    for each in found:
        if not isinstance(each, dict) or not all(isinstance(value, str) for value in each.values()):
            raise Misused(
                '{key}: “{value}” is no document. Write it as [{{"title": "…", "ref": "…", "url": "…"}}].',
                key=key,
                value=json.dumps(each, ensure_ascii=False),
            )
    return found


def _period(_key: str, text: str) -> str:
    return Period.parse(text).code


_READERS: dict[str, Callable[[str, str], Any]] = {
    "status": _status,
    "percent": _percent,
    "completed": _date,
    "deadline.from": _date,
    "deadline.until": _date,
    "responsible": read_texts,
    "evidence": _evidence,
    "retired": _period,
}

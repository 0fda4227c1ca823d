"""The fields of a form: stored values as the fields show them, and the typed text parsed again."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records.errors import Misused
from records.values.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.language import Message

#: Separates the names of units in a field.
SEPARATOR = ";"
_DATES = ("%d.%m.%Y", "%Y-%m-%d")


def as_field(value: Any) -> str:
    """Return a stored value as its field shows it; None becomes an empty field."""
    match value:
        case None:
            return ""
        case date():
            return as_day(value)
        case [{}, *_]:
            return "\n".join(as_line(Evidence(**each)) for each in value)
        case list() | tuple():
            return f"{SEPARATOR} ".join(map(str, value))
        case _:
            return str(value)


def as_day(day: date | None) -> str:
    """Return a day as a field shows it; None becomes an empty field."""
    return "" if day is None else f"{day:%d.%m.%Y}"


def as_line(evidence: Evidence) -> str:
    """Return a document as a line of the field of documents shows it."""
    return f"{evidence.title}; {evidence.ref}; {evidence.url}".rstrip("; ")


def touched(values: Mapping[str, str], start: Mapping[str, str]) -> list[str]:
    """Return the fields whose text differs from the form's first values, blanks at the ends aside."""
    return [key for key in start if values[key].strip() != start[key].strip()]


def read_all(
    values: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], dict[str, Message]]:
    """Return the typed values as parsed by their readers, and for each field that can't be parsed, why."""
    stored: dict[str, Any] = {}
    unread: dict[str, Message] = {}
    for key, read in readers.items():
        try:
            stored[key] = read(values[key].strip())
        except Misused as error:
            unread[key] = error.message()
    return stored, unread


def read_day(text: str) -> date | None:
    """Return a typed day, None for an empty text; raise `Misused` if it is no day."""
    if not text:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Misused("“{value}” is no date. Write it as 31.12.2017.", value=text)


def typed_path(text: str) -> Path:
    """Return a typed path as an absolute one, resolved from the current folder or from a home (~)."""
    # Unlike `Path.expanduser`, this returns the home of an unknown user (~name) unchanged.
    return Path(os.path.expanduser(text.strip())).absolute()  # noqa: PTH111 - said above


def usual_folder(register: Path) -> Path:
    """Return where reports go: the current folder; from inside the register beside it, else one's home."""
    here = Path.cwd()
    if here != register and register not in here.parents:
        return here
    return register.parent if os.access(register.parent, os.W_OK | os.X_OK) else Path.home()

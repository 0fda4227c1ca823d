"""Commit messages: a readable description of a change, with trailers that programs can parse.

    Захід 4, IV квартал 2017 року: Виконано, 80 % → 100 %      the subject

    Відсоток: 80 → 100                                         a line for each changed field

      Проведено одинадцяту «Гарячу лінію».                     the reason, each line indented

    Prozvit-Action: progress                                   trailers: keys in English, see `Told`
    Prozvit-Measure: 2017/4

The subject and the field lines are derived from the change alone, so that an auditor's program can derive
them again and compare. Reasons are free text: the indentation keeps any of their lines from being read as a
trailer or as `---`, after which git ignores trailers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Language, Plural
from records.sanitise import clean, clean_line
from records.telling.subjects import Names, Teller
from records.values.changes import Action
from records.values.fields import FileChange, dotted, undotted
from records.values.layout import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records.telling.openings import Opening
    from records.values.changes import Change

FORMAT = "1"
_PREFIX = "Prozvit-"
_INDENT = "  "
#: Keys separated by commas; a quoted part of a key may contain commas itself.
_KEYS = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,"])+')
_TRAILER = re.compile(r"Prozvit-([A-Z][a-z]+): ?(.*)")


class Group(Struct, frozen=True):
    """The trailers about one file: "2017/4" and perhaps a period, or a path; and the keys of its fields."""

    name: str
    period: str | None
    fields: tuple[str, ...]


class Told(Struct, frozen=True):
    """The contents of a message's trailers, and its reason.

    `conflicts` are the fields that a merge left open, `settles` the conflicts that a change closes
    (`openings`).
    """

    action: str
    groups: tuple[Group, ...]
    reason: str
    basis: str
    format: str
    conflicts: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()


def compose(change: Change, changes: Sequence[FileChange], names: Names, language: Language) -> str:
    """Return the message for the commit of a change; `changes` are the fields it changes, by file."""
    teller = Teller(names, language)
    action = change.action
    subject = teller.subject(action, changes) if changes else teller.settled(change.settles)
    parts = [subject, "\n".join(teller.body(action, changes))]
    lines = clean(change.reason).text.strip().split("\n")
    parts.append("\n".join(_INDENT + line if line.strip() else "" for line in lines).rstrip())
    parts.append("\n".join(_trailers(change, changes)))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def parse(message: str) -> Told | None:
    """Return the contents of a message in prozvit's form, or None for any other message."""
    body, _, last = message.rstrip("\n").rpartition("\n\n")
    trailers = [(match[1], match[2]) for line in last.split("\n") if (match := _TRAILER.fullmatch(line))]
    single = dict(trailers)
    if "Action" not in single or "Format" not in single:
        return None
    return Told(
        action=single["Action"],
        groups=tuple(_groups(trailers)),
        reason=_reason(body),
        basis=single.get("Basis", ""),
        format=single["Format"],
        conflicts=tuple(value for name, value in trailers if name == "Conflict"),
        settles=tuple(value for name, value in trailers if name == "Settles"),
    )


def compose_merge(brought: int, openings: Sequence[Opening], names: Names, language: Language) -> str:
    """Return the message of a merge that brought in `brought` files and leaves `openings` open."""
    teller = Teller(names, language)
    counted = Plural("{n} record", "{n} records", n=brought)
    parts = [language.say("Changes merged: {records}", records=counted)]
    parts.append("\n".join(language.say("Left open: {field}", field=teller.named(each)) for each in openings))
    trailers = [f"Action: {Action.MERGE}", *(f"Conflict: {each}" for each in openings), f"Format: {FORMAT}"]
    parts.append("\n".join(_PREFIX + trailer for trailer in trailers))
    return "\n\n".join(part for part in parts if part) + "\n"


def _trailers(change: Change, changes: Sequence[FileChange]) -> Iterator[str]:
    yield f"{_PREFIX}Action: {change.action}"
    yield from (f"{_PREFIX}Settles: {settled}" for settled in change.settles)
    for file in changes:
        where = place(file.path)
        if where is None:
            yield f"{_PREFIX}File: {file.path}"
        else:
            yield f"{_PREFIX}Measure: {where.measure}"
            if where.period is not None:
                yield f"{_PREFIX}Period: {where.period}"
        if file.fields:
            yield f"{_PREFIX}Fields: {', '.join(field.key for field in file.fields)}"
    if basis := clean_line(change.basis).text:
        yield f"{_PREFIX}Basis: {basis}"
    yield f"{_PREFIX}Format: {FORMAT}"


def _groups(trailers: Sequence[tuple[str, str]]) -> Iterator[Group]:
    group: Group | None = None
    for name, value in trailers:
        if name in {"Measure", "File"}:
            if group is not None:
                yield group
            group = Group(value, None, ())
        elif group is not None and name == "Period":
            group = Group(group.name, value, ())
        elif group is not None and name == "Fields":
            keys = (key.strip() for key in _KEYS.findall(value))
            group = Group(group.name, group.period, tuple(dotted(undotted(key)) for key in keys))
    if group is not None:
        yield group


def _reason(body: str) -> str:
    lines = body.split("\n")[1:]
    starts = [index for index, line in enumerate(lines) if line.startswith(_INDENT)]
    if not starts:
        return ""
    return "\n".join(line.removeprefix(_INDENT) for line in lines[starts[0] : starts[-1] + 1])

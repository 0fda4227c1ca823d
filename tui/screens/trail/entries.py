"""A change in the history in three forms: summary for a table row, details below the table, and in full."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from records.language import Message
from records.trail.standing import Standing
from records.values.changes import Action
from records.values.fields import label, shown
from records.values.layout import Place
from records.values.model import ReviewState
from tui.safe import content, join
from tui.viewing.differences import field_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.content import Content

    from records.language import Language
    from records.trail.history import Entry
    from records.values.fields import FieldChange

_MOST_FIELDS = 3


class Signature(NamedTuple):
    """Display of a signature state: symbol, symbol for plain terminals, short label, colour."""

    sign: str
    plain: str
    short: Message
    style: str


SIGNATURES: Mapping[Standing, Signature] = MappingProxyType(
    {
        Standing.GOOD: Signature("✓", "+", Message("signed"), "green"),
        Standing.BAD: Signature("✗", "x", Message("not good"), "bold red"),
        Standing.UNKNOWN: Signature("?", "?", Message("unknown key"), "yellow"),
        Standing.NONE: Signature("!", "!", Message("not signed"), "yellow"),
    }
)


def signed(
    standing: Standing | None, language: Language, *, short: bool = False, plain: bool, asked: bool = True
) -> str:
    """Return a signature's symbol and label, or "" if it was not checked.

    If the register has not `asked` for signatures, a missing one gets no warning symbol.
    """
    if standing is None:
        return ""
    shown = SIGNATURES[standing]
    words = language.show(shown.short if short else standing)
    if standing is Standing.NONE and not asked:
        return words
    return f"{shown.plain if plain else shown.sign} {words}"


def style_of(entry: Entry, *, asked: bool) -> str:
    """Return the colour of a change's signature; `asked` says that the register requires signatures."""
    if entry.signature is Standing.NONE and not asked:
        return "dim"
    return SIGNATURES[entry.signature].style if entry.signature is not None else ""


def place_of(entry: Entry) -> Place | None:
    """Return the measure or progress file that an entry is about, or None for the register's own files."""
    if entry.measure is None:
        return None
    programme, _, identity = entry.measure.partition("/")
    return Place(programme, identity, entry.period)


def summary(entry: Entry, language: Language) -> str:
    """Return a short summary of a change."""
    done = _done(entry, language)
    if entry.through == "prozvit":
        return done
    outside = language.say("not through prozvit")
    return f"{outside} · {done}" if done else outside


def change_text(entry: Entry, language: Language, *, plain: bool, asked: bool) -> Content:
    """Return the details shown below the table: the author, the reason, the basis and the fields."""
    standing = f"{entry.name} · {signed(entry.signature, language, plain=plain, asked=asked)}"
    if entry.through == "other":
        standing += " · " + language.say("not through prozvit")
    return join(content(standing, "dim"), "\n", *_why(entry, language), *_fields(entry, language))


def whole_change(entry: Entry, what: str, language: Language, *, plain: bool, asked: bool) -> Content:
    """Return everything known about a change; `what` names the changed measure or file."""
    say = language.say
    lines = [
        content(f"{what} · {entry.at:%d.%m.%Y %H:%M}", "bold"),
        content(f"{entry.name} <{entry.email}> ({entry.login})"),
        content(say("commit {commit}", commit=entry.commit), "dim"),
        content(signed(entry.signature, language, plain=plain, asked=asked), style_of(entry, asked=asked)),
    ]
    if entry.through == "other":
        lines.append(content("! " + say("not through prozvit"), "yellow"))
    heads = [part for line in lines for part in (line, "\n")]
    return join(*heads, "\n", *_why(entry, language), "\n", *_fields(entry, language, whole=True))


def _why(entry: Entry, language: Language) -> Iterator[Content | str]:
    if entry.reason:
        yield from (content(language.say("Why:") + " "), content(entry.reason), "\n")
    if entry.basis:
        yield from (content(language.say("Basis: {basis}", basis=entry.basis)), "\n")


def _fields(entry: Entry, language: Language, *, whole: bool = False) -> Iterator[Content | str]:
    for file in entry.files:
        for field in file.fields:
            yield from (field_lines(file.path, field, language, whole=whole), "\n")


def _done(entry: Entry, language: Language) -> str:
    """Return what a change did: the review step of an answer first, then its new values."""
    changed = {field.key: field for field in entry.fields}
    is_answer = entry.period is not None
    if is_answer and (gone := changed.get("status")) is not None and gone.new is None:
        return language.say("the file is taken away")
    told = [*_of_review(changed)] if is_answer else []
    told += _of_values(changed)
    others = [key for key in changed if key not in {"status", "percent", "review"}]
    if _is_first(changed) and is_answer:
        # All fields are new, and every answer has a text, so naming the fields adds nothing.
        others = []
    if len(others) <= _MOST_FIELDS:
        paths = {field.key: file.path for file in entry.files for field in file.fields}
        told += [_short(paths[key], key) for key in others]
    return ", ".join(map(language.show, told)) or _action(entry, language)


def _of_review(changed: Mapping[str, FieldChange]) -> Iterator[Message]:
    """Yield the review step of an answer: submitted (or submitted first), returned, accepted."""
    review = changed.get("review")
    sides = (review.old, review.new) if review is not None else ()
    old, new = (side if isinstance(side, dict) else {} for side in sides or ({}, {}))
    said = new.get("state") if new.get("state") != old.get("state") else None
    if said in set(ReviewState):
        is_first = said == ReviewState.SUBMITTED and _is_first(changed)
        yield Message("submitted for the first time") if is_first else ReviewState(said).message()
    elif _is_first(changed):
        yield Message("recorded for the first time")


def _of_values(changed: Mapping[str, FieldChange]) -> Iterator[Message]:
    if (status := changed.get("status")) is not None:
        yield Message("{value}", value=shown("status", status.new))
    if (percent := changed.get("percent")) is not None:
        if percent.old is None:
            yield Message("{percent} %", percent=percent.new)
        else:
            yield Message("% {old} → {new}", old=percent.old, new=percent.new)


def _is_first(changed: Mapping[str, FieldChange]) -> bool:
    """Return whether a change created the answer; every answer has a status."""
    status = changed.get("status")
    return status is not None and status.old is None


def _short(path: str, key: str) -> Message:
    """Return a field's name for a narrow column."""
    return Message("text") if key == "text" else label(path, key)


def _action(entry: Entry, language: Language) -> str:
    if entry.through == "other":
        return language.show(Action.MERGE) if entry.is_merge else ""
    try:
        return language.show(Action(entry.action))
    except ValueError:
        return entry.action

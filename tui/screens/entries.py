"""One change of the history: in a few words for a table's line, below the table, and whole."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from records.language import Message
from records.trail.standing import Standing
from records.values.changes import Action
from records.values.fields import label, shown
from records.values.layout import Place
from tui.safe import content, join
from tui.screens.differences import field_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.content import Content

    from records.language import Language
    from records.trail.history import Entry

_MOST_FIELDS = 3


class Signature(NamedTuple):
    """How a signature is shown: its sign, and one that every terminal has; fewer words; a colour."""

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


def signed(standing: Standing | None, language: Language, *, short: bool = False, plain: bool) -> str:
    """Return a signature's sign with its words; nothing where nobody looked at it."""
    if standing is None:
        return ""
    shown = SIGNATURES[standing]
    return f"{shown.plain if plain else shown.sign} {language.show(shown.short if short else standing)}"


def style_of(entry: Entry) -> str:
    """Return the colour of a change's signature."""
    return SIGNATURES[entry.signature].style if entry.signature is not None else ""


def place_of(entry: Entry) -> Place | None:
    """Return the file that an entry tells of, or None for the register's own files."""
    if entry.measure is None:
        return None
    programme, _, identity = entry.measure.partition("/")
    return Place(programme, identity, entry.period)


def summary(entry: Entry, language: Language) -> str:
    """Return what a change did in a few words."""
    done = _done(entry, language)
    if entry.through == "prozvit":
        return done
    outside = language.say("not through prozvit")
    return f"{outside} · {done}" if done else outside


def change_text(entry: Entry, language: Language, *, plain: bool) -> Content:
    """Return a change for below the table: the reason, the basis, field by field."""
    standing = f"{entry.name} · {signed(entry.signature, language, plain=plain)}"
    if entry.through == "other":
        standing += " · " + language.say("not through prozvit")
    return join(content(standing, "dim"), "\n", *_why(entry, language), *_fields(entry, language))


def whole_change(entry: Entry, what: str, language: Language, *, plain: bool) -> Content:
    """Return all that is known of a change; `what` names what was changed."""
    say = language.say
    lines = [
        content(f"{what} · {entry.at:%d.%m.%Y %H:%M}", "bold"),
        content(f"{entry.name} <{entry.email}> ({entry.login})"),
        content(say("commit {commit}", commit=entry.commit), "dim"),
        content(signed(entry.signature, language, plain=plain), style_of(entry)),
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
    for field in entry.fields:
        yield from (field_lines(_path(entry), field, language, whole=whole), "\n")


def _done(entry: Entry, language: Language) -> str:
    changed = {field.key: field for field in entry.fields}
    told: list[str] = []
    if (status := changed.get("status")) is not None:
        told.append(language.show(shown("status", status.new)))
    if (percent := changed.get("percent")) is not None:
        before = f"{language.show(percent.old)} → " if percent.old is not None else ""
        told.append(f"{before}{language.show(percent.new)} %")
    if told:
        return ", ".join(told)
    labels = [language.show(label(_path(entry), key)) for key in changed]
    return ", ".join(labels) if 0 < len(labels) <= _MOST_FIELDS else _action(entry, language)


def _path(entry: Entry) -> str:
    where = place_of(entry)
    return where.path if where is not None else ""


def _action(entry: Entry, language: Language) -> str:
    if entry.through == "other":
        return language.show(Action.MERGE) if entry.is_merge else ""
    try:
        return language.show(Action(entry.action))
    except ValueError:
        return entry.action

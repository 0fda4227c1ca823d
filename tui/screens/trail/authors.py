"""The authorship of a file's current content: each paragraph coloured by its author, then each field."""

from __future__ import annotations

from itertools import cycle, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from records.values.fields import TEXT, dotted, label, shown
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content

    from records.language import Language
    from records.trail.authorship import Authorship
    from records.trail.history import Entry
    from records.values.changes import Key

#: Each colour is accompanied by a name, so authors may share a colour.
_COLOURS = ("cyan", "yellow", "green", "magenta", "blue")


def who_wrote(
    title: str, path: str, fields: Mapping[Key, Any], wrote: Authorship[Entry], language: Language
) -> Content:
    """Return a file's text and other fields, each with its author and time."""
    people = dict.fromkeys(
        entry.email for entry in [*(entry for _, entry in wrote.paragraphs), *wrote.fields.values()]
    )
    colours = dict(zip(people, cycle(_COLOURS), strict=False))
    parts: list[Content | str] = [content(title, "bold"), "\n\n"]
    # Paragraphs written in one change share one heading.
    for entry, paragraphs in groupby(wrote.paragraphs, key=itemgetter(1)):
        colour = colours[entry.email]
        parts += [content(_by(entry), f"{colour} bold"), "\n"]
        parts += [content("".join(f"{paragraph}\n" for paragraph, _ in paragraphs), colour), "\n"]
    others = [(dotted(key), key, entry) for key, entry in wrote.fields.items() if key != TEXT]
    for entry, told in groupby(others, key=itemgetter(2)):
        parts += [content(_by(entry), f"{colours[entry.email]} bold"), "\n"]
        for name, key, _ in told:
            parts += [content(language.show(label(path, name)) + ": ", "bold")]
            parts += [content(language.show(shown(name, fields.get(key)))), "\n"]
        parts.append("\n")
    return join(*parts)


def _by(entry: Entry) -> str:
    return f"{entry.name} · {entry.at:%d.%m.%Y %H:%M}"

"""The authors of a current progress: of its paragraphs or, if it has no text, of its other fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message
from records.trail.authorship import authorship
from records.trail.history import Historian

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.files.reader import Reader
    from records.trail.history import Entry
    from records.values.layout import Place

_REVIEW = ("review",)
#: The warning for people who accept their own text.
OWN_TEXT = Message("You wrote this answer, or a part of it, yourself: better that somebody else accepts it.")


def writers(register: Reader, where: Place) -> list[Entry]:
    """Return, for each author of some part of the current progress, their latest change to it.

    The review is not a part in this sense. A missing progress has no authors.
    """
    wrote = authorship(Historian(register).versions(where))
    entries = [entry for _, entry in wrote.paragraphs]
    entries = entries or [entry for key, entry in wrote.fields.items() if key != _REVIEW]
    latest: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.at):
        latest[entry.login] = entry
    return list(latest.values())


def people(entries: Iterable[Entry]) -> int:
    """Return how many people made some changes: who shares an address, a login or a name is one.

    Somebody whom officers.toml came to name has another address from then on.
    """
    groups: list[set[tuple[str, str]]] = []
    for email, login, name in dict.fromkeys((entry.email, entry.login, entry.name) for entry in entries):
        marks = {mark for mark in (("email", email), ("login", login), ("name", name)) if mark[1]}
        one = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks] + [marks.union(*one)]
    return len(groups)


def is_own(wrote: Iterable[Entry], login: str) -> bool:
    """Return whether a login is among the authors of an answer."""
    return any(entry.login == login for entry in wrote)

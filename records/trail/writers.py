"""Who wrote the answer that stands: each paragraph of the text, or where it has none the other fields."""

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
#: What whoever accepts their own text is warned of.
OWN_TEXT = Message("You wrote this answer, or a part of it, yourself: better that somebody else accepts it.")


def writers(register: Reader, where: Place) -> list[Entry]:
    """Return of each person who wrote a part of a progress as it stands the latest change that wrote one.

    The word of its review is no part of it. Nobody wrote a progress that is not there.
    """
    wrote = authorship(Historian(register).versions(where))
    entries = [entry for _, entry in wrote.paragraphs]
    entries = entries or [entry for key, entry in wrote.fields.items() if key != _REVIEW]
    latest: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.at):
        latest[entry.login] = entry
    return list(latest.values())


def is_own(wrote: Iterable[Entry], login: str) -> bool:
    """Say whether a login is among those who wrote an answer."""
    return any(entry.login == login for entry in wrote)

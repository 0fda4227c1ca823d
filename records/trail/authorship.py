"""The authors of a file's current contents: of each field, and of each paragraph of its text.

A field belongs to the author of its last change. A paragraph is identified by its words alone: it keeps its
author when it moves; if it was deleted and added again, it belongs to the person who added it again. What a
merge took unchanged from a side keeps its author from that side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, field

from records.texts.lines import lines
from records.values.fields import TEXT, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from records.values.changes import Key

_Who = TypeVar("_Who")
_Words = tuple[str, ...]


class Version(Struct, Generic[_Who], frozen=True):
    """A file as one commit left it: the ids of its parent versions, its fields and its author.

    If the commit deleted the file, there are no fields.
    """

    id: str
    parents: tuple[str, ...]
    fields: Mapping[Key, Any]
    by: _Who


class Authorship(Struct, Generic[_Who], frozen=True):
    """The author of each field of a file, and each paragraph of its text with its author, in order."""

    fields: Mapping[Key, _Who] = field(default_factory=dict)
    paragraphs: tuple[tuple[str, _Who], ...] = ()


def authorship(versions: Sequence[Version[_Who]]) -> Authorship[_Who]:
    """Return the authorship of the last of a file's versions, which come in order, parents first.

    A parent that is not among the versions counts as one without the file.
    """
    known: dict[str, tuple[Version[_Who], Authorship[_Who]]] = {}
    found: Authorship[_Who] = Authorship()
    for version in versions:
        before = [known[parent] for parent in version.parents if parent in known]
        found = Authorship(_fields(version, before), _paragraphs(version, [wrote for _, wrote in before]))
        known[version.id] = version, found
    return found


def _fields(
    version: Version[_Who], before: Sequence[tuple[Version[_Who], Authorship[_Who]]]
) -> dict[Key, _Who]:
    written = {}
    for key, value in version.fields.items():
        kept = (
            wrote.fields[key]
            for older, wrote in before
            if key in older.fields and same(older.fields[key], value)
        )
        written[key] = next(kept, version.by)
    return written


def _paragraphs(version: Version[_Who], before: Iterable[Authorship[_Who]]) -> tuple[tuple[str, _Who], ...]:
    text = version.fields.get(TEXT)
    if not isinstance(text, str):
        return ()
    # Equal paragraphs keep their authors in order; of two merge sides, the one with more of them counts.
    kept: dict[_Words, list[_Who]] = {}
    for wrote in before:
        for words, authors in _by_words(wrote.paragraphs).items():
            if len(authors) > len(kept.get(words, ())):
                kept[words] = authors
    left = {words: iter(authors) for words, authors in kept.items()}
    return tuple(
        (paragraph, next(left.get(tuple(paragraph.split()), iter(())), version.by))
        for paragraph in lines(text)
    )


def _by_words(paragraphs: Iterable[tuple[str, _Who]]) -> dict[_Words, list[_Who]]:
    found: dict[_Words, list[_Who]] = {}
    for paragraph, who in paragraphs:
        found.setdefault(tuple(paragraph.split()), []).append(who)
    return found

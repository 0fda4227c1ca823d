"""A field before and after, with the words marked that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.texts import wordwise
from records.texts.wordwise import TEXTS, Kind, bracketed, marked, steps
from records.values.fields import label, shown
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textual.content import Content

    from records.language import Language
    from records.texts.wordwise import Piece
    from records.values.fields import FieldChange
    from records.values.model import Unit

_GONE, _COME = "red strike", "green bold"
_STYLES = {Kind.GONE: _GONE, Kind.COME: _COME, Kind.SAME: ""}


def field_lines(
    path: str,
    field: FieldChange,
    language: Language,
    units: Mapping[str, Unit] | None = None,
    *,
    whole: bool = False,
) -> Content:
    """Return one field's change: its name, then before → after, or the text with its words marked.

    Of a text only what stands beside a change is told, unless it is wanted `whole`; `units` are those of
    the register, by whose names people know them.
    """
    name = content(f"{language.show(label(path, field.key, units))}: ", "bold")
    if field.key in TEXTS:
        return join(name, *words(field.old, field.new, whole=whole))
    new = content(language.show(shown(field.key, field.new, units)), _COME)
    if field.old is None:
        return join(name, new)
    return join(name, content(language.show(shown(field.key, field.old, units)), _GONE), " → ", new)


def words(old: object, new: object, *, whole: bool = False) -> Iterator[Content]:
    """Yield a text with the words that went marked [-…-] and those that came {+…+}, also without colours."""
    return _coloured(wordwise.words(old, new, whole=whole))


def sides(old: str, new: str) -> tuple[Content, Content]:
    """Return two texts whole, the words that went marked in the first, those that came in the second."""
    left: list[Content | str] = []
    right: list[Content | str] = []
    for gone, come, same in steps(old, new):
        left += [content("".join(same)), *_coloured(marked(gone, Kind.GONE))]
        right += [content("".join(same)), *_coloured(marked(come, Kind.COME))]
    return join(*left), join(*right)


def _coloured(pieces: Iterable[Piece]) -> Iterator[Content]:
    return (content(bracketed(piece), _STYLES[piece.kind]) for piece in pieces)

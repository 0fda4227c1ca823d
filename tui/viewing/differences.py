"""The change of a field, with deleted and inserted words marked."""

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
    """Return one field's change: its name, then old → new, or the text with its changed words marked.

    Of a text only the surroundings of each change are shown, unless `whole`. With `units`, those of the
    register, units appear by name.
    """
    name = content(f"{language.show(label(path, field.key, units))}: ", "bold")
    if field.key in TEXTS:
        return join(name, *words(field.old, field.new, whole=whole))
    new = content(language.show(shown(field.key, field.new, units)), _COME)
    if field.old is None:
        return join(name, new)
    return join(name, content(language.show(shown(field.key, field.old, units)), _GONE), " → ", new)


def words(old: object, new: object, *, whole: bool = False) -> Iterator[Content]:
    """Yield a text with deleted words as [-…-] and inserted ones as {+…+}, legible without colours too."""
    return _coloured(wordwise.words(old, new, whole=whole))


def sides(old: str, new: str) -> tuple[Content, Content]:
    """Return both texts in full, with deleted words marked in the first and inserted ones in the second."""
    left: list[Content | str] = []
    right: list[Content | str] = []
    for gone, come, same in steps(old, new):
        left += [content("".join(same)), *_coloured(marked(gone, Kind.GONE))]
        right += [content("".join(same)), *_coloured(marked(come, Kind.COME))]
    return join(*left), join(*right)


def _coloured(pieces: Iterable[Piece]) -> Iterator[Content]:
    return (content(bracketed(piece), _STYLES[piece.kind]) for piece in pieces)

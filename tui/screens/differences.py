"""A field before and after, with the words marked that came and went."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from records.fields import label, shown
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.content import Content

    from records.fields import FieldChange
    from records.language import Language
    from records.model import Unit

#: A word with the spaces after it, or the end of a paragraph.
_WORD = re.compile(r"\S+[^\S\n]*|\s+")
#: More words than this are told as a whole: to compare them would keep the screen waiting.
_MOST_WORDS = 3_000
#: Unchanged words beside a change; further ones are left out.
_BESIDE = 6
#: Told word by word: what changes in them is a part of them.
_TEXTS = {"text", "title"}
_GONE, _COME = "red strike", "green bold"


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
    if field.key in _TEXTS:
        return join(name, *words(_text(field.old), _text(field.new), whole=whole))
    new = content(language.show(shown(field.key, field.new, units)), _COME)
    if field.old is None:
        return join(name, new)
    return join(name, content(language.show(shown(field.key, field.old, units)), _GONE), " → ", new)


def words(old: str, new: str, *, whole: bool = False) -> Iterator[Content | str]:
    """Yield a text with the words that went marked [-…-] and those that came {+…+}, also without colours."""
    for gone, come, same in _steps(old, new):
        yield content("".join(same) if whole else _shortened(same))
        yield from _marked(gone, come)


def sides(old: str, new: str) -> tuple[Content, Content]:
    """Return two texts whole, the words that went marked in the first, those that came in the second."""
    left: list[Content | str] = []
    right: list[Content | str] = []
    for gone, come, same in _steps(old, new):
        left += [content("".join(same)), *_marked(gone, [])]
        right += [content("".join(same)), *_marked([], come)]
    return join(*left), join(*right)


def _steps(old: str, new: str) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield the words that went, those that came, and those that stayed, as the texts go on."""
    before, after = _WORD.findall(old.strip()), _WORD.findall(new.strip())
    if len(before) + len(after) > _MOST_WORDS:
        yield before, after, []
        return
    one, other = ([word.strip() for word in words_] for words_ in (before, after))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield ([], [], after[j1:j2]) if kind == "equal" else (before[i1:i2], after[j1:j2], [])


def _text(value: object) -> str:
    # A commit of somebody's own can have left anything there.
    return value if isinstance(value, str) else "" if value is None else str(value)


def _marked(gone: list[str], come: list[str]) -> Iterator[Content | str]:
    for kept, opening, closing, style in ((gone, "[-", "-]", _GONE), (come, "{+", "+}", _COME)):
        told = "".join(kept)
        if not told:
            continue
        # The end of a paragraph stays outside the mark; where nothing else changed, it has a sign.
        told = told if told.strip() else f"¶{told}"
        if told.startswith("\n"):
            yield "\n"
        yield content(f"{opening}{told.strip()}{closing}", style)
        yield "\n" if told.endswith("\n") else " "


def _shortened(same: list[str]) -> str:
    if len(same) <= 2 * _BESIDE + 1:
        return "".join(same)
    return f"{''.join(same[:_BESIDE])}… {''.join(same[-_BESIDE:])}"

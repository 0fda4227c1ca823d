"""A field before and after, with the words marked that came and went."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from records.fields import label, shown
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.content import Content

    from records.fields import FieldChange
    from records.language import Language

_WORD = re.compile(r"\S+\s*|\s+")
#: More words than this are told as a whole: to compare them would keep the screen waiting.
_MOST_WORDS = 3_000
#: Unchanged words beside a change; further ones are left out.
_BESIDE = 6
_GONE, _COME = "red strike", "green bold"


def field_lines(path: str, field: FieldChange, language: Language) -> Content:
    """Return one field's change: its name, then before → after, or the text with its words marked."""
    name = content(f"{language.show(label(path, field.key))}: ", "bold")
    if field.key == "text":
        return join(name, *words(field.old or "", field.new or ""))
    new = content(language.show(shown(field.key, field.new)), _COME)
    if field.old is None:
        return join(name, new)
    return join(name, content(language.show(shown(field.key, field.old)), _GONE), " → ", new)


def words(old: str, new: str) -> Iterator[Content | str]:
    """Yield a text with the words that went marked [-…-] and those that came {+…+}, also without colours."""
    before, after = _WORD.findall(old.strip()), _WORD.findall(new.strip())
    if len(before) + len(after) > _MOST_WORDS:
        yield from _marked(before, after)
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield content(_shortened(after[j1:j2]))
        else:
            yield from _marked(before[i1:i2], after[j1:j2])


def _marked(gone: list[str], come: list[str]) -> Iterator[Content | str]:
    if gone:
        yield content(f"[-{''.join(gone).rstrip()}-]", _GONE)
        yield " "
    if come:
        yield content(f"{{+{''.join(come).rstrip()}+}}", _COME)
        yield " "


def _shortened(same: list[str]) -> str:
    if len(same) <= 2 * _BESIDE + 1:
        return "".join(same)
    return f"{''.join(same[:_BESIDE])}… {''.join(same[-_BESIDE:])}"

"""The line at the foot: which key does what here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tui.actions import shown_key
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from records.language import Language
    from tui.actions import Action


class KeyBar(Static):
    """The keys of a screen's actions with a word for each, as many as fit."""

    def __init__(self, actions: Sequence[Action], language: Language, **values: Any) -> None:
        super().__init__(key_line(actions, language), **values)


def key_line(actions: Sequence[Action], language: Language) -> Content:
    """Return the keys with their words."""
    parts: list[Content | str] = []
    for action in actions:
        if not action.footer:
            continue
        if action.footer:
            parts += [content(shown_key(action), "bold"), f" {language.translate(action.word)}  "]
    return join(*parts)

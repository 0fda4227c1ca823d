"""The line at the foot: which key does what here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from tui.actions import shown_key
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from records.language import Language
    from tui.actions import Action
    from tui.screens.page import Page


#: The way out stands in every line, however narrow.
_ALWAYS = {"help", "back"}


class KeyBar(Static):
    """The keys of the screen's actions with a word for each, as many as fit."""

    screen: Page[object]

    def __init__(self) -> None:
        super().__init__(classes="keys")

    def render(self) -> Content:
        """Return the line for the width, the language and the layout of now."""
        app = self.screen.app
        return key_line(self.screen.available(), app.language, self.size.width, cyrillic=app.cyrillic)


def key_line(actions: Sequence[Action], language: Language, width: int, *, cyrillic: bool) -> Content:
    """Return the keys with their words: those made for the footer, then others while there is room."""
    words = {
        action: (shown_key(action, cyrillic=cyrillic), f" {language.translate(action.word)}")
        for action in actions
        if action.keys
    }
    chosen: set[Action] = set()
    room = width + 2
    for action in sorted(words, key=lambda action: (action.name not in _ALWAYS, not action.footer)):
        needed = sum(map(len, words[action])) + 2
        if needed <= room:
            chosen.add(action)
            room -= needed
    parts: list[Content | str] = []
    for action, (key, word) in words.items():
        if action in chosen:
            parts += [content(key, "bold"), word, "  "]
    return join(*parts[:-1])

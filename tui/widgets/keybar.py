"""The line at the bottom of a screen that lists the keys."""

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


#: Help and the way back are shown at any width.
_ALWAYS = {"help", "back"}


class KeyBar(Static):
    """The keys of the screen's actions, each with a word, as many as fit."""

    screen: Page[object]

    def __init__(self) -> None:
        super().__init__(classes="keys")

    def render(self) -> Content:
        """Return the line for the present width, language and keyboard layout."""
        app = self.screen.app
        return key_line(self.screen.available(), app.language, self.size.width, cyrillic=app.cyrillic)


def key_line(actions: Sequence[Action], language: Language, width: int, *, cyrillic: bool) -> Content:
    """Return the keys with their words: those with `footer` first, then others while there is room."""
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

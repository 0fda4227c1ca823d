"""Each thing that a key does, declared once: the keys, the words, the footer, the help are made from it.

A letter is declared by its Latin key and works in both layouts, since the key that types `s` on one types
`і` on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from collections.abc import Iterable

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю."
_KEYS = {"slash": "/", "escape": "Esc", "enter": "Enter"}


@dataclass(frozen=True)
class Action:
    """What a key does: the method `action_<name>`, its short word for the footer, a sentence for the help."""

    name: str
    key: str
    word: str
    help: str
    footer: bool = True


QUIT = Action("leave", "f10", "Quit", "Leave the program.")
HELP = Action("help", "f1", "Help", "Show this list of keys.")
BACK = Action("back", "escape", "Back", "Go back. What was typed is kept as a draft.")

MEASURES = (
    HELP,
    Action("edit", "f4", "Write", "Write the progress of the selected measure. Enter does the same."),
    Action("history", "f3", "History", "Show who changed the selected measure, when and why."),
    Action(
        "period",
        "f5",
        "Period",
        "Choose the reporting period; ← and → go one back and forth.",
        footer=False,
    ),
    Action("filter", "f6", "Filter", "Choose which measures are shown."),
    Action("search", "f7", "Search", "Search as you type; Esc ends it. The key / does the same."),
    Action("board", "f9", "Board", "Show how each unit stands; Enter leads to its measures."),
    Action("journal", "j", "Journal", "Show every change of the register, newest first.", footer=False),
    Action("export", "e", "Report", "Write the report of the period.", footer=False),
    Action("sort", "s", "Sort", "Sort by the next column.", footer=False),
    QUIT,
)
EDIT = (
    HELP,
    Action("save", "f2", "Save", "Look at the change and record it."),
    Action("history", "f3", "History", "Show who changed this measure, when and why."),
    Action("copy", "f8", "Take earlier text", "Begin with the text of the period before."),
    Action(
        "other", "f9", "Earlier/text", "Move between the text and that of the period before.", footer=False
    ),
    BACK,
    Action("leave", "f10", "Quit", "Leave the program. What was typed is kept as a draft."),
)
JOURNAL = (
    HELP,
    Action("filter", "f6", "Filter", "Choose which changes are shown."),
    Action("back", "escape", "Back", "Go back."),
    QUIT,
)
BOARD = (
    HELP,
    Action("choose", "enter", "Its measures", "Show the measures of the selected unit."),
    Action("back", "escape", "Back", "Go back."),
    QUIT,
)
HISTORY = (
    HELP,
    Action(
        "restore", "r", "Take back", "Take the selected change back: a new change with the values before."
    ),
    Action("back", "escape", "Back", "Go back."),
    QUIT,
)


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Return the bindings of actions, letters in both layouts."""
    return [
        Binding(
            _both(action.key), action.name, action.word, id=action.name, priority=_is_function(action.key)
        )
        for action in actions
    ]


def shown_key(action: Action) -> str:
    """Return an action's key as a person reads it."""
    key = action.key
    return _KEYS.get(key, key.upper() if _is_function(key) else _both(key).replace(",", ", "))


def _both(key: str) -> str:
    if len(key) != 1 or key not in _LATIN:
        return key
    return f"{key},{_UKRAINIAN[_LATIN.index(key)]}"


def _is_function(key: str) -> bool:
    return key.startswith("f") and key[1:].isdigit()

"""The class of actions, and how their keys are bound and shown.

A letter is declared by its Latin key and works in both layouts: the key that types `s` on one types `і` on
the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from textual.binding import Binding, BindingType

from tui.terminal.layouts import ukrainian

if TYPE_CHECKING:
    from collections.abc import Iterable

_PRINTED = {
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "space": "Space",
    "left": "←",
    "right": "→",
}


class Action(Struct, frozen=True):
    """What a key does: the method `action_<name>`, a short word for the footer, a sentence for the help.

    `keys` are Textual's names, separated by commas. People are told the first; an action without a key is
    chosen from the list that F1 opens. In the footer, actions with `footer` come first, the others as far as
    there is room. An action that `writes` is not available in a register that is read only.
    """

    name: str
    keys: str
    word: str
    help: str
    footer: bool = True
    writes: bool = False


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Return the bindings of actions, with letters bound in both layouts.

    A function key takes precedence over the focused field; every other key goes to the field first.
    """
    return [
        Binding(_both(key), action.name, action.word, priority=_is_function(key))
        for action in actions
        for key in action.keys.split(",")
        if key
    ]


def shown_key(action: Action, *, cyrillic: bool | None = None) -> str:
    """Return an action's first key as people read it; a letter in one layout, or in both for None."""
    key = action.keys.partition(",")[0]
    if _is_function(key):
        return key.upper()
    other = ukrainian(key)
    if other is None:
        return _PRINTED.get(key, key)
    return f"{key}, {other}" if cyrillic is None else other if cyrillic else key


def _both(key: str) -> str:
    before, plus, last = key.rpartition("+")
    other = ukrainian(last)
    return key if other is None else f"{key},{before}{plus}{other}"


def _is_function(key: str) -> bool:
    return key.startswith("f") and key[1:].isdigit()

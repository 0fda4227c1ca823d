"""The budget of a council’s template: the steps that it may take and the characters that it may produce.

Both are counted before they are spent, and neither depends on the machine or its load.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The characters that `escape` replaces, each by at most five characters.
_ESCAPED = "&<>\"'"
_LONGEST_ESCAPE = 5


class Refused(SecurityError):
    """A template does something that it may not do."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.told = Message(template, **values)


class Allowance:
    """A budget of steps and characters; exceeding it raises `Refused`."""

    def __init__(self, steps: int, characters: int) -> None:
        self._steps = steps
        self._characters = characters

    def step(self, steps: int = 1) -> None:
        """Spend a number of steps."""
        self._steps -= steps
        if self._steps < 0:
            raise Refused("it takes too many steps: loops or lists in one another go over too much")

    def make(self, characters: int) -> None:
        """Spend the characters of a text."""
        self._characters -= characters
        if self._characters < 0:
            raise Refused("it makes too much text: one that doubles, or is put in many places, grows so")

    def write(self, value: object) -> None:
        """Spend the characters of a value as written to a page; those of a list include all its items."""
        if isinstance(value, str):
            self.make(length(value))
            return
        for each in self._inside(value):
            _refuse_no_text(each)
            self.make(length(each))

    def hold(self, value: object) -> None:
        """Spend the characters of a text, or one step for each value in nested lists."""
        if isinstance(value, str):
            self.make(len(value))
        elif _is_list(value):
            for _ in self._inside(value):
                pass

    def _inside(self, value: object) -> Iterator[object]:
        """Yield a value, or every value in nested lists and mappings, spending one step for each."""
        left = [value]
        while left:
            each = left.pop()
            self.step()
            if isinstance(each, Mapping):
                left += [*each.keys(), *each.values()]
            elif isinstance(each, Collection) and _is_list(each):
                left += each
            else:
                yield each


def length(value: object) -> int:
    """Return the number of characters of a value on a page, with escapes counted at their longest."""
    text = str(value)
    if hasattr(value, "__html__"):
        return len(text)
    return len(text) + (_LONGEST_ESCAPE - 1) * sum(map(text.count, _ESCAPED))


def _is_list(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | range)


def _refuse_no_text(value: object) -> None:
    """Raise `Refused` for a value whose text form would contain all its fields."""
    kind = type(value)
    ours = kind.__module__.partition(".")[0] in {"exporters", "records"}
    if isinstance(value, Namespace) or (ours and kind.__str__ is object.__str__):
        raise Refused("what is written is no text: name one of its fields")

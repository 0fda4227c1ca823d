"""What a council's template may still spend: the steps that it takes, the characters of text that it makes.

Both are counted before they are spent, and neither depends on the machine or on what else it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace

from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What `escape` writes with five characters or fewer.
_ESCAPED = "&<>\"'"
_LONGEST_ESCAPE = 5


class Refused(SecurityError):
    """What a template may not do."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.told = Message(template, **values)


class Allowance:
    """So many steps and characters; what goes over them raises `Refused`."""

    def __init__(self, steps: int, characters: int) -> None:
        self._steps = steps
        self._characters = characters

    def step(self, steps: int = 1) -> None:
        """Spend steps."""
        self._steps -= steps
        if self._steps < 0:
            raise Refused("it takes too many steps: loops or lists in one another go over too much")

    def make(self, characters: int) -> None:
        """Spend the characters of a text."""
        self._characters -= characters
        if self._characters < 0:
            raise Refused("it makes too much text: one that doubles, or is put in many places, grows so")

    def write(self, value: object) -> None:
        """Spend the characters that a value has as a text, lists with all that is in them."""
        if isinstance(value, str):
            self.make(length(value))
            return
        for each in self._inside(value):
            _refuse_no_text(each)
            self.make(length(each))

    def hold(self, value: object) -> None:
        """Spend the characters of a text, or a step for each value in lists in lists."""
        if isinstance(value, str):
            self.make(len(value))
        elif _is_list(value):
            for _ in self._inside(value):
                pass

    def _inside(self, value: object) -> Iterator[object]:
        """Yield a value, or those in lists in lists, each for a step."""
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
    """Return how many characters a value has on a page, where markup in a text is written as it shows."""
    text = str(value)
    if hasattr(value, "__html__"):
        return len(text)
    return len(text) + (_LONGEST_ESCAPE - 1) * sum(map(text.count, _ESCAPED))


def _is_list(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | range)


def _refuse_no_text(value: object) -> None:
    """Refuse what would be written with all that it holds."""
    kind = type(value)
    ours = kind.__module__.partition(".")[0] in {"exporters", "records"}
    if isinstance(value, Namespace) or (ours and kind.__str__ is object.__str__):
        raise Refused("what is written is no text: name one of its fields")

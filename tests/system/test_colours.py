"""On terminals with few colours, and with NO_COLOR, the raw output uses only what the terminal has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import installed
from tests.system.terminal import Terminal

if TYPE_CHECKING:
    from tests.system.calling import Caller

pytestmark = installed

#: SGR parameters that set no colour, and those of the sixteen colours.
_MARKS = {0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29, 39, 49}
_SIXTEEN = {*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}
_REVERSE = 7


def styles(written: bytes) -> list[list[int]]:
    """Return the SGR parameters of each style sequence in the output."""
    found = re.findall(rb"\x1b\[([\d;]*)m", written)
    return [[int(each or 0) for each in sequence.split(b";")] for sequence in found]


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({"NO_COLOR": "1"}, _MARKS),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, _MARKS),
        ({"TERM": "xterm", "COLORTERM": ""}, _MARKS | _SIXTEEN),
        ({"TERM": "linux", "COLORTERM": ""}, _MARKS | _SIXTEEN),
    ],
    ids=["none", "none-though-true", "xterm", "console"],
)
def test_few_colours(call: Caller, more: dict[str, str], allowed: set[int]) -> None:
    """No screen sets a colour that the terminal lacks, and the cursor's row is shown in reverse video."""
    with Terminal(call.folder, **more) as terminal:
        terminal.wait("Захід 7а", "F10")
        assert any(_REVERSE in style for style in styles(terminal.written))
        for opening, shown in (
            ("F4", "Відсоток"),
            ("F2", "Чому"),
            ("F6", "Показати"),
            ("F9", "підрозділами"),
        ):
            if opening == "F6":
                terminal.press("EscAtOnce", "EscAtOnce")
                terminal.wait("Захід 7а")
            terminal.press(opening)
            terminal.wait(shown)
            if opening == "F6":
                terminal.press("EscAtOnce")
        assert {code for style in styles(terminal.written) for code in style} <= allowed

"""The keyboard: keys and pastes arrive whatever bytes a terminal sends, and nothing else does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste

from tui.terminal.driver import LayoutTyped, Typing, WrongEncoding
from tui.terminal.keyboard import Keyboard

if TYPE_CHECKING:
    from textual.message import Message

START, END = b"\x1b[200~", b"\x1b[201~"
_MANY = 10_000 if os.environ.get("PROZVIT_SOAK") else 150
#: Seconds of silence after which Esc counts as a key, as set in the program.
_DELAY = 0.5


class Typist:
    """Sends bytes to the parser with pauses between them, and records the resulting events."""

    def __init__(self) -> None:
        self._time = 0.0
        self._typing = Typing(Keyboard(_DELAY, lambda: self._time))
        self.messages: list[Message] = []

    def send(self, *parts: bytes | str | float) -> Typist:
        """Send bytes or text, each part as one read; a number is a pause in seconds."""
        for part in parts:
            if isinstance(part, float):
                self._time += part
            else:
                self.messages += self._typing.read(part.encode() if isinstance(part, str) else part)
            self.messages += self._typing.wait()
        return self

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.messages if isinstance(each, Key)]

    @property
    def pastes(self) -> list[str]:
        return [each.text for each in self.messages if isinstance(each, Paste)]

    @property
    def layouts(self) -> list[bool]:
        return [each.cyrillic for each in self.messages if isinstance(each, LayoutTyped)]

    @property
    def wrong(self) -> bool:
        return any(isinstance(each, WrongEncoding) for each in self.messages)


def _keys(*parts: bytes | str | float) -> list[str]:
    return Typist().send(*parts, 10.0).keys


@pytest.mark.parametrize(
    "sent",
    [
        *("\x13", "\x1b[115;5u", "\x1b[1110;5u", "\x1b[27;5;115~", "\x1b[27;5;1110~"),
        *("\x1b[1110:1030:115;5u", "\x1b[1110::115;69u", "\x1b[1030;6u", "\x1b[1110;133:1u"),
        "\x1b[115;5:2u",
    ],
)
def test_ctrl_s(sent: str) -> None:
    """Ctrl+S is recognised on both layouts, with Caps Lock or Num Lock, in each form that terminals send."""
    assert _keys(sent) == ["ctrl+s"]


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\x1b[1081:1049:113;5u", "ctrl+q"),
        ("\x1b[1103;5u", "ctrl+z"),
        ("\x1b[13u", "enter"),
        ("\n", "enter"),
        ("\x1b[27;2;13~", "enter"),
        ("\x1b[9;2u", "shift+tab"),
        ("\x1b[27u", "escape"),
        ("\x1b[127;5u", "backspace"),
        ("\x1b[57400u", "1"),
        ("\x1b[57419;129u", "up"),
        ("\x1b[1;129B", "down"),
        ("\x1b[1;133D", "ctrl+left"),
        ("\x1b[1;129P", "f1"),
        ("\x1b[21;129~", "f10"),
        ("\x1b[1110u", "і"),
        ("\x1b[1110;2u", "І"),
        ("\x1b[1110:1030;66u", "і"),
        ("\x1b[49:33;2u", "exclamation_mark"),
        ("\x1b[1169;7;1169u", "ґ"),
        ("\x1b[97;;1092u", "ф"),
    ],
)
def test_extended(sent: str, key: str) -> None:
    """A key sent in an extended keyboard protocol is the same as in the plain one."""
    assert _keys(sent) == [key]


@pytest.mark.parametrize(
    "sent",
    [
        *("\x1b[57441;2u", "\x1b[97;1:3u", "\x1b[1075;7u", "\x1b[1114112;5u", "\x1b[55296u", "\x1b[4u"),
        *("\x1b[99999999999999999999u", "\x1b[27;5;1114112~", "\x1b[115;9u", "\x1b[1::::5u", "\x1b[;;u"),
        # Terminals' answers to queries of other programs, and reports of a mouse that was never enabled.
        *("\x1b[?1;2c", "\x1b[>0;276;0c", "\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1b]11;rgb:0/0/0\x07"),
        *("\x1bP1$r0m\x1b\\", "\x1b[M !!", "\x1b[35;10;10M", "\x1b[<35;-1;5M", "\x1b[3;1;1;1;1t"),
        *("\x1b[201~", "\x1b[999~"),
    ],
)
def test_no_garbage(sent: str) -> None:
    """An unknown sequence types nothing, and the next key is recognised."""
    assert _keys(sent, "ж") == ["ж"]


@pytest.mark.parametrize("pause", [0.15, 0.4])
@pytest.mark.parametrize("parts", [("\x1b", "[B"), ("\x1b[", "B"), ("\x1b", "OB"), ("\x1b[1;", "129B")])
def test_parted_arrow(parts: tuple[str, str], pause: float) -> None:
    """An arrow key split by a slow line is one key."""
    assert _keys(parts[0], pause, parts[1]) == ["down"]


def test_escape() -> None:
    """Esc is recognised after a pause, and at once if another Esc follows."""
    typist = Typist().send("\x1b", 0.4)
    assert typist.keys == []
    assert typist.send(0.2).keys == ["escape"]
    assert _keys("\x1b\x1b[A") == ["escape", "up"]


def test_parted_letter() -> None:
    """A letter whose two bytes arrive far apart is one letter, and no encoding error."""
    letter = "й".encode()
    typist = Typist().send(letter[:1], 5.0, letter[1:])
    assert typist.keys == ["й"]
    assert not typist.wrong


@pytest.mark.parametrize("encoding", ["koi8-u", "cp1251"])
def test_other_encodings(encoding: str) -> None:
    """Letters that are not UTF-8 are reported; the keys around them arrive."""
    typist = Typist().send("a", "Звіт про їжака".encode(encoding), "\x1b[A", "ж")
    assert typist.wrong
    assert [typist.keys[0], *typist.keys[-2:]] == ["a", "up", "ж"]


def test_controls() -> None:
    """NUL and C1 characters are dropped, and the input after them arrives."""
    typist = Typist().send("\x00\x85\x90", b"\x9b\x90", "ж", 10.0)
    assert [each.character for each in typist.messages if isinstance(each, Key) and each.is_printable] == [
        "ж"
    ]


@pytest.mark.parametrize("size", [7, 4096])
def test_long_paste(size: int) -> None:
    """A paste of 100 KB arrives once and complete, however the reads split it."""
    text = "Наради\r\nи\u0306 \x1b[31m \x1b[200~ " * 2500
    data = START + text.encode() + END
    typist = Typist().send(*[data[at : at + size] for at in range(0, len(data), size)], "ж")
    assert typist.pastes == [text]
    assert typist.keys == ["ж"]


def test_endless_paste() -> None:
    """A paste whose end marker was lost arrives after a second of silence, and keys work afterwards."""
    typist = Typist().send(START + "Наради".encode(), b"\x1b[20", 1.1, "\x1b[A", "ж")
    assert typist.pastes == ["Наради"]
    assert typist.keys == ["up", "ж"]


def test_stalled_paste() -> None:
    """A paste that stalls on a bad line and resumes is still one paste, not typing."""
    rest = "Друга половина, довша за будь-яку клавішу.\r\n"
    typist = Typist().send(START + "Перша".encode(), 5.0, rest, 5.0, b"end" + END, "ж")
    assert typist.pastes == ["Перша", rest, "end"]
    assert typist.keys == ["ж"]


def test_layouts() -> None:
    """The layout is reported with the first letter and at each change; punctuation and Ctrl report none."""
    assert Typist().send("1", "\x13", "q", "w", "é", "ц", "1", "\x1b[A", "у", "e").layouts == [
        False,
        True,
        False,
    ]


_SEQUENCES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=6).map(str.encode),
    st.from_regex(rb"\x1b\[[0-9:;<>?]{0,12}[ -~]", fullmatch=True),
    st.from_regex(rb"\x1b[\[\]OPX^_NM\\]?[ -~]{0,3}", fullmatch=True),
    st.sampled_from([START, END, START[:3], END[3:], b"\x1b", b"\x1b\x1b", b"\x00", b"\x9b", b"\xc2\x9b"]),
)


@pytest.mark.soak
@settings(max_examples=_MANY, derandomize=True)
@given(
    parts=st.lists(_SEQUENCES, max_size=12),
    size=st.integers(1, 9),
    pause=st.sampled_from([0.0, 0.3, 0.6, 1.5]),
)
def test_any_bytes(parts: list[bytes], size: int, pause: float) -> None:
    """No byte sequence at any pace stops the reading, and a letter typed after a pause arrives."""
    data = b"".join(parts)
    typist = Typist()
    for at in range(0, len(data), size):
        typist.send(data[at : at + size], pause)
    assert typist.send(10.0, "ж").keys[-1] == "ж"

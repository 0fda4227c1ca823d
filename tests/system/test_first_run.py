"""The first visit, in a terminal: from an empty folder to a register's screen in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PROGRAM, Caller, installed
from tests.system.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = installed


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def terminal(here: Path) -> Iterator[Terminal]:
    """Start the program in an empty folder."""
    with Terminal(here / "none", command=PROGRAM) as opened:
        opened.wait("З чого почати?", "F10")
        yield opened


def test_made(terminal: Terminal, here: Path) -> None:
    """In an empty folder an officer creates a register, sees its table, and leaves with F10 and code 0."""
    terminal.type("2")
    terminal.wait("Новий реєстр", "F2")
    terminal.type("Виконавчий комітет ради\rПрограма на 2026 рік")
    terminal.wait("З 01.01.2026 до 31.12.2026")
    terminal.press("F2")
    terminal.wait("Виконавчий комітет ради", "2026 року", "Створено реєстр")
    terminal.press("F10")
    assert terminal.status() == 0
    assert "Traceback" not in terminal.screen()
    # The alternate screen was entered once and left once, so nothing flickered between the two screens.
    assert [terminal.written.count(b"\x1b[?1049" + end) for end in (b"h", b"l")] == [1, 1]
    call = Caller(here)
    call("check")
    assert call.git("rev-list", "--count", "HEAD").strip() == "1"
    assert call.git("status", "--porcelain") == ""


def test_sample(terminal: Terminal, here: Path) -> None:
    """The sample register is built and opened in the same run."""
    terminal.type("4")
    terminal.wait("Зразковий реєстр", "F2")
    terminal.press("Enter")
    terminal.wait("Прикладівська міська рада", "Наступного разу")
    terminal.press("F10")
    assert terminal.status() == 0
    Caller(here / "demo-register")("check")


def test_left_while_the_sample_is_made(terminal: Terminal, here: Path) -> None:
    """F10 during the making of the sample ends the program with 0 and leaves nothing behind."""
    terminal.type("4")
    terminal.wait("Зразковий реєстр", "F2")
    terminal.press("Enter")
    terminal.wait(" %")
    terminal.press("F10")
    assert terminal.status() == 0
    assert list(here.iterdir()) == []


def test_left(terminal: Terminal, here: Path) -> None:
    """F10 on the first screen ends the program with 0 and creates nothing."""
    terminal.press("F10")
    assert terminal.status() == 0
    assert list(here.iterdir()) == []

"""The way of a day in a terminal emulator of its own, tmux: what an officer types is saved as typed."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.system.calling import PROGRAM, PROGRESS, environment, installed
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.system.calling import Caller

pytestmark = [installed, pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")]


class Tmux:
    """A tmux of its own with the program in it."""

    def __init__(self, register: Path, size: tuple[int, int]) -> None:
        # The socket's path must be short, and no other server's name.
        self._server = ["tmux", "-L", f"prozvit-{uuid4().hex[:12]}", "-f", "/dev/null"]
        self._environment = environment(register.parent, TERM="xterm-256color", PROZVIT_LANG="uk")
        width, height = map(str, size)
        shell = f"{PROGRAM} --register {register}; echo LEFT $?; sleep 60"
        self._tmux("new-session", "-d", "-s", "t", "-x", width, "-y", height, shell)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._server, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return done.stdout

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", "t")

    def wait(self, *texts: str) -> str:
        """Wait until the terminal shows all the texts; return what it shows."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.screen()
            if all(text in shown for text in texts):
                return shown
            assert time.monotonic() < end, f"no {texts} in\n{shown}"
            time.sleep(0.05)

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", "-t", "t", *names)

    def type(self, text: str) -> None:
        """Type a text, letter by letter as far as the terminal is concerned."""
        self._tmux("send-keys", "-t", "t", "-l", text)

    def end(self) -> None:
        """Close the terminal: the line drops for whoever is in it."""
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False, timeout=PATIENCE)


@pytest.fixture(params=[(80, 24), (160, 50)], ids=["80x24", "160x50"])
def terminal(call: Caller, request: pytest.FixtureRequest) -> Iterator[Tmux]:
    opened = Tmux(call.folder, request.param)
    yield opened
    opened.end()


def test_the_way_of_a_day(call: Caller, terminal: Tmux) -> None:
    """Open, type Cyrillic, F2, Enter: one commit holds the text as typed, and the screen says which."""
    before = call.git("rev-parse", "HEAD").strip()
    terminal.wait("Захід 4", "F4")
    terminal.keys("F4")
    terminal.wait("Відсоток", "F2")
    terminal.type(" Проведено 3 наради у ґанку міськради, об’їзд. [red]Їжак[/red]")
    terminal.wait("[red]Їжак[/red]")
    terminal.keys("F2")
    terminal.wait("Зберегти зміну", "Їжак")
    terminal.type("Подано вчасно")
    terminal.keys("Enter")
    shown = terminal.wait("Збережено й подано")
    head = call.git("rev-parse", "HEAD").strip()
    assert head[:10] in shown
    assert call.git("rev-list", f"{before}..{head}").split() == [head]
    stored = call.git("show", f"HEAD:{PROGRESS}")
    assert "Готуємо наради. Проведено 3 наради у ґанку міськради, об’їзд. [red]Їжак[/red]" in stored
    assert 'state = "submitted"' in stored
    assert call.git("status", "--porcelain") == ""
    terminal.keys("F10")
    terminal.wait("Натисніть Enter")
    terminal.keys("Enter")
    terminal.wait("LEFT 0")

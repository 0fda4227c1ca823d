"""An officer's usual day in tmux, a full terminal emulator: the text is saved exactly as typed."""

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
    """A tmux server that runs the program."""

    def __init__(self, register: Path, size: tuple[int, int]) -> None:
        # A socket's path has a length limit, and must not be another server's.
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
        """Return the text on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "t")

    def wait(self, *texts: str) -> str:
        """Wait until the screen shows all the texts; return the whole screen."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.screen()
            if all(text in shown for text in texts):
                return shown
            assert time.monotonic() < end, f"no {texts} in\n{shown}"
            time.sleep(0.05)

    def keys(self, *names: str) -> None:
        """Press keys, given by tmux's names."""
        self._tmux("send-keys", "-t", "t", *names)

    def type(self, text: str) -> None:
        """Type a text; the terminal receives it letter by letter."""
        self._tmux("send-keys", "-t", "t", "-l", text)

    def end(self) -> None:
        """Kill the tmux server, which drops the program's line."""
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False, timeout=PATIENCE)


@pytest.fixture(params=[(80, 24), (160, 50)], ids=["80x24", "160x50"])
def terminal(call: Caller, request: pytest.FixtureRequest) -> Iterator[Tmux]:
    opened = Tmux(call.folder, request.param)
    yield opened
    opened.end()


def test_the_way_of_a_day(call: Caller, terminal: Tmux) -> None:
    """F4, Cyrillic text, F2 and Enter make one commit with exactly that text, and the screen names it."""
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

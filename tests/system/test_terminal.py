"""The screens in a real terminal: what an officer types is saved, or kept, whatever the size or the line."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.system.calling import PROGRAM, PROGRESS, Caller, environment, installed

pytestmark = [installed, pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")]

Opener = Callable[..., "Terminal"]
_PATIENCE = 15.0
_BYE = "Натисніть Enter"


class Terminal:
    """A tmux of its own with the program in it."""

    def __init__(self, register: Path, size: tuple[int, int], command: str = "") -> None:
        # The socket's path must be short, and no other server's name.
        self._server = ["tmux", "-L", f"prozvit-{uuid4().hex[:12]}", "-f", "/dev/null"]
        self._environment = environment(register.parent, TERM="xterm-256color", PROZVIT_LANG="uk")
        width, height = map(str, size)
        shell = f"{command or f'{PROGRAM} --register {register}'}; echo LEFT $?; sleep 60"
        self._tmux("new-session", "-d", "-s", "t", "-x", width, "-y", height, shell)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._server, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", "t")

    def wait(self, *texts: str) -> str:
        """Wait until the terminal shows all the texts; return what it shows."""
        end = time.monotonic() + _PATIENCE
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

    def send(self, *octets: int) -> None:
        """Send bytes as they are."""
        self._tmux("send-keys", "-t", "t", "-H", *[f"{each:02x}" for each in octets])

    def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        self._tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))

    def program(self) -> int:
        """Return the process id of the program in the pane."""
        shell = self._tmux("display-message", "-p", "-t", "t", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text(encoding="ascii").split()
        return int(children[0])

    def end(self) -> None:
        """Close the terminal: the line drops for whoever is in it."""
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False, timeout=20)


@pytest.fixture
def open_terminal(call: Caller) -> Iterator[Opener]:
    opened: list[Terminal] = []

    def open_one(size: tuple[int, int] = (80, 24)) -> Terminal:
        opened.append(Terminal(call.folder, size))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.end()


def _wait_for_draft(register: Path, text: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        files = list((register / ".git" / "prozvit" / "drafts").rglob("*.json"))
        if any(text in file.read_text(encoding="utf-8") for file in files):
            return
        assert time.monotonic() < end, f"no draft holds {text}: {files}"
        time.sleep(0.05)


def _open_form(terminal: Terminal) -> None:
    terminal.wait("Захід 4", "F4")
    terminal.keys("F4")
    terminal.wait("Відсоток", "F2")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_the_way_of_a_day(call: Caller, open_terminal: Opener, size: tuple[int, int]) -> None:
    """Open, type Cyrillic, F2, Enter: one commit holds the text as typed, and the screen says which."""
    before = call.git("rev-parse", "HEAD").strip()
    terminal = open_terminal(size)
    _open_form(terminal)
    terminal.type("Проведено 3 наради у ґанку міськради, об’їзд. [red]Їжак[/red] ")
    terminal.wait("[red]Їжак[/red]")
    terminal.keys("F2")
    terminal.wait("Записати зміну", "Їжак")
    terminal.type("Подано вчасно")
    terminal.keys("Enter")
    shown = terminal.wait("Записано й подано")
    head = call.git("rev-parse", "HEAD").strip()
    assert head[:10] in shown
    assert call.git("rev-list", f"{before}..{head}").split() == [head]
    stored = call.git("show", f"HEAD:{PROGRESS}")
    assert "Проведено 3 наради у ґанку міськради, об’їзд. [red]Їжак[/red] Готуємо наради." in stored
    assert 'state = "submitted"' in stored
    assert call.git("status", "--porcelain") == ""
    terminal.keys("F10")
    terminal.wait(_BYE)
    terminal.keys("Enter")
    terminal.wait("LEFT 0")


def test_a_dropped_line_loses_nothing(call: Caller, open_terminal: Opener) -> None:
    """What was typed when the terminal was closed is offered when the program is opened again."""
    terminal = open_terminal()
    _open_form(terminal)
    terminal.type("Обірваний рядок ")
    terminal.wait("Обірваний рядок")
    process = terminal.program()
    terminal.end()
    end = time.monotonic() + 2
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < end, "the program outlives its terminal"
        time.sleep(0.02)
    again = open_terminal()
    again.wait("Обірваний рядок")
    again.keys("Enter")
    again.wait("Обірваний рядок Готуємо наради.", "F2")
    assert call.git("status", "--porcelain") == ""


def test_termination_keeps_the_draft(call: Caller, open_terminal: Opener) -> None:
    """SIGTERM ends the program at once, restores the terminal and keeps what was typed."""
    terminal = open_terminal()
    _open_form(terminal)
    terminal.type("Зупинено сервер ")
    terminal.wait("Зупинено сервер")
    subprocess.run(["kill", f"-{signal.SIGTERM.value}", str(terminal.program())], check=True)
    shown = terminal.wait(f"LEFT {128 + signal.SIGTERM}")
    assert "Traceback" not in shown
    _wait_for_draft(call.folder, "Зупинено сервер")


def test_letters_that_are_no_utf8(open_terminal: Opener) -> None:
    """A terminal set to CP1251 does not end the program, which says what to set."""
    terminal = open_terminal()
    _open_form(terminal)
    terminal.send(*"Звіт".encode("cp1251"))
    terminal.wait("UTF-8")
    terminal.type("Далі ")
    terminal.wait("Далі")


def test_another_size(open_terminal: Opener) -> None:
    """The form and the table follow the terminal from wide to narrow and back, and keep what is typed."""
    terminal = open_terminal((160, 50))
    _open_form(terminal)
    terminal.type("Перед зміною ")
    terminal.wait("Перед зміною")
    terminal.resize(80, 24)
    time.sleep(0.3)
    shown = terminal.wait("Перед зміною", "F2")
    assert max(map(len, shown.splitlines())) <= 80
    terminal.resize(120, 40)
    terminal.wait("Перед зміною", "F2")


def test_both_layouts(open_terminal: Opener) -> None:
    """A letter key works as the Ukrainian letter on the same key, and no letter leaves the program."""
    terminal = open_terminal()
    terminal.wait("Захід 4", "F4")
    terminal.keys("й", "q")
    terminal.wait("Захід 10")
    terminal.keys("і")
    terminal.wait("Упорядкувати за")

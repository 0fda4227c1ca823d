"""Hostile text on every screen of the real program: the raw output contains none of its control sequences."""

from __future__ import annotations

import getpass
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from records.files.sealing import covers
from tests.system.calling import PROGRESS, installed
from tests.system.stream import foreign
from tests.system.terminal import XTERM, Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.calling import Caller

pytestmark = installed

#: Markup; sequences that set title, clipboard or style, query or reset; C1, bidirectional and other controls.
HOSTILE = (
    "[red]ЗЛЕ[/] [/] [bold \x1b]0;ЗЛЕ\x07 \x1b]52;c;WkxF\x07 \x1bP$qЗЛЕ\x1b\\ \x1b[31;44mЗЛЕ \x1b[2J\x1b[6n"
    " \x1bcЗЛЕ \x9b31mЗЛЕ \x90ЗЛЕ\x9c \x9d0;ЗЛЕ\x07 \u202eЗЛЕ\u2066 \u200bЗЛЕ \x08\x0e\x7f {} %s $x"
)
#: The text as a TOML string on one line.
_QUOTED = json.dumps(HOSTILE)
_FILES = {
    "units.toml": f"[units.zahalnyi-viddil]\nname = {_QUOTED}\nshort = {_QUOTED}\n",
    "officers.toml": f'[officers.{getpass.getuser()}]\nname = {_QUOTED}\nunits = ["zahalnyi-viddil"]\n',
    "measures/2017/4/measure.toml": (
        f'number = "4"\ntitle = {_QUOTED}\nsection = {_QUOTED}\nindicator = {_QUOTED}\n'
        f'responsible = ["zahalnyi-viddil"]\n[deadline]\ntext = {_QUOTED}\n'
    ),
    "measures/2017/4/2017-Q3.toml": f'status = "in-progress"\npercent = 40\ntext = {_QUOTED}\n',
    PROGRESS: (
        f'status = "in-progress"\npercent = 50\ntext = {_QUOTED}\n'
        f"[[evidence]]\ntitle = {_QUOTED}\nref = {_QUOTED}\n"
    ),
}
_SEAL = covers(f"{_FILES[PROGRESS]}\n".encode())
_FILES[PROGRESS] += (
    f'\n[review]\nstate = "submitted"\nby = {_QUOTED}\nnote = {_QUOTED}\nat = 2018-01-12T10:31:00+02:00\n'
    f'covers = "{_SEAL}"\n'
)
#: Keys pressed on the table and the text that then appears; Esc always leads back.
_WINDOWS = {
    "F1": "набирайте, щоб знайти",
    "F3": "Історія",
    "F5": "Enter Вибрати",
    "F6": "заходи моїх підрозділів",
    "F8": "1 з 1",
    "F9": "За підрозділами",
    "j": "Журнал",
    "u": "Заходи",
    "v": "ЗЛЕ",
}


@pytest.fixture
def hostile(call: Caller) -> Path:
    git = ["git", "-C", str(call.folder), "-c", f"user.name={HOSTILE}", "-c", f"user.email={HOSTILE}"]
    for path, text in _FILES.items():
        (call.folder / path).write_text(text, encoding="utf-8")
        # One commit for each file, so that history and journal have several entries.
        subprocess.run([*git, "add", "--all"], check=True)
        message = f"{HOSTILE}\n\n{HOSTILE}\n\nProzvit-Basis: {HOSTILE}\n"
        subprocess.run([*git, "commit", "-q", "--cleanup=verbatim", "-m", message], check=True)
    return call.folder


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_hostile_text(hostile: Path, size: tuple[int, int]) -> None:
    """No control, markup or escape sequence of a stored text reaches the terminal, on any screen."""
    with Terminal(hostile, size) as terminal:
        terminal.wait("[red]ЗЛЕ[/]", "F4")
        terminal.press("Home")
        for key, shown in _WINDOWS.items():
            before = terminal.screen()
            terminal.send(XTERM.get(key, key.encode()))
            terminal.until(lambda seen=before: terminal.screen() != seen, f"{key} does nothing")
            terminal.wait(shown)
            if key == "j":
                for keys, asked in (("Down",), "Чиї зміни"), (("Down", "Down"), "якого підрозділу"):
                    terminal.press("F6")
                    terminal.wait("хто: ")
                    terminal.press(*keys, "Enter")
                    terminal.wait(asked)
                    terminal.press("EscAtOnce")
            if key == "u":
                terminal.press("Right")
                terminal.wait("Ключі")
                terminal.press("Enter")
                terminal.wait("Електронна пошта")
                terminal.press("EscAtOnce")
                terminal.wait("Ключі")
            terminal.press("Down", "Down", "Up")
            terminal.rest(0.1)
            terminal.press("EscAtOnce")
            terminal.wait("F4 ")
        _write_report(terminal)
        _look_at_versions(terminal)
        _import(terminal, hostile)
        _go_through_form(terminal)
        terminal.press("F10")
        terminal.until(lambda: "Натисніть Enter" in terminal.written.decode(), "no farewell")
        terminal.press("Enter")
        assert terminal.status() == 0
    assert foreign(terminal.written) == []
    with Terminal(hostile, size) as again:
        again.wait("ЗЛЕ", "Набране")
        again.press("F10")
        again.until(lambda: b"\x1b[?1049l" in again.written, "F10 does not leave")
    assert foreign(again.written) == []


def _write_report(terminal: Terminal) -> None:
    """Write the report and wait until its paths are shown."""
    terminal.press("F2")
    terminal.wait("Тека")
    terminal.press("Enter")
    terminal.wait("Записано")
    terminal.press("EscAtOnce")
    terminal.wait("F4 ")


def _look_at_versions(terminal: Terminal) -> None:
    """Open the authors of each part, a whole change, and the comparison of two versions."""
    terminal.press("F3")
    terminal.wait("особи", "F1")
    for keys, shown in ((["a"], "Хто написав ·"), (["Enter"], "ЗЛЕ"), (["v", "Down", "v"], "Дві версії ·")):
        for key in keys:
            terminal.send(XTERM.get(key, key.encode()))
        terminal.wait(shown)
        terminal.rest(0.2)
        terminal.press("EscAtOnce")
        terminal.rest(0.1)
    terminal.press("EscAtOnce")
    terminal.wait("F4 ")


def _import(terminal: Terminal, register: Path) -> None:
    """Preview the import of a hostile report, and open a file with a hostile path."""
    report = register.parent / "звіт.md"
    cells = f"| 1 | {HOSTILE} | Постійно | {HOSTILE} | {HOSTILE} Стан виконання – 10 %. |"
    report.write_text(
        f"| № | Захід | Строк | Відповідальні | Стан |\n| --- | --- | --- | --- | --- |\n{cells}\n",
        encoding="utf-8",
    )
    for typed in (str(report), "/нема/[red]"):
        terminal.type("i")
        terminal.wait("Імпорт звіту")
        terminal.type(typed)
        terminal.press("Enter")
        terminal.rest(0.5)
        terminal.press("EscAtOnce")
        terminal.wait("F4 ")


def _go_through_form(terminal: Terminal) -> None:
    """Type, open the save dialog and the history, and go back."""
    terminal.press("F4")
    terminal.wait("Відсоток", "4  [red]ЗЛЕ")
    terminal.type("Набране. ")
    terminal.wait("Набране.")
    for key in ("F2", "F3", "F8", "F9"):
        terminal.press(key)
        terminal.rest(0.2)
        if key in {"F2", "F3"}:
            terminal.press("EscAtOnce")
            terminal.wait("Відсоток")


@pytest.mark.parametrize(
    "piece", ["\x1b]52;c;WkxF\x07", "\x1bP$q\x1b\\", "\x1b[2J", "\x1bc", "\x9b31m", "\u202e", "\x07"]
)
def test_foreign(piece: str) -> None:
    """`foreign` finds each kind of control sequence, and nothing in Textual's own output."""
    own = "\x1b[?1049h\x1b[1;2H\x1b[1;38;5;253;48;2;1;2;3mТекст\x1b[0m\r\n\x1b]22;default\x07"
    assert foreign(own.encode()) == []
    assert foreign(f"{own}{piece}{own}".encode())

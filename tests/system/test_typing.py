"""Input from officers' terminals to the real program: keys of xterm and PuTTY, letters, pastes, resizing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PROGRESS, Caller, installed
from tests.system.stream import width
from tests.system.terminal import PUTTY, XTERM, Terminal, draft, open_form
from tui.actions import EDIT, MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tui.actions import Action

pytestmark = installed

FUNCTION_KEYS = [f"F{n}" for n in range(1, 11)]
#: A text that the screen shows only after an action was carried out.
SHOWN = {
    "help": "Що тут можна зробити",
    "edit": "Відсоток",
    "history": "Історія · захід 4",
    "period": "Enter Вибрати",
    "filter": "заходи моїх підрозділів",
    "board": "За підрозділами",
    "review": "Розгляд · ",
    "export": "Тека, куди записати",
    "save": "Зберегти зміну",
    "preview": "Так буде надруковано",
    "programme": "що сказано в програмі",
    "copy": "4 слова",
}
_EARLIER = "Торік почали."
#: Seconds after which the program takes a lone Esc for a key (`tui.cli.opening`); how often the test retries.
_ESCAPE, _TRIES = 0.5, 10


@pytest.fixture(scope="module")
def made(made: Path) -> Path:
    call = Caller(made)
    call("set", "4", "percent=40", f"text={_EARLIER}", "--period", "2017-Q3", "--reason", "Подано")
    return made


@pytest.fixture
def terminal(call: Caller) -> Iterator[Terminal]:
    # Some logins leave a size in the environment; it must not override the terminal's own.
    with Terminal(call.folder, (100, 30), COLUMNS="80", LINES="24") as opened:
        opened.wait("Захід 4", "F4")
        yield opened


@pytest.fixture
def form(terminal: Terminal) -> Terminal:
    open_form(terminal)
    terminal.wait(_EARLIER)
    return terminal


def _declared(actions: Sequence[Action], key: str) -> str | None:
    return next((each.name for each in actions if key.lower() in each.keys.split(",")), None)


def _press_all(terminal: Terminal, actions: Sequence[Action], keys: dict[str, bytes]) -> None:
    """Press each function key that opens another screen and come back; F10 at the end leaves the program."""
    terminal.rest()
    for key in FUNCTION_KEYS[:-1]:
        before = terminal.screen()
        action = _declared(actions, key)
        terminal.press(key, keys=keys)
        if action is None:
            terminal.rest(0.2)
            assert terminal.screen() == before, f"{key} does what is not declared"
        elif action in SHOWN:
            assert SHOWN[action] not in before
            terminal.wait(SHOWN[action])
        elif action == "search":
            terminal.until(lambda shown=before: terminal.screen() != shown, "nothing to search in")
        else:
            assert action == "other"
        if action not in {None, "copy", "preview", "other"}:
            terminal.press("EscAtOnce")
            terminal.until(lambda shown=before: terminal.screen() == shown, f"Esc leads not back from {key}")
    terminal.press("F10", keys=keys)


@pytest.mark.parametrize("keys", [XTERM, PUTTY], ids=["xterm", "putty"])
def test_keys_of_the_measures(terminal: Terminal, keys: dict[str, bytes]) -> None:
    """On the table each function key runs its declared action; the others do nothing."""
    _press_all(terminal, MEASURES, keys)
    assert terminal.status() == 0


@pytest.mark.parametrize("keys", [XTERM, PUTTY], ids=["xterm", "putty"])
def test_keys_of_the_form(form: Terminal, keys: dict[str, bytes]) -> None:
    """In the form each function key runs its declared action; the others do nothing."""
    _press_all(form, EDIT, keys)
    form.until(lambda: "Натисніть Enter" in form.written.decode(), "no farewell")
    form.press("Enter")
    assert form.status() == 0


def test_typed_ahead(call: Caller) -> None:
    """Keys typed ahead of a slow line or screen, even before the first one, are not lost."""
    with Terminal(call.folder) as terminal:
        terminal.press("F4")
        terminal.type(" Проведено наради.")
        terminal.press("F2")
        terminal.type("Подано вчасно")
        terminal.press("Enter")
        terminal.wait("Збережено й подано")
    assert "Готуємо наради. Проведено наради." in call.git("show", f"HEAD:{PROGRESS}")
    assert "Подано вчасно" in call.git("show", "-s", "--format=%B")


def test_search_and_other(terminal: Terminal) -> None:
    """F7 moves the focus to the search; F9 in the form moves it from the text to the earlier one and back."""
    terminal.press("F7")
    terminal.type("10")
    terminal.until(lambda: "Захід 7а" not in terminal.screen(), "nothing is searched")
    terminal.press("Esc")
    terminal.wait("Захід 7а")
    terminal.press("Home")
    terminal.wait("4 Захід 4 ·")
    open_form(terminal)
    terminal.press("F9")
    terminal.type("ніде")
    terminal.press("F9")
    terminal.type(" Тут.")
    assert "ніде" not in terminal.wait("Готуємо наради. Тут.")


def test_ctrl_s(form: Terminal) -> None:
    """Ctrl+S saves as F2 does, with either keyboard layout and in each encoding that terminals send."""
    for sent in (b"\x13", b"\x1b[115;5u", b"\x1b[1110;5u", b"\x1b[27;5;1110~", b"\x1b[1110:1030:115;5u"):
        form.send(sent)
        form.wait(SHOWN["save"])
        form.press("EscAtOnce")
        form.until(lambda: SHOWN["save"] not in form.screen(), "Esc leads not back")


def test_letters(form: Terminal) -> None:
    """Cyrillic letters arrive, even in two halves; a key code with a base layout does not end the program."""
    form.send(b"\x1b[1081:1049:113;5u")
    form.type(" Об’їзд ґанку, ")
    half, other = "й".encode()[:1], "й".encode()[1:]
    form.send(half)
    form.pause(0.3)
    form.send(other + "ой.".encode())
    form.wait("█ Готуємо наради. Об’їзд ґанку, йой.")


@pytest.mark.parametrize("encoding", ["koi8-u", "cp1251"])
def test_letters_that_are_no_utf8(form: Terminal, encoding: str) -> None:
    """Input that is not UTF-8 does not end the program, which says what setting to change."""
    form.send("Звіт".encode(encoding))
    form.wait("UTF-8")
    form.type("Далі")
    form.wait("Далі")


def test_parted_arrow(call: Caller) -> None:
    """An arrow key split by a pause of 0.4 s moves the cursor and is not taken for Esc."""
    for _ in range(_TRIES):
        with Terminal(call.folder) as terminal:
            terminal.wait("4 Захід 4 ·")
            began = time.monotonic()
            terminal.send(b"\x1b")
            terminal.pause(0.4)
            terminal.send(b"[B")
            # A loaded machine can stretch the pause; then the program rightly takes the first part for Esc.
            if time.monotonic() - began < _ESCAPE:
                terminal.wait("7а Захід 7а ·")
                return
    pytest.fail("nothing can be sent in time here")


def test_both_layouts(terminal: Terminal) -> None:
    """Letter keys work on both layouts, are shown in the one last typed in, and none leaves the program."""
    terminal.type("йqо")
    terminal.wait("Журнал ·")
    terminal.press("EscAtOnce")
    terminal.wait("Захід 4 ·", "F4")
    terminal.press("F3")
    terminal.wait("к Повернути")
    terminal.type("q")
    terminal.wait("r Повернути")


def test_answers_and_noise(form: Terminal) -> None:
    """Stray terminal answers, NUL, C1 controls and broken sequences type nothing."""
    form.send(
        b"\x1b[?2026;2$y\x1b[?2048;0$y\x1b[?1;2c\x1b]11;rgb:0000/0000/0000\x1b\\\x00\xc2\x85\x1b[<0;1;1M"
    )
    form.type(" Далі.")
    form.wait("█ Готуємо наради. Далі.")


def test_too_long_a_paste(form: Terminal, call: Caller) -> None:
    """A paste of 100 KB is refused with the reason, and the program goes on."""
    form.paste("Наради и\u0306 проведено.\r\n" * 2600)
    form.wait("30")
    form.wait("Готуємо наради.", "2 слова")
    form.type(" Далі.")
    form.wait("Готуємо наради. Далі.")
    form.until(lambda: "Готуємо наради. Далі." in draft(call.folder), "no draft")


def test_long_paste(form: Terminal, call: Caller) -> None:
    """A paste that fits into the text arrives whole and normalised, and is kept in the draft."""
    form.paste("\r\nЗахід и\u0306 наради." * 1400)
    form.wait("1401 абзац")
    form.until(lambda: "\\nЗахід й наради." * 1400 in draft(call.folder), "no draft")


def test_endless_paste(form: Terminal) -> None:
    """A paste whose end marker was lost is inserted, and typing works afterwards."""
    form.send(b"\x1b[200~" + " Без кінця.".encode())
    form.wait("█ Готуємо наради. Без кінця.")
    form.type(" Далі.")
    form.wait("█ Готуємо наради. Без кінця. Далі.")


@pytest.mark.parametrize("place", ["table", "form"])
def test_another_size(terminal: Terminal, place: str) -> None:
    """At each size from 160×50 down to 40×12 and back the screen fits the terminal and typed text is kept."""
    if place == "form":
        open_form(terminal)
        terminal.type(" Набране.")
        terminal.wait("наради. Набране.")
    for size in ((160, 50), (40, 12), (160, 50)):
        terminal.resize(*size)
        terminal.rest()
        drawn = len(terminal.written)
        terminal.press("F1")
        terminal.wait("знайти")
        terminal.press("EscAtOnce")
        terminal.until(lambda: "знайти" not in terminal.screen(), "Esc leads not back")
        terminal.rest()
        assert width(terminal.written[drawn:]) <= size[0]
    terminal.wait("Набране." if place == "form" else "Захід 7а", "F1")

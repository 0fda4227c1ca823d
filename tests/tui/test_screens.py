"""The screens: what an officer sees, and what their keys do."""

from __future__ import annotations

from io import StringIO
from pathlib import Path  # noqa: TC003 - as the other types here

import pytest
from textual import events

from records.drafts import Drafts
from records.language import Language
from records.register import Register
from tests.tui.conftest import BROAD, NARROW, PROGRESS, Opener, git, save
from tui.running import _check_encoding
from tui.screens.editing import Form
from tui.screens.measures import Measures
from tui.screens.saving import SaveDialog
from tui.widgets.fields import Editor, Line
from tui.widgets.table import MeasureTable

_HOSTILE = "[red]\\u001b]0;owned\\u0007 [/] \\u202Eabc\\u009b31m"


def _write(folder: Path, path: str, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "[bold]\x1b[31m Вручну \u202e")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_hostile_text(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Markup, escape sequences and bidirectional controls only ever show as marks, on each screen."""
    measure = (
        f'number = "4"\ntitle = "{_HOSTILE}"\nresponsible = ["office"]\n[deadline]\ntext = "{_HOSTILE}"\n'
    )
    _write(folder, "measures/2017/4/measure.toml", measure)
    progress = f'status = "in-progress"\npercent = 1\ntext = "{_HOSTILE} текст"\n'
    _write(folder, "measures/2017/4/2017-Q3.toml", progress)
    async with screens(size) as found:
        shown = [found.shown()]
        for keys in (("f4",), ("x", "f2"), ("escape",), ("f3",), ("escape", "escape"), ("f1",)):
            await found.press(*keys)
            shown.append(found.shown())
        assert "[red]" in shown[0]
        for screen in shown:
            assert not set(screen) & set("\x1b\x07\x9b\u202e")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_shortest_way(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """F4, the text, F2, Enter make one commit, and the same row is selected again."""
    before = git(folder, "rev-list", "--count", "HEAD")
    async with screens(size) as found:
        await found.press("down", "up", "f4")
        await found.type("Проведено наради у чотирьох відділах.")
        await found.press("f2")
        await found.wait("Подано інформацію за IV квартал 2017 року")
        await found.press("enter")
        await found.wait("Записано й подано")
        assert isinstance(found.app.screen, Measures)
        assert found.app.screen.query_one(MeasureTable).cursor_row == 0
    assert int(git(folder, "rev-list", "--count", "HEAD")) == int(before) + 1
    assert "Проведено наради у чотирьох відділах." in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_stale_field(folder: Path, screens: Opener) -> None:
    """A field that somebody changed meanwhile is refused with both values, and what was typed stays."""
    async with screens(BROAD) as found:
        await found.press("f4")
        await found.type("Мій текст про наради.")
        save(folder, {"status": "in-progress", "percent": 60, "text": "Чужий текст про наради."})
        head = git(folder, "rev-parse", "HEAD")
        await found.press("f2")
        shown = await found.wait("[-Чужий-] {+Мій+} текст про наради.")
        assert "Тепер там: 60. Ваше: 50." in shown
        assert "Інша особа" in shown
        assert git(folder, "rev-parse", "HEAD") == head
        await found.press("escape")
        assert isinstance(found.app.screen, Form)
        assert found.app.screen.query_one("#text", Editor).text == "Мій текст про наради."


async def test_reason_is_kept(screens: Opener) -> None:
    """The reason that was typed is there again after going back to the text."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради проведено.")
        await found.press("f2")
        await found.type("Моя причина")
        await found.press("escape", "f2")
        assert isinstance(found.app.screen, SaveDialog)
        assert found.app.screen.query_one("#reason", Line).value == "Моя причина"


async def test_reason_is_asked(folder: Path, screens: Opener) -> None:
    """Without a reason nothing is saved, and the dialog says so."""
    head = git(folder, "rev-parse", "HEAD")
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради проведено.")
        await found.press("f2", "delete", "enter")
        await found.wait("причину")
        assert isinstance(found.app.screen, SaveDialog)
    assert git(folder, "rev-parse", "HEAD") == head


async def test_disagreeing_percent(folder: Path, screens: Opener) -> None:
    """A percent that does not go with the status is named before anything is recorded."""
    head = git(folder, "rev-parse", "HEAD")
    async with screens() as found:
        await found.press("f4", "shift+tab", "shift+tab")
        await found.press("1", "0", "0")
        await found.wait("не відповідає статусу")
        await found.press("f2")
        await found.wait("не відповідає статусу")
        await found.press("enter")
    assert git(folder, "rev-parse", "HEAD") == head


async def test_back_keeps_a_draft(folder: Path, screens: Opener) -> None:
    """Esc keeps what was typed; the row says so and opening it again goes on with it."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради")
        await found.press("escape")
        await found.wait("чернетка")
        await found.press("enter")
        assert found.app.screen.query_one("#text", Editor).text == "Наради"
    assert git(folder, "status", "--porcelain") == ""


async def test_undo_after_paste(screens: Opener) -> None:
    """A long paste is cleaned, lands once and can be taken back, though a scrollbar would come and go."""
    async with screens() as found:
        await found.press("f4")
        editor = found.app.screen.query_one("#text", Editor)
        found.app.post_message(events.Paste("Рядок\r\n" * 60 + "и\u0306\u202e\x1b[31m"))
        await found.wait("Рядок")
        assert editor.text == "Рядок\n" * 60 + "й[31m"
        await found.press("ctrl+z")
        assert editor.text == ""


async def test_read_only(folder: Path, screens: Opener) -> None:
    """A register off its branch says why, has no keys that write, and Enter shows the measure instead."""
    git(folder, "checkout", "-q", "-b", "інша")
    async with screens() as found:
        shown = await found.wait("а не гілку main")
        assert "Писати" not in shown
        await found.press("f4")
        assert isinstance(found.app.screen, Measures)
        await found.press("enter")
        await found.wait("Відповідальні за виконання: Загальний відділ")


async def test_closed_period(folder: Path, screens: Opener) -> None:
    """The form of a closed period says so before anyone types."""
    record = 'count = 0\nby = "other"\nat = 2018-01-20T10:00:00+02:00\n'
    _write(folder, "periods/2017-Q4.toml", record)
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради")
        await found.wait("закрито")
        assert found.app.screen.query_one("#text", Editor).text == ""


async def test_anothers_save_appears(folder: Path, screens: Opener) -> None:
    """What another officer saves appears in the table without a key, and the cursor stays."""
    async with screens() as found:
        await found.press("down")
        save(folder, {"status": "partly", "percent": 77, "text": "Наради проведено в трьох відділах."})
        await found.wait("77")
        assert found.app.screen.query_one(MeasureTable).cursor_row == 1


async def test_search(screens: Opener) -> None:
    """The table narrows to what holds the words, and widens again on Esc."""
    async with screens() as found:
        await found.press("f7")
        await found.type("юридич")
        assert found.app.screen.query_one(MeasureTable).row_count == 1
        await found.press("escape")
        assert found.app.screen.query_one(MeasureTable).row_count == 3


async def test_plain_signs(screens: Opener) -> None:
    """With --ascii no sign that draws boxes or bars is on the screen."""
    async with screens(plain=True) as found:
        shown = [found.shown()]
        for keys in (("f4",), ("f2",)):
            await found.press(*keys)
            shown.append(found.shown())
    drawn = {chr(code) for code in range(0x2500, 0x2600)}
    assert not drawn & set("".join(shown))


async def test_unforeseen(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure that nobody foresaw ends the program with what was typed on disk."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the screens raise when they end
        async with screens() as found:
            await found.press("f4")
            await found.type("Наради")
            monkeypatch.setattr(Form, "action_history", fail)
            await found.press("f3")
    with Register.open(folder) as register:
        assert [draft.values["text"] for draft in Drafts(register).all()] == ["Наради"]


async def test_paste_key(screens: Opener) -> None:
    """Ctrl+V, which no terminal pastes with, says which keys do."""
    async with screens() as found:
        await found.press("f4", "ctrl+v")
        await found.wait("Shift+Insert")


async def test_period_by_arrows(screens: Opener) -> None:
    """← shows the period before, with what was reported in it, and → comes back."""
    async with screens() as found:
        await found.press("left")
        assert "III квартал 2017 року" in found.shown().splitlines()[0]
        await found.wait("Виконується")
        await found.press("right")
        assert "IV квартал 2017 року" in found.shown().splitlines()[0]


async def test_long_change(screens: Opener) -> None:
    """In the last look a long text can be read to its end while the cursor stays in the reason."""
    async with screens() as found:
        await found.press("f4")
        await found.type("\n".join(f"Захід проведено у закладі освіти {n}." for n in range(40)))
        await found.press("f2")
        await found.wait("закладі освіти 0.")
        await found.press(*["pagedown"] * 8)
        await found.wait("закладі освіти 39.")
        assert isinstance(found.app.screen.focused, Line)


@pytest.mark.parametrize(
    ("encoding", "said"), [("KOI8-U", True), ("UTF-8", False), ("ANSI_X3.4-1968", False)]
)
def test_locale(
    encoding: str, *, said: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A locale of another encoding is named before the first screen, with what to set."""
    monkeypatch.setattr("locale.getencoding", lambda: encoding)
    monkeypatch.setattr("sys.stdin", StringIO("\n"))
    _check_encoding(Language("uk"))
    assert ("LANG=C.UTF-8" in capsys.readouterr().out) is said


async def test_word_on_the_row(folder: Path, screens: Opener) -> None:
    """A row says how far the writing is: recorded, submitted, and a draft before either."""
    save(folder, {"status": "partly", "percent": 77, "text": "Наради проведено в трьох відділах."})
    async with screens() as found:
        assert "Частково     77 збережено" in found.shown()
        await found.press("f4", "f2")
        await found.type("Подано")
        await found.press("enter")
        await found.wait("77 подано")
        await found.press("end", "f4")
        await found.type("Наради")
        await found.press("escape")
        await found.wait("чернетка")


async def test_endless_paste(screens: Opener) -> None:
    """A paste of a hundred thousand characters is refused with the reason, and the screen goes on."""
    async with screens() as found:
        await found.press("f4")
        await found.type("я" * 100_000)
        await found.wait("30000")
        assert found.app.screen.query_one("#text", Editor).text == ""


async def test_typing_on_and_on(folder: Path, screens: Opener) -> None:
    """A draft is on disk while keys still come, not only after the last one."""
    async with screens() as found:
        await found.press("f4")
        with Register.open(folder) as register:
            drafts = Drafts(register)
            for _ in range(60):
                await found.press("я")
                if drafts.all():
                    break
            assert drafts.all()

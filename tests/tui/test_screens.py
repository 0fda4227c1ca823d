"""The screens: what an officer sees, and what the keys do."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest

from records.language import Language
from records.register import Register
from records.writing.drafts import Drafts
from tests.tui.conftest import BROAD, NARROW, PROGRESS, Opener, git, save, write
from tui.running import _check_encoding
from tui.screens.forms.editing import Form
from tui.screens.table.measures import Measures
from tui.widgets.table import MeasureTable

if TYPE_CHECKING:
    from pathlib import Path

_HOSTILE = "[red]\\u001b]0;owned\\u0007 [/] \\u202Eabc\\u009b31m"


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_hostile_text(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Markup, escape sequences and bidirectional controls are shown as visible signs on each screen."""
    measure = (
        f'number = "4"\ntitle = "{_HOSTILE}"\nresponsible = ["office"]\n[deadline]\ntext = "{_HOSTILE}"\n'
    )
    write(folder, "measures/2017/4/measure.toml", measure)
    progress = f'status = "in-progress"\npercent = 1\ntext = "{_HOSTILE} текст"\n'
    write(folder, "measures/2017/4/2017-Q3.toml", progress)
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
    """F4, a text, F2 and Enter make one commit, and the same row is selected again."""
    before = git(folder, "rev-list", "--count", "HEAD")
    async with screens(size) as found:
        await found.press("down", "up", "f4")
        await found.type("Проведено наради у чотирьох відділах.")
        await found.press("f2")
        await found.wait("Подано інформацію за IV квартал 2017 року")
        await found.press("enter")
        await found.wait("Збережено й подано")
        assert isinstance(found.app.screen, Measures)
        assert found.app.screen.query_one(MeasureTable).cursor_row == 0
    assert int(git(folder, "rev-list", "--count", "HEAD")) == int(before) + 1
    assert "Проведено наради у чотирьох відділах." in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_read_only(folder: Path, screens: Opener) -> None:
    """On another branch the screen is read-only, says why, has no keys that write; Enter shows a measure."""
    git(folder, "checkout", "-q", "-b", "інша")
    async with screens() as found:
        shown = await found.wait("а не гілку main")
        assert "Писати" not in shown
        await found.press("f4")
        assert isinstance(found.app.screen, Measures)
        await found.press("enter")
        await found.wait("Відповідальні за виконання: Загальний відділ")


async def test_anothers_save_appears(folder: Path, screens: Opener) -> None:
    """Another officer's save appears in the table by itself, and the cursor stays."""
    async with screens() as found:
        await found.press("down")
        save(folder, {"status": "partly", "percent": 77, "text": "Наради проведено в трьох відділах."})
        await found.wait("77")
        assert found.app.screen.query_one(MeasureTable).cursor_row == 1


async def test_search(screens: Opener) -> None:
    """The search filters the table, and Esc shows all measures again."""
    async with screens() as found:
        await found.press("f7")
        await found.type("юридич")
        assert found.app.screen.query_one(MeasureTable).row_count == 1
        await found.press("escape")
        assert found.app.screen.query_one(MeasureTable).row_count == 3


async def test_plain_signs(screens: Opener) -> None:
    """With --ascii the screen contains no characters that draw boxes or bars."""
    async with screens(plain=True) as found:
        shown = [found.shown()]
        for keys in (("f4",), ("f2",)):
            await found.press(*keys)
            shown.append(found.shown())
    drawn = {chr(code) for code in range(0x2500, 0x2600)}
    assert not drawn & set("".join(shown))


async def test_unforeseen(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen failure ends the program with the typed text on disk."""

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


async def test_period_by_arrows(screens: Opener) -> None:
    """← shows the previous period with its progress, and → comes back."""
    async with screens() as found:
        await found.press("left")
        assert "III квартал 2017 року" in found.shown().splitlines()[0]
        await found.wait("Виконується")
        await found.press("right")
        assert "IV квартал 2017 року" in found.shown().splitlines()[0]


@pytest.mark.parametrize(
    ("encoding", "named", "said"),
    [
        ("KOI8-U", "", True),
        ("UTF-8", "uk_UA.UTF-8", False),
        ("ANSI_X3.4-1968", "C", False),
        ("ANSI_X3.4-1968", "ru_RU.KOI8-R", True),
    ],
)
def test_locale(
    encoding: str,
    named: str,
    *,
    said: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A locale of another encoding, installed or not, is reported with its remedy before the first screen."""
    monkeypatch.setenv("LC_ALL", named)
    monkeypatch.setattr("locale.getencoding", lambda: encoding)
    monkeypatch.setattr("sys.stdin", StringIO("\n"))
    _check_encoding(Language("uk"))
    assert ("LANG=C.UTF-8" in capsys.readouterr().out) is said


async def test_word_on_the_row(folder: Path, screens: Opener) -> None:
    """A row shows whether its answer is a draft, recorded or submitted."""
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

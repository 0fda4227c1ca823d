"""The save dialog: the change, its reason, its author, and the save it may have to wait for."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from tests.tui.conftest import BROAD, NARROW, PROGRESS, git, let_officers_rule, save
from tests.tui.forms import text
from tui.screens.forms.editing import Form
from tui.screens.windows.saving import SaveDialog
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

_HOLD = """
import sys
from pathlib import Path
from records.disk.locks import locked
with locked(Path(sys.argv[1]), "petrenko"):
    print("held", flush=True)
    sys.stdin.readline()
"""


async def test_stale_field(folder: Path, screens: Opener) -> None:
    """A conflict with a concurrent change is settled field by field before anything is recorded."""
    async with screens(BROAD) as found:
        await found.press("f4")
        await found.type("Мій текст про наради.")
        save(folder, {"status": "in-progress", "percent": 60, "text": "Чужий текст про наради."})
        head = git(folder, "rev-parse", "HEAD")
        await found.press("f2")
        shown = await found.wait("Відсоток")
        assert "1 з 2" in shown
        assert "Збережено: Інша особа" in shown
        # Enter keeps the recorded value, so it can't overwrite another officer's by accident.
        await found.press("enter")
        await found.wait("2 з 2")
        await found.press("down", "enter")
        await found.wait("[-Чужий-] {+Мій+} текст про наради.")
        assert git(folder, "rev-parse", "HEAD") == head
        await found.press("enter")
        await found.wait("Збережено й подано")
    written = git(folder, "show", f"HEAD:{PROGRESS}")
    assert "Мій текст про наради." in written
    assert "percent = 60" in written


async def test_stale_field_left(folder: Path, screens: Opener) -> None:
    """Esc leaves the conflict unsettled: the dialog says so, Enter shows it again, typed text stays."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Мій текст.")
        save(folder, {"status": "in-progress", "percent": 60, "text": "Чужий текст."})
        head = git(folder, "rev-parse", "HEAD")
        await found.press("f2")
        await found.wait("1 з 2")
        await found.press("escape")
        await found.wait("Enter покаже розбіжність")
        await found.press("enter")
        await found.wait("1 з 2")
        await found.press("escape", "escape")
        assert isinstance(found.app.screen, Form)
        assert text(found).text == "Мій текст."
    assert git(folder, "rev-parse", "HEAD") == head


async def test_merged(folder: Path, screens: Opener) -> None:
    """Compatible changes are merged, and the dialog names the other author before recording."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Перше.\nДруге."})
    async with screens(BROAD) as found:
        await found.press("f4")
        await found.type("\nТретє.")
        save(folder, {"percent": 70, "text": "Перше зроблено.\nДруге."})
        await found.press("f2")
        shown = await found.wait("Інша особа")
        assert "Об’єднано з пізнішою зміною" in shown
        await found.press("enter")
        await found.wait("Збережено й подано")
    written = git(folder, "show", f"HEAD:{PROGRESS}")
    assert "Перше зроблено.\nДруге.\nТретє.\n" in written
    assert "percent = 70" in written


async def test_submission_lapses(folder: Path, screens: Opener) -> None:
    """If others' changes are merged into a submitted answer, the line above the table and the form say so."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Проведено.")
        await see.press("f2")
        await see.wait("Відсоток")
        await see.press("enter")
        await see.wait("Збережено й подано")
        assert see.app.desk.submitted == 1
        save(folder, {"percent": 51})
        await see.wait("подане об’єднано зі змінами")
        assert see.app.desk.submitted == 0
        await see.press("f4")
        await see.wait("подане об’єднано зі змінами")


async def test_reason_is_kept(screens: Opener) -> None:
    """The typed reason is kept while the officer goes back to the text."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради проведено.")
        await found.press("f2")
        await found.type("Моя причина")
        await found.press("escape", "f2")
        assert isinstance(found.app.screen, SaveDialog)
        assert found.app.screen.query_one("#reason", Line).value == "Моя причина"


async def test_reason_is_asked(folder: Path, screens: Opener) -> None:
    """Without a reason nothing is saved; the dialog asks for one and moves the focus there."""
    head = git(folder, "rev-parse", "HEAD")
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради проведено.")
        await found.press("f2", "delete", "enter")
        assert "--reason" not in await found.wait("Спершу причина")
        assert isinstance(found.app.screen, SaveDialog)
        assert found.app.focused is found.app.screen.query_one("#reason")
    assert git(folder, "rev-parse", "HEAD") == head


async def test_long_change(screens: Opener) -> None:
    """A long text can be scrolled to its end in the dialog while the cursor stays in the reason."""
    async with screens() as found:
        await found.press("f4")
        await found.type("\n".join(f"Захід проведено у закладі освіти {n}." for n in range(40)))
        await found.press("f2")
        await found.wait("закладі освіти 0.")
        await found.press(*["pagedown"] * 8)
        await found.wait("закладі освіти 39.")
        assert isinstance(found.app.screen.focused, Line)


async def test_reason_is_offered(folder: Path, screens: Opener) -> None:
    """The suggested reason of a first progress is selected, so typing replaces it."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        shown = await see.wait("Подано інформацію за IV квартал 2017 року")
        assert "Від імені: " in shown
        await see.press("Т", "а", "к")
        assert see.app.screen.query_one("#reason", Line).value == "Так"
        await see.press("tab")
        await see.type("№ 5")
        await see.press("enter")
        await see.wait("Збережено й подано: " + git(folder, "rev-parse", "HEAD")[:10])
    told = git(folder, "show", "-s", "--format=%B")
    assert "  Так" in told
    assert "Prozvit-Basis: № 5" in told


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_buttons(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Tab moves from reason to basis to each button; the second button saves without submitting."""
    async with screens(size) as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        focused = []
        for _ in range(4):
            await see.press("tab")
            focused.append(see.app.screen.focused)
        assert [widget.id for widget in focused if widget] == ["basis", "submit", "record", "cancel"]
        shown = see.shown()
        assert all(str(widget.label) in shown for widget in focused if isinstance(widget, Button))
        await see.press("shift+tab", "enter")
        await see.wait("Збережено: ")
    assert "review" not in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_second_key(folder: Path, screens: Opener) -> None:
    """F4 saves without submitting."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2", "f4")
        await see.wait("Збережено: ")
    assert "review" not in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_waits_by_name(folder: Path, screens: Opener) -> None:
    """A save that waits for another one names its officer, and continues when it ends."""
    lock = folder / ".git" / "prozvit" / "lock"
    command = [sys.executable, "-c", _HOLD, str(lock)]
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        other = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        assert other.stdout is not None
        assert await other.stdout.readline() == b"held\n"
        await see.keys("enter")
        await see.wait("Зараз зберігає petrenko (PID")
        await other.communicate(b"\n")
        await see.wait("Збережено й подано")


@pytest.mark.parametrize(("unit", "submits"), [("office", True), ("legal", False)])
async def test_lead_unit_submits(folder: Path, screens: Opener, unit: str, *, submits: bool) -> None:
    """Where officers.toml rules, only the lead unit submits; for other units the dialog says so."""
    measure = folder / "measures" / "2017" / "4" / "measure.toml"
    text = measure.read_text(encoding="utf-8")
    measure.write_text(text.replace('["office"]', '["office", "legal"]'), encoding="utf-8")
    let_officers_rule(folder, "officer", unit)
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        shown = await see.wait("Подано інформацію")
        assert ("Подає лише головний підрозділ: Загальний відділ" in shown) is not submits
        assert ("Зберегти й подати" in shown) is submits
        await see.press("enter")
        await see.wait("Збережено й подано: " if submits else "Збережено: ")
    assert ("[review]" in git(folder, "show", f"HEAD:{PROGRESS}")) is submits


async def test_nothing_is_lost(folder: Path, screens: Opener) -> None:
    """A failed save shows the reason, and keeps the dialog, the typed reason and the text."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.press("f2")
        await see.type("Моя причина")
        git(folder, "checkout", "-q", "-b", "інша")
        await see.press("enter")
        await see.wait("а не гілку main")
        assert see.app.screen.query_one("#reason", Line).value == "Моя причина"
        await see.press("escape")
        assert text(see).text == "Наради проведено."

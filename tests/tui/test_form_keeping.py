"""What the form keeps: its draft, and a text that is pasted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events

from records.register import Register
from records.writing.drafts import Drafts
from tests.tui.conftest import PROGRESS, git, save, write
from tests.tui.forms import fill, text
from tui.screens.forms.editing import Form
from tui.screens.table.measures import Measures
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener


async def test_back_keeps_a_draft(folder: Path, screens: Opener) -> None:
    """Esc keeps what was typed; the row says so and opening it again goes on with it."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради")
        await found.press("escape")
        await found.wait("чернетка")
        await found.press("enter")
        assert text(found).text == "Наради"
    assert git(folder, "status", "--porcelain") == ""


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


async def test_opened_only(folder: Path, screens: Opener) -> None:
    """A draft that is opened and left keeps its age, and a form that is only looked at leaves none."""
    async with screens() as see:
        await see.press("f4", "escape")
        with Register.open(folder) as register:
            assert Drafts(register).all() == []
        await see.press("f4")
        await see.type("Наради")
        await see.press("escape")
        with Register.open(folder) as register:
            [draft] = Drafts(register).all()
            await see.press("f4")
            assert isinstance(see.app.screen, Form)
            await see.settle()
            assert Drafts(register).all() == [draft]


async def test_stored_oddly(folder: Path, screens: Opener) -> None:
    """A text that holds what no field can is left as it is, and makes no draft, until somebody types."""
    write(folder, PROGRESS, 'status = "in-progress"\ntext = "Наради\\u202e\\tпроведено"\n')
    async with screens() as see:
        await see.press("f4", "escape")
        assert isinstance(see.app.screen, Measures)
        with Register.open(folder) as register:
            assert Drafts(register).all() == []


async def test_thrown_away(folder: Path, screens: Opener) -> None:
    """What was typed is deleted from the list of F1, once it is asked, and the form closes."""
    async with screens() as see:
        await see.press("f4", "f1")
        assert "Видалити набране" not in see.shown()
        await see.press("escape")
        await see.type("Наради")
        for answer in (("escape",), ("down", "enter")):
            await see.press("f1")
            await see.type("видалити")
            await see.press("enter")
            await see.wait("Видалити цю чернетку?")
            await see.press(*answer)
        await see.wait("Чернетку видалено.")
        assert isinstance(see.app.screen, Measures)
    with Register.open(folder) as register:
        assert Drafts(register).all() == []


async def test_someone_else_changed_it(folder: Path, screens: Opener) -> None:
    """The form says that somebody else changed the measure, and keeps what is typed."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        save(folder, {"status": "partly", "percent": 77, "text": "Чуже про наради."})
        await see.wait("Цей захід щойно змінив хтось інший")
        assert text(see).text == "Моє про наради."


async def test_offered(folder: Path, screens: Opener) -> None:
    """The start offers each session’s draft, tells what others changed since, goes on with the chosen one."""
    # A percent that no clock shows.
    save(folder, {"status": "in-progress", "percent": 64, "text": "Разом."})
    async with screens() as see:
        await see.press("f4")
        await see.type("Перше.")
        await see.press("escape")
    save(folder, {"percent": 50})
    with Register.open(folder) as register:
        drafts = Drafts(register)
        [first] = drafts.all()
        hour_later = first.saved_at + timedelta(hours=1)
        later = replace(first, values={"text": "Друге."}, saved_at=hour_later, session=drafts.session)
        drafts.keep(later)
    async with screens(period=None) as see:
        await see.wait("{+Друге")
        await see.press("down")
        shown = await see.wait("Разом.Перше.")
        assert "інші змінили: Відсоток." in " ".join(shown.split())
        assert "64" not in shown
        await see.press("enter")
        await see.wait("інші змінили: Відсоток.")
        assert see.app.screen.query_one("#percent", Line).value == "50"
        await see.press("f2")
        await see.wait("Перше")
        assert "64" not in see.shown()
        await see.press("enter")
        await see.wait("чернетка")
    with Register.open(folder) as register:
        [left] = Drafts(register).all()
        assert left == replace(later, session=drafts.session)


async def test_taken_out(screens: Opener) -> None:
    """A paste says how many characters were left out of it, in a text and in a line."""
    async with screens() as see:
        await see.press("f4")
        see.app.post_message(events.Paste("Наради\u202e\x1b[31m"))
        await see.wait("вилучено 2")
        await fill(see, "completed", "20.\u200b12.2017")
        await see.wait("вилучено 1")
        assert see.app.screen.query_one("#completed", Line).value == "20.12.2017"


async def test_pasted_list(screens: Opener) -> None:
    """The bullets that Word pastes become a list; what is pasted into a line goes on there."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Зроблено ")
        see.app.post_message(events.Paste("•\tтак:\r\uf0b7\tперше\r\n–\tдруге"))
        await see.wait("- друге")
        assert text(see).text == "Зроблено • так:\n- перше\n- друге"


async def test_undo_after_paste(screens: Opener) -> None:
    """A long paste is cleaned, lands once and can be taken back, though a scrollbar would come and go."""
    async with screens() as found:
        await found.press("f4")
        editor = text(found)
        found.app.post_message(events.Paste("Рядок\r\n" * 60 + "и\u0306\u202e\x1b[31m"))
        await found.wait("Рядок")
        assert editor.text == "Рядок\n" * 60 + "й[31m"
        await found.press("ctrl+z")
        assert editor.text == ""


async def test_paste_key(screens: Opener) -> None:
    """Ctrl+V, which no terminal pastes with, says which keys do."""
    async with screens() as found:
        await found.press("f4", "ctrl+v")
        await found.wait("Shift+Insert")


async def test_endless_paste(screens: Opener) -> None:
    """A paste of a hundred thousand characters is refused with the reason, and the screen goes on."""
    async with screens() as found:
        await found.press("f4")
        await found.type("я" * 100_000)
        await found.wait("30000")
        assert text(found).text == ""

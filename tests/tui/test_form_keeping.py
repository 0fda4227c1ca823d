"""The form keeps drafts, and cleans pasted text."""

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
    """Esc keeps a draft; the row is marked, and opening it again resumes the draft."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Наради")
        await found.press("escape")
        await found.wait("чернетка")
        await found.press("enter")
        assert text(found).text == "Наради"
    assert git(folder, "status", "--porcelain") == ""


async def test_typing_on_and_on(folder: Path, screens: Opener) -> None:
    """A draft is written to disk during continuous typing, not only after the last key."""
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
    """Opening a draft without typing keeps its age, and a form without changes leaves no draft."""
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
    """A stored text with characters that a field can't hold is left alone, without a draft, until edited."""
    write(folder, PROGRESS, 'status = "in-progress"\ntext = "Наради\\u202e\\tпроведено"\n')
    async with screens() as see:
        await see.press("f4", "escape")
        assert isinstance(see.app.screen, Measures)
        with Register.open(folder) as register:
            assert Drafts(register).all() == []


async def test_thrown_away(folder: Path, screens: Opener) -> None:
    """A draft is deleted from the list of F1 after a confirmation, and the form closes."""
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
    """If another officer changes the measure, the form says so and keeps the typed text."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        save(folder, {"status": "partly", "percent": 77, "text": "Чуже про наради."})
        await see.wait("Цей захід щойно змінив хтось інший")
        assert text(see).text == "Моє про наради."


async def test_offered(folder: Path, screens: Opener) -> None:
    """At start every session's drafts are offered, with the fields others changed since; one is resumed."""
    # A number that can't be mistaken for a part of a time on the screen.
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
    """A paste reports how many characters were removed from it, in the text and in a single-line field."""
    async with screens() as see:
        await see.press("f4")
        see.app.post_message(events.Paste("Наради\u202e\x1b[31m"))
        await see.wait("вилучено 2")
        await fill(see, "completed", "20.\u200b12.2017")
        await see.wait("вилучено 1")
        assert see.app.screen.query_one("#completed", Line).value == "20.12.2017"


async def test_pasted_list(screens: Opener) -> None:
    """Bullets pasted from Word become a list; the first line of a paste continues the current line."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Зроблено ")
        see.app.post_message(events.Paste("•\tтак:\r\uf0b7\tперше\r\n–\tдруге"))
        await see.wait("- друге")
        assert text(see).text == "Зроблено • так:\n- перше\n- друге"


async def test_undo_after_paste(screens: Opener) -> None:
    """A long paste is cleaned, inserted once and can be undone, even if a scrollbar appears meanwhile."""
    async with screens() as found:
        await found.press("f4")
        editor = text(found)
        found.app.post_message(events.Paste("Рядок\r\n" * 60 + "и\u0306\u202e\x1b[31m"))
        await found.wait("Рядок")
        assert editor.text == "Рядок\n" * 60 + "й[31m"
        await found.press("ctrl+z")
        assert editor.text == ""


async def test_paste_key(screens: Opener) -> None:
    """Ctrl+V, which terminals don't use to paste, names the keys that do."""
    async with screens() as found:
        await found.press("f4", "ctrl+v")
        await found.wait("Shift+Insert")


async def test_endless_paste(screens: Opener) -> None:
    """A paste of a hundred thousand characters is refused with the reason, and the form keeps working."""
    async with screens() as found:
        await found.press("f4")
        await found.type("я" * 100_000)
        await found.wait("30000")
        assert text(found).text == ""

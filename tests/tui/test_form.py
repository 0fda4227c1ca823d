"""The form of a progress: what it shows, what it says of what is typed, and what it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from records.register import Register
from records.writing.drafts import Drafts
from tests.tui.conftest import BROAD, NARROW, PROGRESS, git, let_officers_rule, save, write
from tui.screens.editing import Form
from tui.screens.measures import Measures
from tui.screens.programme import MeasureForm
from tui.widgets.fields import Editor, Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens

TINY = (40, 12)
CLOSED = 'count = 0\nby = "other"\nat = 2018-01-20T10:00:00+02:00\n'
EVERYTHING = (
    "IV квартал 2017 року",
    "(•) Виконується",
    "Відсоток",
    "Дата виконання",
    "роботи тривають",
    "0 слів, 0 абзаців",
    "III квартал 2017 року: Виконується 50 %",
    "Готуємо наради.",
    "Документи: назва",
    "F2 Зберегти",
)


def row(shown: str, text: str) -> int:
    """Return the number of the first row that holds a text."""
    return next(place for place, line in enumerate(shown.splitlines()) if text in line)


def text(screens: Screens) -> Editor:
    """Return the form's text."""
    return screens.app.screen.query_one("#text", Editor)


async def fill(screens: Screens, field: str, typed: str) -> None:
    """Go to a field of the open form and type in the place of what is there."""
    found = screens.app.screen.query_one(f"#{field}")
    found.focus()
    await screens.settle()
    await screens.press("home", "shift+end", "delete")
    await screens.type(typed)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_everything_fits(screens: Opener, size: tuple[int, int]) -> None:
    """All fields, the period before and the documents stand on one screen, with room for a text."""
    async with screens(size) as see:
        await see.press("f4")
        shown = see.shown()
        assert [each for each in EVERYTHING if each not in shown] == []
        assert {NARROW: (5, 8), BROAD: (15, 25)}[size][0] <= text(see).size.height
        assert text(see).size.height <= {NARROW: 8, BROAD: 25}[size]
        assert not see.app.screen.query_one("#form").show_vertical_scrollbar


@pytest.mark.parametrize("field", ["status", "percent", "completed", "text", "evidence"])
async def test_tiny(screens: Opener, field: str) -> None:
    """On 40 columns and 12 lines each field can be seen while the keys go to it."""
    async with screens(TINY) as see:
        await see.press("f4")
        found = see.app.screen.query_one(f"#{field}")
        found.focus()
        await see.settle()
        region, inside = found.region, see.app.screen.query_one("#form").region
        assert inside.y <= region.y < region.bottom <= inside.bottom


async def test_tiny_typing(screens: Opener) -> None:
    """On 40 columns and 12 lines one sees what one types, in the first field and in the last."""
    async with screens(TINY) as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.wait("Наради проведено.")
        await see.press("tab", "tab")
        await see.type("Наказ; № 5")
        await see.wait("Наказ; № 5")


async def test_unchanged_until_chosen(screens: Opener) -> None:
    """A first progress has the status and percent of the period before, “без змін” until someone chooses."""
    async with screens() as see:
        await see.press("f4")
        await see.wait("роботи тривають (без змін)")
        assert see.app.screen.query_one("#percent", Line).value == "50"
        see.app.screen.query_one("#status").focus()
        await see.press("1")
        shown = await see.wait("(•) Виконано")
        assert "без змін" not in shown
        assert see.app.screen.query_one("#percent", Line).value == "100"


@pytest.mark.parametrize(
    ("field", "typed", "label", "said"),
    [
        ("percent", "100", "Відсоток", "✗ 100 % не відповідає статусу"),
        ("percent", "40", "Відсоток", "! 40 % — це менше, ніж 50 %"),
        ("completed", "31.02.2017", "Дата виконання", "✗ «31.02.2017» – не дата"),
        ("completed", "1.12.2017", "Дата виконання", "! Зазначено дату виконання"),
        ("evidence", "Наказ; http://", "http://", "✗ "),
        ("text", "Так.", "Так.", "! Текст дуже короткий"),
    ],
)
async def test_said_at_the_field(screens: Opener, field: str, typed: str, label: str, said: str) -> None:
    """What is wrong or doubtful is said under its field as one types, and what is wrong marks the field."""
    async with screens() as see:
        await see.press("f4")
        await fill(see, field, typed)
        shown = await see.wait(said)
        top = see.app.screen.query_one(f"#{field}").region.y
        assert 0 < row(shown, said) - top <= 8
        assert label in shown
        assert see.app.screen.query_one(f"#{field}").has_class("wrong") is said.startswith("✗")


async def test_longest_text(folder: Path, screens: Opener) -> None:
    """The longest text that fits is taken and recorded; one letter more is an error at the text."""
    async with screens() as see:
        await see.press("f4")
        await see.type("я" * 29_999)
        await see.press("я")
        await see.wait("✗ Довжина тексту в знаках: 30001")
        await see.press("f2")
        await see.wait("Спершу виправте")
        assert text(see).has_focus
        await see.press("backspace", "f2", "enter")
        await see.wait("Записано й подано")
    assert "я" * 29_999 in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_first_wrong_field(folder: Path, screens: Opener) -> None:
    """F2 with errors goes to the first wrong field and says why, and records nothing."""
    head = git(folder, "rev-parse", "HEAD")
    async with screens() as see:
        await see.press("f4")
        await fill(see, "evidence", "Наказ; http://")
        await fill(see, "percent", "100")
        await see.press("f2")
        await see.wait("Спершу виправте: 100 % не відповідає статусу")
        assert isinstance(see.app.screen, Form)
        assert see.app.screen.query_one("#percent").has_focus
        await fill(see, "percent", "60")
        await see.press("f2")
        await see.wait("Спершу виправте: «http://»")
        assert see.app.screen.query_one("#evidence").has_focus
    assert git(folder, "rev-parse", "HEAD") == head


async def test_preview_beside(screens: Opener) -> None:
    """With room for it what will print stands beside the text, with the closing words, and follows it."""
    async with screens(BROAD) as see:
        await see.press("f4")
        await see.type("Проведено *наради*.\n- у двох відділах")
        shown = await see.wait("• у двох відділах")
        assert "III квартал 2017 року: Виконується 50 %" in shown
        await fill(see, "percent", "70")
        assert "• у двох відділах" in await see.wait("Стан виконання – 70 %.")
        assert "Проведено наради." in see.shown()


async def test_preview_in_its_place(screens: Opener) -> None:
    """On a small screen F5 swaps the period before for what will print, and back."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Проведено **наради**.")
        await see.press("f5")
        shown = await see.wait("Проведено наради. Стан виконання – 50 %.")
        assert "Готуємо наради." not in shown
        assert text(see).has_focus
        await see.press("f5")
        assert "Готуємо наради." in see.shown()


async def test_earlier_text(screens: Opener) -> None:
    """F9 gives the period before the keys and more room, and back; F8 takes its text below what is typed."""
    async with screens() as see:
        await see.press("f4")
        room = text(see).size.height
        await see.press("f9")
        assert see.app.screen.query_one("#earlier").has_focus
        assert text(see).size.height < room
        await see.press("f9")
        assert text(see).has_focus
        await see.type("Своє.")
        await see.press("f8", "f8")
        assert text(see).text == "Своє.\nГотуємо наради."


async def test_thrown_away(folder: Path, screens: Opener) -> None:
    """What was typed is thrown away from the list of F1, once it is asked, and the form closes."""
    async with screens() as see:
        await see.press("f4", "f1")
        assert "Викинути набране" not in see.shown()
        await see.press("escape")
        await see.type("Наради")
        for answer in (("escape",), ("down", "enter")):
            await see.press("f1")
            await see.type("викинути")
            await see.press("enter")
            await see.wait("Викинути цю чернетку?")
            await see.press(*answer)
        await see.wait("Чернетку викинуто.")
        assert isinstance(see.app.screen, Measures)
    with Register.open(folder) as register:
        assert Drafts(register).all() == []


async def test_stored_oddly(folder: Path, screens: Opener) -> None:
    """A text that holds what no field can is left as it is, and makes no draft, until somebody types."""
    write(folder, PROGRESS, 'status = "in-progress"\ntext = "Наради\\u202e\\tпроведено"\n')
    async with screens() as see:
        await see.press("f4", "escape")
        assert isinstance(see.app.screen, Measures)
        with Register.open(folder) as register:
            assert Drafts(register).all() == []


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


async def test_someone_else_changed_it(folder: Path, screens: Opener) -> None:
    """The form says that somebody else changed the measure, and keeps what is typed."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        save(folder, {"status": "partly", "percent": 77, "text": "Чуже про наради."})
        await see.wait("Цей захід щойно змінив хтось інший")
        assert text(see).text == "Моє про наради."


@pytest.mark.parametrize(
    ("role", "units", "said"), [("officer", ["legal"], "Ваша роль"), ("auditor", [], "Ви тут аудитор")]
)
async def test_not_theirs(folder: Path, screens: Opener, role: str, units: list[str], said: str) -> None:
    """Who may not write a measure is told so before typing anything, and can type nothing."""
    let_officers_rule(folder, role, *units)
    async with screens() as see:
        see.app.open_form(see.app._snapshot, see.app._snapshot.measures[0], see.app._snapshot.periods()[-1])
        await see.settle()
        await see.type("Наради")
        await see.wait(said)
        assert text(see).text == ""
        assert see.app.screen.query_one("#percent").disabled


async def test_programme_only_for_some(folder: Path, screens: Opener) -> None:
    """An officer writes progress, and has no key for what the programme says."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        await see.press("f4", "f6")
        assert isinstance(see.app.screen, Form)
        await see.press("f1")
        assert "сказано про захід" not in see.shown()


async def test_programme_from_the_form(screens: Opener) -> None:
    """F6 leads to the measure's own fields, and what is saved there shows in the form with its text kept."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        await see.press("f6")
        assert isinstance(see.app.screen, MeasureForm)
        await fill(see, "deadline-text", "Постійно")
        await see.press("f2")
        await see.type("Рішення ради")
        await see.press("enter")
        # The line that says so gives way to what is doubtful about the text.
        await see.wait("Строк: Постійно")
        assert text(see).text == "Моє про наради."
        await fill(see, "percent", "100")
        await see.settle()
        await see.press("f2")
        await see.wait("Записати зміну")


async def test_taken_out(screens: Opener) -> None:
    """A paste says how many characters were left out of it, in a text and in a line."""
    async with screens() as see:
        await see.press("f4")
        see.app.post_message(events.Paste("Наради\u202e\x1b[31m"))
        await see.wait("вилучено 2")
        await fill(see, "completed", "20.\u200b12.2017")
        await see.wait("вилучено 1")
        assert see.app.screen.query_one("#completed", Line).value == "20.12.2017"


async def test_relabelled(screens: Opener) -> None:
    """In the other language the form says everything anew, with what is typed and wrong."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        await fill(see, "percent", "100")
        await see.wait("не відповідає")
        await see.press("f1")
        await see.type("англійську")
        await see.press("enter")
        shown = await see.wait("Completed on")
        assert "100 % does not agree" in shown
        assert "Моє про наради." in shown


async def test_plain(screens: Opener) -> None:
    """Without signs of its own a terminal shows an error by a letter and words."""
    async with screens(plain=True) as see:
        await see.press("f4")
        await fill(see, "percent", "100")
        shown = await see.wait("x 100 % не відповідає статусу")
        assert "✗" not in shown


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


async def test_closed_period(folder: Path, screens: Opener) -> None:
    """Whose measure it is not, is told so before typing, and can neither type nor record."""
    let_officers_rule(folder, "officer")
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        table = found.app.screen
        assert "F4" not in await found.wait("період закрито")
        await found.press("f4")
        assert found.app.screen is table
        # A draft from before it was closed still leads there.
        found.app.open_form(table.snapshot, table.selected, table.period)
        await found.type("Наради")
        await found.press("f8")
        shown = await found.wait("не дає права змінювати")
        assert "Зберегти" not in shown
        assert found.app.screen.query_one("#text", Editor).text == ""


async def test_proposal(folder: Path, screens: Opener) -> None:
    """Whose measure it is, can propose a correction: the report stays as it is, and the measure is marked."""
    let_officers_rule(folder, "officer", "office")
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        await found.press("f4")
        await found.wait("записується як запропоноване виправлення")
        await found.type("Проведено наради.")
        await found.press("f2")
        assert "Записати й подати" not in await found.wait("Записати")
        await found.type("Надійшли дані")
        await found.press("enter")
        await found.wait("розбіжн.")
    assert "2017-Q4" not in git(folder, "ls-tree", "-r", "--name-only", "main", "measures")


async def test_correction(folder: Path, screens: Opener) -> None:
    """Who may correct a closed period is told that it will be a correction, which is not submitted."""
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        await found.press("f4")
        await found.wait("зміна буде виправленням")
        await found.type("Проведено наради.")
        await found.press("f2")
        shown = await found.wait("буде записано як виправлення")
        assert "Записати й подати" not in shown
        await found.press("enter")
        await found.wait("Спершу причина")
        await found.type("Не дописано")
        await found.press("enter")
        await found.wait("Записано:")
    message = git(folder, "log", "-1", "--format=%B")
    assert message.startswith("Виправлення. Захід 4, IV квартал 2017 року: ")
    assert "Prozvit-Action: correct" in message
    assert "review" not in message


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


async def test_percent_comes_back(screens: Opener) -> None:
    """Going over the statuses and back gives the percent back that was there."""
    async with screens() as found:
        await found.press("left", "f4")
        percent = found.app.screen.query_one("#percent", Line)
        assert percent.value == "50"
        await found.press("shift+tab", "shift+tab", "shift+tab", "1")
        assert percent.value == "100"
        await found.press("5")
        assert percent.value == "0"
        await found.press("3")
        assert percent.value == "50"


async def test_nothing_earlier(screens: Opener) -> None:
    """F8 is promised only where there is an earlier text, and by whom it could be taken."""
    async with screens() as see:
        await see.press("down", "f4")
        await see.wait("Захід 6")
        assert "F8" not in see.shown()
        await see.press("escape", "up", "f4")
        assert see.shown().count("F8") == 2

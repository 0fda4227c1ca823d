"""The form of a progress: its fields, and its messages on what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import BROAD, NARROW, PROGRESS, git
from tests.tui.forms import fill, text
from tui.screens.forms.editing import Form
from tui.screens.forms.programme import MeasureForm
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

TINY = (40, 12)
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
    """Return the number of the first row that contains a text."""
    return next(place for place, line in enumerate(shown.splitlines()) if text in line)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_everything_fits(screens: Opener, size: tuple[int, int]) -> None:
    """All fields, the previous period's text and the evidence fit on one screen, with room to write."""
    async with screens(size) as see:
        await see.press("f4")
        shown = see.shown()
        assert [each for each in EVERYTHING if each not in shown] == []
        assert {NARROW: (5, 8), BROAD: (15, 25)}[size][0] <= text(see).size.height
        assert text(see).size.height <= {NARROW: 8, BROAD: 25}[size]
        assert not see.app.screen.query_one("#form").show_vertical_scrollbar


@pytest.mark.parametrize("field", ["status", "percent", "completed", "text", "evidence"])
async def test_tiny(screens: Opener, field: str) -> None:
    """On 40 columns and 12 lines each field is visible while it has the focus."""
    async with screens(TINY) as see:
        await see.press("f4")
        found = see.app.screen.query_one(f"#{field}")
        found.focus()
        await see.settle()
        region, inside = found.region, see.app.screen.query_one("#form").region
        assert inside.y <= region.y < region.bottom <= inside.bottom


async def test_tiny_typing(screens: Opener) -> None:
    """On 40 columns and 12 lines typed text is visible, in the first field and in the last."""
    async with screens(TINY) as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        await see.wait("Наради проведено.")
        await see.press("tab", "tab")
        await see.type("Наказ; № 5")
        await see.wait("Наказ; № 5")


async def test_unchanged_until_chosen(screens: Opener) -> None:
    """A first progress has the previous period's status and percent, marked “без змін” until changed."""
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
        ("percent", "40", "Відсоток", "! 40 % – це менше, ніж 50 %"),
        ("completed", "31.02.2017", "Дата виконання", "✗ «31.02.2017» – не дата"),
        ("completed", "1.12.2017", "Дата виконання", "! Зазначено дату виконання"),
        ("evidence", "Наказ; http://", "http://", "✗ "),
        ("text", "Так.", "Так.", "! Текст дуже короткий"),
    ],
)
async def test_said_at_the_field(screens: Opener, field: str, typed: str, label: str, said: str) -> None:
    """An error or doubt appears under its field while typing, and an error also marks the field."""
    async with screens() as see:
        await see.press("f4")
        await fill(see, field, typed)
        shown = await see.wait(said)
        top = see.app.screen.query_one(f"#{field}").region.y
        assert 0 < row(shown, said) - top <= 8
        assert label in shown
        assert see.app.screen.query_one(f"#{field}").has_class("wrong") is said.startswith("✗")


async def test_longest_text(folder: Path, screens: Opener) -> None:
    """A text of the maximum length is recorded; one more character is an error at the field."""
    async with screens() as see:
        await see.press("f4")
        await see.type("я" * 29_999)
        await see.press("я")
        await see.wait("✗ Довжина тексту в знаках: 30001")
        await see.press("f2")
        await see.wait("Спершу виправте")
        assert text(see).has_focus
        await see.press("backspace", "f2", "enter")
        await see.wait("Збережено й подано")
    assert "я" * 29_999 in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_first_wrong_field(folder: Path, screens: Opener) -> None:
    """F2 with errors moves to the first invalid field, explains it, and records nothing."""
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
    """On a wide screen the print preview stands beside the text, with the closing words, and follows it."""
    async with screens(BROAD) as see:
        await see.press("f4")
        await see.type("Проведено *наради*.\n- у двох відділах")
        shown = await see.wait("• у двох відділах")
        assert "III квартал 2017 року: Виконується 50 %" in shown
        await fill(see, "percent", "70")
        assert "• у двох відділах" in await see.wait("Стан виконання – 70 %.")
        assert "Проведено наради." in see.shown()


async def test_preview_in_its_place(screens: Opener) -> None:
    """On a small screen F5 toggles between the previous period's text and the print preview."""
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
    """F9 moves the focus to the previous text and enlarges it, and back; F8 copies it below the own text."""
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


async def test_nothing_earlier(screens: Opener) -> None:
    """F8 is shown only if there is a previous text and the officer may write."""
    async with screens() as see:
        await see.press("down", "f4")
        await see.wait("Захід 6")
        assert "F8" not in see.shown()
        await see.press("escape", "up", "f4")
        assert see.shown().count("F8") == 2


async def test_percent_comes_back(screens: Opener) -> None:
    """Stepping through the statuses and back restores the original percent."""
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


async def test_programme_from_the_form(screens: Opener) -> None:
    """F6 opens the measure's own fields; what is saved there appears in the form, whose text is kept."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Моє про наради.")
        await see.press("f6")
        assert isinstance(see.app.screen, MeasureForm)
        await fill(see, "deadline-text", "Постійно")
        await see.press("f2")
        await see.type("Рішення ради")
        await see.press("enter")
        # The message that it was saved gives way to a warning on the text, so wait for the deadline.
        await see.wait("Строк: Постійно")
        assert text(see).text == "Моє про наради."
        await fill(see, "percent", "100")
        await see.settle()
        await see.press("f2")
        await see.wait("Зберегти зміну")


async def test_relabelled(screens: Opener) -> None:
    """Switching the language redraws the form, with typed text and errors kept."""
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
    """On a plain terminal an error is marked with a letter and words."""
    async with screens(plain=True) as see:
        await see.press("f4")
        await fill(see, "percent", "100")
        shown = await see.wait("x 100 % не відповідає статусу")
        assert "✗" not in shown

"""The table of measures: its content, its order, and what is shown when it is empty."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from records.files.snapshot import Snapshot
from records.language import Language
from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import BROAD, CLERK, NARROW, git, let_officers_rule, save
from tui.app import Prozvit
from tui.background.desk import Desk
from tui.screens.table.measures import Measures
from tui.screens.windows.choosing import Reading
from tui.themes import CONTRAST, LIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens


def name(folder: Path, titles: dict[str, str]) -> None:
    """Give measures other titles."""
    edits = tuple(
        Edit(f"measures/2017/{number}/measure.toml", {("title",): title}) for number, title in titles.items()
    )
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRAMME, edits, "Уточнено"), author=CLERK)


def numbers(screens: Screens) -> list[str]:
    """Return the numbers of the measures in the table, in order."""
    return re.findall(r"^ {4}(\d+) ", screens.shown(), re.MULTILINE)


async def test_filters_together(folder: Path, screens: Opener) -> None:
    """Unit, status and search combine; choosing a filter again removes it, and Esc removes all."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради в усіх відділах."})
    async with screens() as see:
        for words, left in (("загальний", ["4", "6"]), ("виконується", ["4"])):
            await see.press("f6")
            await see.type(words)
            await see.press("enter")
            assert numbers(see) == left
        await see.wait("показано: Виконується, Загальний відділ (1)")
        await see.press("f6")
        await see.type("виконується")
        await see.press("enter")
        assert numbers(see) == ["4", "6"]
        await see.press("escape")
        assert numbers(see) == ["4", "6", "10"]


@pytest.mark.parametrize(("turns", "order"), [(1, ["6", "10", "4"]), (2, ["4", "10", "6"])])
async def test_sorted(folder: Path, screens: Opener, turns: int, order: list[str]) -> None:
    """Titles sort by the Ukrainian alphabet; choosing the column again reverses the order."""
    name(folder, {"4": "Їдальні", "10": "Ґрунт", "6": "Гай"})
    async with screens() as see:
        await see.press("s", "down", "enter", *["s", "enter"] * (turns - 1))
        assert numbers(see) == order


async def test_sorted_by_what_is_missing(folder: Path, screens: Opener) -> None:
    """A measure without a percent comes last, ascending and descending."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради в усіх відділах."})
    async with screens() as see:
        await see.press("s", *["down"] * 5, "enter")
        assert numbers(see) == ["4", "6", "10"]
        await see.press("s", "enter")
        assert numbers(see) == ["4", "6", "10"]
        assert "%↓" in see.shown()


async def test_mean(folder: Path, screens: Opener) -> None:
    """The mean percent rounds half up, as in the report."""
    answers = tuple(
        Edit(f"measures/2017/{number}/2017-Q4.toml", {("status",): "in-progress", ("percent",): percent})
        for number, percent in (("4", 50), ("6", 51))
    )
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, answers, "Подано"), author=CLERK)
    async with screens() as see:
        assert " 51 %" in see.shown()


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_nothing_fits(screens: Opener, size: tuple[int, int]) -> None:
    """If no measure matches the filters, the screen says how to widen them."""
    async with screens(size) as see:
        await see.press("f6", *["down"] * 4, "enter")
        await see.wait("F6 змінює")
        await see.press("f4", "f3", "v", "d")
        assert isinstance(see.app.screen, Measures)
        await see.press("escape")
        assert len(numbers(see)) == 3


async def test_no_measures(folder: Path, screens: Opener) -> None:
    """A register without measures says what to do first."""
    git(folder, "rm", "-qr", "measures")
    git(folder, "commit", "-qm", "Порожньо")
    async with screens() as see:
        await see.wait("У програмі ще немає заходів")
        await see.press("f4", "f3", "s", "enter", "f9")
        await see.wait("Жоден захід ще не має підрозділу")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2017, 9, 30), "період починається 01.10.2017"),
        (date(2017, 12, 30), "період триває до 31.12.2017"),
        (date(2018, 1, 14), "до подання 1 день"),
        (date(2018, 1, 1), "до подання 14 днів"),
        (date(2018, 1, 12), "до подання 3 дні"),
        (date(2018, 1, 16), "строк подання минув 15.01.2018"),
    ],
)
async def test_days_left(screens: Opener, monkeypatch: pytest.MonkeyPatch, today: date, said: str) -> None:
    """The line above the table shows the days left to submit, in the right plural form."""
    monkeypatch.setattr(Snapshot, "today", lambda _: today)
    async with screens() as see:
        await see.wait(said)


async def test_record_that_cannot_be_read(folder: Path, screens: Opener) -> None:
    """A record that is invalid TOML is reported with its file, and the other measures are shown."""
    (folder / "measures/2017/6/measure.toml").write_text("number = \n", encoding="utf-8")
    git(folder, "commit", "-qam", "Зіпсовано")
    async with screens() as see:
        await see.wait("measures/2017/6/measure.toml")
        assert numbers(see) == ["4", "10"]


async def test_draft_thrown_away(screens: Opener) -> None:
    """A draft is deleted only after a confirmation that names it, with keeping as the default answer."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради")
        await see.press("escape")
        await see.wait("чернетка")
        await see.press("d")
        await see.wait("Видалити чернетку: 4 · IV квартал 2017 року")
        await see.press("enter")
        await see.wait("чернетка")
        await see.press("d", "down", "enter")
        assert "чернетка" not in see.shown()
        await see.press("d")
        await see.wait("немає чернетки")


async def test_draft_offered(screens: Opener) -> None:
    """The next start offers a draft with its age and its changes, and can delete it."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Проведено наради.")
        await see.press("escape")
    async with screens(period=None) as see:
        shown = await see.wait("Набрано й не збережено")
        assert "щойно" in shown
        assert "{+Проведено наради.+}" in shown
        await see.press("d", "down", "enter")
        assert isinstance(see.app.screen, Measures)
        assert "чернетка" not in see.shown()


async def test_draft_gone_on_with(screens: Opener) -> None:
    """After a draft offered at the start was resumed, the table has its measure selected."""
    async with screens() as see:
        await see.press("down", "f4")
        await see.type("Проведено наради.")
        await see.press("escape")
    async with screens(period=None) as see:
        await see.wait("Набрано й не збережено")
        await see.press("enter", "escape")
        selected = (await see.measures()).selected
        assert selected is not None
        assert selected.measure.number == "6"


async def test_language(screens: Opener) -> None:
    """Switching the language takes effect at once, on lower screens too, and can be switched back."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради")
        await see.press("f1")
        await see.type("english")
        await see.press("enter")
        shown = await see.wait("What was done")
        assert "Наради" in shown
        await see.press("escape")
        shown = await see.wait("3 measures")
        assert "Help" in shown
        await see.press("f1")
        await see.type("ukrainian")
        await see.press("enter")
        await see.wait("3 заходи")


async def test_colours(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colour theme is chosen from the list of F1, and the next visit starts with it."""
    async with screens() as see:
        see.app.theme = LIGHT
        await see.press("f1")
        await see.type("кольори")
        await see.press("enter")
        await see.wait("контрастні")
        await see.press("down", "enter")
        assert see.app.theme == CONTRAST
        with Register.open(folder) as register:
            monkeypatch.setenv("TERM", "xterm-256color")
            again = Prozvit(Desk(register), register.snapshot(), Language("uk"), plain=False)
            assert again.theme == CONTRAST


async def test_help_does_it(screens: Opener) -> None:
    """F1 lists the actions, filters them while typing, and Enter runs one."""
    async with screens() as see:
        await see.press("f1")
        await see.type("журнал")
        await see.press("enter")
        await see.wait("Журнал")


async def test_ctrl_c(screens: Opener) -> None:
    """Ctrl+C, which ends other programs, shows the key that leaves this one."""
    async with screens() as see:
        await see.press("ctrl+c")
        await see.wait("F10 – вийти з програми")


async def test_programme(folder: Path, screens: Opener) -> None:
    """From the table a measure's own fields can be edited, and a measure added."""
    async with screens() as see:
        await see.press("p")
        await see.wait("Захід 4: що сказано в програмі")
        await see.press("escape", "a")
        await see.wait("Новий захід")
        await see.type("12")
        await see.press("escape")
        await see.wait("Чернетку збережено")
    assert git(folder, "status", "--porcelain") == ""


async def test_programme_is_not_everyones(
    folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit's officer is not offered actions that only other roles may take."""
    officers = '[officers.clerk]\nname = "Клерк"\nrole = "officer"\nunits = ["office"]\n'
    (folder / "officers.toml").write_text(officers, encoding="utf-8")
    rules = (folder / "register.toml").read_text(encoding="utf-8")
    (folder / "register.toml").write_text(
        re.sub("(?m)^open.*\n", "", rules).replace("schema = 1\n", "schema = 1\nopen = false\n"),
        encoding="utf-8",
    )
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "Правила")
    monkeypatch.setattr("records.identity.login", lambda: "clerk")
    async with screens() as see:
        await see.press("p", "a", "i")
        assert isinstance(see.app.screen, Measures)
        await see.press("f1")
        shown = see.shown()
        assert "Додати захід" not in shown
        assert "Заповнити стан виконання" in shown


async def test_no_answers_of_an_administrator(folder: Path, screens: Opener) -> None:
    """A role that writes no progress is not offered to: Enter shows the measure, and F4 does nothing."""
    let_officers_rule(folder, "administrator")
    async with screens() as see:
        assert "F4" not in see.shown()
        await see.press("f4")
        assert isinstance(see.app.screen, Measures)
        await see.press("enter")
        assert isinstance(see.app.screen, Reading)


async def test_packed(folder: Path, screens: Opener) -> None:
    """Another officer's save appears even after git packed its refs."""
    git(folder, "pack-refs", "--all")
    async with screens() as see:
        await see.wait("Захід 4")
        assert not see.app.desk.moved(see.app.desk.register.head())
        save(folder, {"status": "in-progress", "percent": 77})
        await see.wait("77")


async def test_first_of_ones_own(folder: Path, screens: Opener) -> None:
    """An officer whose measures arrive by an exchange is shown these, unless a filter was chosen."""
    async with screens() as see:
        assert numbers(see) == ["4", "6", "10"]
        let_officers_rule(folder, "officer", "legal")
        await (await see.measures()).refresh_register()
        await see.wait("показано: заходи моїх підрозділів (1)")
        assert numbers(see) == ["10"]

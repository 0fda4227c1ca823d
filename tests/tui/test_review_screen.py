"""The review: submitted answers shown one after another, to accept or return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.identity import login
from records.register import Register
from records.rules.reviewing import Stage, change_of, stage
from records.values.changes import SUBMITTED, Action, Change, Edit, Word
from records.values.model import ReviewState
from records.values.periods import Period
from tests.tui.conftest import BROAD, NARROW, OTHER, let_officers_rule, save, write
from tui.screens.review.reviewing import Review
from tui.screens.table.measures import Measures

if TYPE_CHECKING:
    from pathlib import Path

    from records.identity import Identity
    from tests.tui.conftest import Opener, Screens

PERIOD = Period.from_code("2017-Q4")
TEXT = "У грудні проведено дві наради."


def submit(folder: Path, *numbers: str, text: str = TEXT, by: Identity = OTHER, percent: int = 70) -> None:
    """Submit the answers of measures in one commit."""
    values = {("status",): "in-progress", ("percent",): percent, ("text",): text}
    edits = tuple(Edit(f"measures/2017/{number}/2017-Q4.toml", values) for number in numbers)
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, edits, "Подано", word=SUBMITTED), author=by)


def stages(folder: Path) -> dict[str, Stage | None]:
    """Return the review stage of each measure."""
    with Register.open(folder) as register:
        return {each.measure.number: stage(each, PERIOD) for each in register.snapshot().measures}


async def shows(see: Screens, *texts: str) -> str:
    """Wait until the screen shows all the texts; return the whole screen."""
    shown = ""
    for text in texts:
        shown = await see.wait(text)
    return shown


@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["narrow", "broad"])
async def test_accept(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """An answer shows status, text with additions marked, and author; one key accepts and shows the next."""
    submit(folder, "4", "6")
    async with screens(size) as see:
        await see.press("f8")
        await shows(see, "1 з 2", "▸ Виконується 50 % → ▸ Виконується 70 %")
        await shows(see, "[-Готуємо-] {+У грудні проведено дві+} наради.")
        await shows(see, "Подано: Інша особа", "Написано: Інша особа")
        await see.press("f2")
        await shows(see, "2 з 2", "Захід 4: прийнято")
        await see.press("ф")
        await shows(see, "більше немає", "Прийнято: 2 з 2", "Ще немає інформації: 1 (10)")
        # There is nothing left to accept.
        assert "F2" not in await see.wait("F1 Довідка  ← Попередня")
    assert stages(folder) == {"4": Stage.ACCEPTED, "6": Stage.ACCEPTED, "10": None}


async def test_return(folder: Path, screens: Opener) -> None:
    """Returning requires a note, which its author sees on the row and in the form."""
    submit(folder, "4", "6")
    async with screens() as see:
        await see.press("f8", "f4", "enter")
        await see.wait("Спершу напишіть примітку.")
        await see.type("Додайте номер протоколу.")
        await see.press("enter")
        await see.wait("Захід 4: повернуто")
        await see.press("escape")
        await shows(see, "↩ повернуто", "повернуто: Додайте номер протоколу.")
        await see.press("f4")
        await shows(see, "повернуто на доопрацювання", "Додайте номер протоколу.")
    assert stages(folder)["4"] is Stage.RETURNED


async def test_note_left(folder: Path, screens: Opener) -> None:
    """Esc in the note returns nothing."""
    submit(folder, "4")
    async with screens() as see:
        await see.press("f8", "r")
        await see.type("Недописане")
        await see.press("escape")
        assert isinstance(see.app.screen, Review)
    assert stages(folder)["4"] is Stage.SUBMITTED


async def test_accept_noted(folder: Path, screens: Opener) -> None:
    """An acceptance can have a note."""
    submit(folder, "4")
    async with screens() as see:
        await see.press("f8", "f6")
        await see.type("З уточненням строку.")
        await see.press("enter")
        await see.wait("Захід 4: прийнято")
    with Register.open(folder) as register:
        review = register.snapshot().measures[0].progress[PERIOD].review
        assert review is not None
        assert (review.state, review.note) == (ReviewState.ACCEPTED, "З уточненням строку.")


async def test_skip(folder: Path, screens: Opener) -> None:
    """Arrows and letters skip an answer and return to it; at the end the skipped ones are listed."""
    submit(folder, "4", "6")
    async with screens() as see:
        await see.press("f8", "right")
        await see.wait("2 з 2")
        await see.press("left")
        await see.wait("1 з 2")
        await see.press("т", "f2")
        await shows(see, "Це було останнє з поданого.", "Пропущено: 4.")
        await see.press("left")
        await see.wait("1 з 2")
    assert stages(folder) == {"4": Stage.SUBMITTED, "6": Stage.ACCEPTED, "10": None}


async def test_as_printed(folder: Path, screens: Opener) -> None:
    """The text is shown as it will print, with its closing words; one key hides the marks of changes."""
    submit(folder, "4", text="Зроблено:\n- *перше*;\n- друге.")
    async with screens() as see:
        await see.press("f8")
        await shows(see, "{+Зроблено:", "• перше;")
        await see.press("f5")
        shown = await shows(see, "  Зроблено:", "• перше;", "Стан виконання – 70 %")
        assert "{+" not in shown


async def test_warnings(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reviewer's own answer and doubtful values give warnings, and can still be accepted."""
    monkeypatch.setattr("records.identity.login", lambda: "other")
    submit(folder, "4", percent=20)
    async with screens() as see:
        await see.press("f8")
        await shows(see, "написали ви самі", "! 20 % – це менше")
        await see.press("f2")
        await see.wait("Захід 4: прийнято")
    assert stages(folder)["4"] is Stage.ACCEPTED


async def test_history(folder: Path, screens: Opener) -> None:
    """F3 opens the measure's history, and Esc leads back to the same answer."""
    submit(folder, "4", "6")
    async with screens() as see:
        await see.press("f8", "right", "f3")
        await see.wait("Історія · захід 6")
        await see.press("escape")
        await see.wait("2 з 2")


async def test_others(folder: Path, screens: Opener) -> None:
    """Others' submissions join the queue, their edits are announced and shown, and reviewed answers leave."""
    submit(folder, "4", "6")
    async with screens() as see:
        await see.press("f8")
        await see.wait("1 з 2")
        submit(folder, "10")
        await see.wait("1 з 3")
        submit(folder, "4", text="Переписано наново.")
        await shows(see, "перегляньте її ще раз", "Переписано наново.")
        with Register.open(folder) as register:
            snapshot = register.snapshot()
            word = change_of(snapshot, PERIOD, [snapshot.measures[0]], Word(ReviewState.ACCEPTED))
            register.save(word, author=OTHER)
        await shows(see, "2 з 3", "щойно розглянув")


async def test_as_read(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer changed a moment ago is not accepted before it is shown again."""
    submit(folder, "4")
    async with screens() as see:
        await see.press("f8")
        await see.wait("1 з 1")
        monkeypatch.setattr(see.app.desk, "moved", lambda _: False)
        submit(folder, "4", text="Переписано наново.")
        await see.press("f2")
        await shows(see, "перегляньте її ще раз", "Переписано наново.")
    assert stages(folder)["4"] is Stage.SUBMITTED


async def test_nothing(folder: Path, screens: Opener) -> None:
    """With nothing submitted the screen says so, and counts the answers recorded but not submitted."""
    save(folder, {"status": "in-progress", "percent": 60, "text": TEXT})
    async with screens() as see:
        await see.press("f8")
        await shows(see, "більше немає", "Збережено, але не подано: 1 (4)")
        await shows(see, "Ще немає інформації: 2 (6; 10)")


async def test_wide_list(folder: Path, screens: Opener) -> None:
    """A wide screen lists all measures with their review stage beside the answer."""
    submit(folder, "4", "6")
    async with screens(BROAD) as see:
        await see.press("f8", "f2")
        await shows(see, f"{'4 Захід 4':26}прийнято", f"{'10 Захід 10':26}не подано")


async def test_lapsed_row(folder: Path, screens: Opener) -> None:
    """The row shows that an accepted answer was changed; the form warns that a change will do that."""
    submit(folder, "4")
    async with screens() as see:
        await see.press("f8", "f2", "escape")
        await see.wait("70 прийнято")
        await see.press("f4")
        await see.wait("Прийнято до звіту: якщо змінити")
        await see.press("escape")
        save(folder, {"text": "Інше."})
        await see.wait("! змінено")
        await see.press("f4")
        await see.wait("прийняття вже не діє")


async def test_for_whom(folder: Path, screens: Opener) -> None:
    """Where officers.toml rules, only the authorised officer has F8, which the footer shows."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        assert "F8" not in see.shown()
        await see.press("f8")
        assert isinstance(see.app.screen, Measures)
    write(folder, "officers.toml", f'[officers.{login()}]\nname = "Я"\nrole = "authorised"\n')
    async with screens() as see:
        await shows(see, "F8 Подане", "F10 Вихід")
        await see.press("f8")
        assert isinstance(see.app.screen, Review)


async def test_read_only(folder: Path, screens: Opener) -> None:
    """In a read-only register answers can be read, and the reason is shown."""
    submit(folder, "4")
    ended = f'[officers.{login()}]\nrole = "authorised"\nuntil = 2017-01-01\n'
    let_officers_rule(folder, "authorised")
    write(folder, "officers.toml", ended)
    async with screens() as see:
        await see.press("f8")
        shown = await shows(see, "01.01.2017", "F1 Довідка  → Пропустити")
        assert "F2" not in shown
        await see.press("a")
    assert stages(folder)["4"] is Stage.SUBMITTED


async def test_closed(folder: Path, screens: Opener) -> None:
    """In a closed period answers can be read but not reviewed."""
    submit(folder, "4")
    write(folder, "periods/2017-Q4.toml", 'count = 1\nby = "x"\nat = 2018-01-15T10:00:00+02:00\n')
    async with screens() as see:
        await see.press("f8")
        shown = await shows(see, "закрито", "F1 Довідка  → Пропустити")
        assert "F2" not in shown


async def test_hostile(folder: Path, screens: Opener) -> None:
    """Officers' texts are shown as typed, including notes and names."""
    submit(folder, "4", text="[bold]Текст[/] [/]")
    with Register.open(folder) as register:
        snapshot = register.snapshot()
        note = Word(ReviewState.RETURNED, "[red]Примітка[/] [/]")
        register.save(change_of(snapshot, PERIOD, [snapshot.measures[0]], note), author=OTHER)
    async with screens() as see:
        await see.wait("[red]Примітка[/]")
        submit(folder, "4", text="[bold]Текст[/] [/]")
        await see.press("f8")
        await see.wait("[bold]Текст[/]")


async def test_for_a_unit(folder: Path, screens: Opener) -> None:
    """A person entering a unit's answer must cite its letter as the basis, else nothing is recorded."""
    let_officers_rule(folder, "authorised")
    async with screens() as see:
        await see.press("f4")
        await see.type("За листом відділу.")
        await see.press("f2")
        await see.wait("Ви вносите інформацію за підрозділ «Загальний відділ».")
        await see.press("enter")
        await see.wait("Спершу підстава")
        await see.type("лист № 5")
        await see.press("enter")
        await see.wait("Збережено й подано")
    with Register.open(folder) as register:
        message = register.repository.commit(register.head()).message
    assert "Prozvit-Basis: лист № 5" in message

"""The form of a progress for officers who may only read it, propose a change, or correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import PROGRESS, git, let_officers_rule, write
from tests.tui.forms import text
from tui.screens.forms.editing import Form

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

CLOSED = 'count = 0\nby = "other"\nat = 2018-01-20T10:00:00+02:00\n'


@pytest.mark.parametrize(
    ("role", "units", "said"), [("officer", ["legal"], "Ваша роль"), ("auditor", [], "Ви тут аудитор")]
)
async def test_not_theirs(folder: Path, screens: Opener, role: str, units: list[str], said: str) -> None:
    """An officer without the right to write a measure is told so when the form opens, and can't type."""
    let_officers_rule(folder, role, *units)
    async with screens() as see:
        see.app.open_form(see.app._snapshot, see.app._snapshot.measures[0], see.app._snapshot.periods()[-1])
        await see.settle()
        await see.type("Наради")
        await see.wait(said)
        assert text(see).text == ""
        assert see.app.screen.query_one("#percent").disabled


async def test_programme_only_for_some(folder: Path, screens: Opener) -> None:
    """A unit's officer writes progress, and has no key to edit the measure's own fields."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        await see.press("f4", "f6")
        assert isinstance(see.app.screen, Form)
        await see.press("f1")
        assert "сказано про захід" not in see.shown()


async def test_closed_period(folder: Path, screens: Opener) -> None:
    """In a closed period an officer of another unit is told so in the form, and can't type or save."""
    let_officers_rule(folder, "officer")
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        table = found.app.screen
        assert "F4" not in await found.wait("період закрито")
        await found.press("f4")
        assert found.app.screen is table
        # A draft from before the closing still opens the form.
        found.app.open_form(table.snapshot, table.selected, table.period)
        await found.type("Наради")
        await found.press("f8")
        shown = await found.wait("не дає права змінювати")
        assert "Зберегти" not in shown
        assert text(found).text == ""


async def test_proposal(folder: Path, screens: Opener) -> None:
    """In a closed period the unit's officer can propose a correction; main stays, and the row is marked."""
    let_officers_rule(folder, "officer", "office")
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        await found.press("f4")
        await found.wait("буде збережено як запропоноване виправлення")
        await found.type("Проведено наради.")
        await found.press("f2")
        assert "Зберегти й подати" not in await found.wait("Зберегти")
        await found.type("Надійшли дані")
        await found.press("enter")
        await found.wait("≠ запропон.")
    assert "2017-Q4" not in git(folder, "ls-tree", "-r", "--name-only", "main", "measures")


async def test_proposal_is_told(folder: Path, screens: Opener) -> None:
    """Who settles proposed corrections is told of them at the start, whatever period is shown."""
    let_officers_rule(folder, "officer", "office")
    write(folder, "periods/2017-Q4.toml", CLOSED)
    with Register.open(folder) as register:
        edit = Edit(PROGRESS, {("text",): "Проведено наради.\n", ("status",): "in-progress"})
        register.save(Change(Action.PROGRESS, (edit,), "Надійшли дані"))
    let_officers_rule(folder, "authorised")
    async with screens() as found:
        await found.wait("IV квартал 2017 року: 1 запропоноване виправлення чекає на")


async def test_correction(folder: Path, screens: Opener) -> None:
    """An officer who may correct a closed period is told that it is a correction, which is not submitted."""
    write(folder, "periods/2017-Q4.toml", CLOSED)
    async with screens() as found:
        await found.press("f4")
        await found.wait("зміна буде виправленням")
        await found.type("Проведено наради.")
        await found.press("f2")
        shown = await found.wait("буде збережено як виправлення")
        assert "Зберегти й подати" not in shown
        await found.press("enter")
        await found.wait("Спершу причина")
        await found.type("Не дописано")
        await found.press("enter")
        await found.wait("Збережено:")
    message = git(folder, "log", "-1", "--format=%B")
    assert message.startswith("Виправлення. Захід 4, IV квартал 2017 року: ")
    assert "Prozvit-Action: correct" in message
    assert "review" not in message

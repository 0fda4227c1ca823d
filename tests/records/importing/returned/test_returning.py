"""A sheet exported by prozvit, filled in and sent back: what it changes, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from records.errors import DiffersFromRegister, NotAllowed, StaleSource, UnreadableSource
from records.identity import Identity
from records.importing import Outcome, plan_report, read_report
from records.importing.standing import with_closing
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Rules
from records.values.periods import Period
from tests.records.conftest import git
from tests.records.importing.conftest import PROGRAMME, Q4
from tests.records.importing.returned.conftest import (
    COMPLETED,
    HOME,
    PERCENT,
    STATUS,
    TEXT,
    changed,
    exported,
    filled,
    imported,
    planned,
    progress,
    refusal,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["xlsx", "csv"])
@pytest.mark.parametrize("update", [False, True])
def test_untouched(register: Register, tmp_path: Path, name: str, *, update: bool) -> None:
    """An untouched sheet changes nothing, even if the register has changed since."""
    file = exported(register, tmp_path, name)
    assert planned(register, file, update=update).change is None
    changed(register, 1, percent=60)
    plan = planned(register, file, update=update)
    assert plan.change is None
    assert {row.outcome for row in plan.account} == {Outcome.UNCHANGED}


def test_taken(register: Register, workbook: Path) -> None:
    """Cells changed only in the workbook are imported, and others' changes since are kept."""
    filled(workbook, {f"{PERCENT}5": 70, f"{TEXT}5": "Перший абзац.\nДругий, доповнений.", f"{PERCENT}6": 41})
    changed(register, 1, text="Перший, уточнений.\nДругий абзац.\n")
    changed(register, 2, text="Проведено **три** навчання.\n")
    imported(register, workbook)
    one, two = progress(register, 1), progress(register, 2)
    assert (one.percent, one.text) == (70, "Перший, уточнений.\nДругий, доповнений.\n")
    assert (two.percent, two.text) == (41, "Проведено **три** навчання.\n")


def test_clash(register: Register, workbook: Path) -> None:
    """A cell changed differently on both sides is refused with the three values, author and time."""
    filled(workbook, {f"{PERCENT}5": 70, f"{TEXT}6": "Інше.", f"{PERCENT}6": 90})
    changed(register, 1, percent=60)
    changed(register, 2, text="Ще інше.\n")
    said = refusal(register, workbook)
    assert f"Захід 1, клітинка {PERCENT}5 (Відсоток): було 40;" in said
    assert "(Інша ОСОБА) на 60; у файлі – 70." in said
    assert f"Захід 2, клітинка {TEXT}6" in said
    assert git(register, "show", "-s", "--format=%ad", "--date=format:%d.%m.%Y").strip() in said
    assert progress(register, 2).percent == 40


def test_answered_meanwhile(register: Register, workbook: Path) -> None:
    """Progress that someone entered since is not overwritten; the same progress is no change."""
    filled(workbook, {f"{STATUS}7": "Виконується", f"{PERCENT}7": 10, f"{TEXT}7": "Наше."})
    changed(register, 3, status="in-progress", percent=10, text="Наше.\n")
    assert planned(register, workbook).change is None
    changed(register, 3, text="Їхнє.\n")
    assert "у файлі – Наше." in refusal(register, workbook)


def test_answer(register: Register, workbook: Path) -> None:
    """First progress needs no --update; existing progress is replaced only with it."""
    filled(workbook, {f"{STATUS}7": "Виконується", f"{TEXT}7": "- =1+1\n- друге", f"{COMPLETED}7": None})
    imported(register, workbook, update=False)
    assert (progress(register, 3).text, progress(register, 3).percent) == ("- =1+1\n- друге\n", None)
    filled(workbook, {f"{PERCENT}5": 41})
    with pytest.raises(DiffersFromRegister) as caught:
        planned(register, workbook, update=False)
    assert f"клітинка {PERCENT}5" in caught.value.message().render(UKRAINIAN)


def test_programme_stays(register: Register, workbook: Path) -> None:
    """A changed cell of the programme is refused; with --update it is reported and ignored."""
    filled(workbook, {"B5": "Інша назва", f"{PERCENT}5": 50})
    assert "Захід 1 (клітинка B5): відрізняється Найменування заходу" in refusal(
        register, workbook, update=False
    )
    plan = planned(register, workbook)
    assert "клітинка B5" in plan.account[0].doubts[0].render(UKRAINIAN)
    imported(register, workbook)
    assert register.snapshot().measure("1", "2017").measure.title == "Захід 1"


def test_renumbered(register: Register, workbook: Path) -> None:
    """A measure is matched by its path in the history, even if its number has changed since."""
    filled(workbook, {f"{PERCENT}5": 55})
    register.save(Change(Action.PROGRAMME, (Edit(f"{HOME}/1/measure.toml", {("number",): "1.1"}),), "Новий"))
    imported(register, workbook)
    assert progress(register, "1.1").percent == 55


def test_left_out(register: Register, workbook: Path) -> None:
    """Progress of a retired measure, or for a period closed since, is reported and left out."""
    filled(workbook, {f"{PERCENT}5": 55})
    retired = Edit(f"{HOME}/1/measure.toml", {("retired",): "2017-Q4"})
    register.save(Change(Action.RETIRE, (retired,), "Виключено"))
    plan = planned(register, workbook)
    assert "захід виведено зі звітів" in plan.account[0].doubts[0].render(UKRAINIAN)
    closed = replace(register.snapshot(), closed=frozenset({Q4}))
    (notice,) = with_closing(plan, closed, Q4).notices
    assert "IV квартал 2017 року закрито" in notice.render(UKRAINIAN)
    assert with_closing(plan, register.snapshot(), Q4) is plan


def test_other_period(still: Register, workbook: Path) -> None:
    """A sheet for one period is not imported into another."""
    with pytest.raises(UnreadableSource) as caught:
        plan_report(still, read_report(workbook), Period(2017, "Q3"), None)
    assert "IV квартал 2017 року" in caught.value.message().render(UKRAINIAN)


def test_elsewhere(register: Register, workbook: Path, tmp_path: Path) -> None:
    """In a register without the sheet's commit, a sheet adds measures but replaces no value that differs."""
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(tmp_path / "new", rules=rules) as new:
        imported(new, workbook, update=False)
        assert [each.measure.title for each in new.snapshot().measures] == ["Захід 1", "Захід 2", "Захід 3"]
        assert progress(new, 2) == progress(register, 2)
        assert [each.name for each in new.snapshot().units.values()] == ["Відділ; Центр"]
        assert planned(new, workbook).change is None
        changed(new, 1, percent=60)
        with pytest.raises(StaleSource) as caught:
            planned(new, workbook)
        assert register.head()[:10] in caught.value.message().render(UKRAINIAN)


def officer(login: str, role: str, unit: str) -> dict[tuple[str, ...], Any]:
    """Return the officers.toml values for an officer."""
    told = {"name": "Ім’я", "email": f"{login}@example.gov.ua", "role": role, "units": [unit]}
    return {("officers", login, key): value for key, value in told.items()}


def test_rights(register: Register, workbook: Path) -> None:
    """An officer can import the progress of their own unit only."""
    me, rules = register.me.login, Identity("admin1", "Ім’я", "a@example.gov.ua")
    for path, told in (
        ("units.toml", {("units", "other", "name"): "Інший"}),
        ("officers.toml", officer("admin1", "administrator", "other") | officer(me, "officer", "office")),
        ("register.toml", {("open",): False}),
    ):
        register.save(Change(Action.REGISTER, (Edit(path, told),), "Права"), author=rules)
    filled(workbook, {f"{PERCENT}5": 55})
    with Register.open(register.path) as mine:
        assert planned(mine, workbook).change is not None
        away = Edit("officers.toml", {("officers", me, "units"): ["other"]})
        mine.save(Change(Action.REGISTER, (away,), "Інший підрозділ"), author=rules)
        with pytest.raises(NotAllowed):
            planned(mine, workbook)

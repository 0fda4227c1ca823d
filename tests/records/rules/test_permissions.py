"""Permissions: in a register that is not open, `officers.toml` decides who may change what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from records.errors import NotAllowed
from records.identity import Identity
from records.register import Register
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.model import Officer, Role, Unit
from records.values.periods import Period
from tests.records.conftest import MEASURE, PROGRESS, measure, progress, rules

if TYPE_CHECKING:
    from pathlib import Path

PERIOD = Period.from_code("2017-Q4")
OFFICERS = {
    "office": Officer(name="Спеціаліст", units=("office",)),
    "legal": Officer(name="Юрисконсульт", units=("legal",)),
    "lead": Officer(name="Уповноважена особа", role=Role.AUTHORISED),
    "audit": Officer(name="Аудитор", role=Role.AUDITOR),
    "admin": Officer(name="Адміністратор", role=Role.ADMINISTRATOR),
    "former": Officer(name="Спеціаліст", units=("office",), until=date(2017, 1, 1)),
}
UNIT = Change(Action.REGISTER, (Edit("units.toml", {("units", "office", "phone"): "1"}),), "Телефон")
RULES = Change(Action.REGISTER, (Edit("register.toml", {("units_by_day",): 3}),), "Строк")
TITLE = Change(Action.PROGRAMME, (Edit(MEASURE, {("title",): "Новий захід"}),), "Рішення ради")


@pytest.fixture
def closed(tmp_path: Path) -> Register:
    units = {"office": Unit(name="Загальний відділ"), "legal": Unit(name="Юридичний відділ")}
    register = Register.create(
        tmp_path / "register", rules=rules(open=False), units=units, officers=OFFICERS, author=who("admin")
    )
    register.save(measure("4"), author=who("lead"))
    return register


def who(login: str) -> Identity:
    """Return the identity of an officer who saves."""
    return Identity(login, login, f"{login}@rada.example")


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (progress(basis="лист № 5 від 09.01.2018", percent=10), {"office", "lead"}),
        (TITLE, {"lead"}),
        (UNIT, {"lead", "admin"}),
        (RULES, {"admin"}),
    ],
    ids=["progress", "measure", "units", "rules"],
)
def test_roles(closed: Register, change: Change, allowed: set[str]) -> None:
    """Each change is allowed exactly for the roles that register.md lists."""
    for login in (*OFFICERS, "stranger"):
        head = closed.head()
        if login in allowed:
            continue
        with pytest.raises(NotAllowed):
            closed.save(change, author=who(login))
        assert closed.head() == head
    assert closed.save(change, author=who(min(allowed))).commit


def test_lead_submits(closed: Register) -> None:
    """Only the lead unit submits; another responsible unit may record progress but not submit it."""
    shared = Edit(MEASURE, {("responsible",): ["office", "legal"]})
    closed.save(Change(Action.PROGRAMME, (shared,), "Рішення ради"), author=who("lead"))
    written = progress(percent=10)
    with pytest.raises(NotAllowed) as refused:
        closed.save(replace(written, word=SUBMITTED), author=who("legal"))
    assert "Загальний відділ" in str(refused.value)
    closed.save(written, author=who("legal"))
    closed.save(replace(written, word=SUBMITTED), author=who("office"))
    review = closed.snapshot().measures[0].progress[PERIOD].review
    assert review is not None
    assert review.by == "office"


def test_not_by_own_change(closed: Register) -> None:
    """Nobody can grant themselves a right in the same change that needs it."""
    unit = Edit("officers.toml", {("officers", "legal", "units"): ["office"]})
    both = Change(Action.PROGRESS, (unit, *progress(percent=10).edits), "Моє")
    with pytest.raises(NotAllowed):
        closed.save(both, author=who("legal"))


def test_read_only(closed: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """An officer who may not write at all learns why before typing."""
    for login, word in (("audit", "аудитор"), ("former", "01.01.2017"), ("stranger", "stranger")):
        monkeypatch.setattr("records.register.identify", lambda _officers, login=login: who(login))
        vars(closed).pop("me", None)
        why = closed.read_only()
        assert why is not None
        assert word in why.render(closed.language())
    assert PROGRESS not in closed.snapshot().digests

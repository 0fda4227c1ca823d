"""Rights to save, compared with a second, simpler implementation of register.md."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from records.errors import NotAllowed
from records.identity import Identity
from records.register import Register
from records.values.changes import Action, Change, Edit, Word
from records.values.model import Officer, ReviewState, Role, Unit
from records.writing.saving import Saving
from tests.records.conftest import MEASURE, PROGRESS, measure, rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = date(2017, 3, 10)
AT = datetime(2017, 3, 10, 12, tzinfo=UTC)
BEFORE = datetime(2017, 1, 2, tzinfo=UTC)
UNITS = ("office", "legal", "archive")
#: The edits that are tried: each kind of file, with fields of each group.
EDITS: dict[str, Edit] = {
    "progress": Edit(PROGRESS, {("status",): "in-progress", ("percent",): 5}),
    "text": Edit(PROGRESS, {("text",): "Готуємо наради."}),
    "measure": Edit(MEASURE, {("title",): "Інший захід"}),
    "responsible": Edit(MEASURE, {("responsible",): ["archive"]}),
    "retired": Edit(MEASURE, {("retired",): "2017-Q4"}),
    "new measure": Edit(
        "measures/2017/5/measure.toml",
        {
            ("number",): "5",
            ("title",): "Захід 5",
            ("responsible",): ["archive"],
            ("deadline", "text"): "Постійно",
        },
    ),
    "unit": Edit("units.toml", {("units", "office", "phone"): "5-55"}),
    "new unit": Edit("units.toml", {("units", "new", "name"): "Новий відділ"}),
    "role": Edit("officers.toml", {("officers", "me", "role"): "authorised"}),
    "own unit": Edit("officers.toml", {("officers", "me", "units"): ["office", "legal"]}),
    "officer": Edit("officers.toml", {("officers", "new", "name"): "Нова ОСОБА"}),
    "days": Edit("officers.toml", {("officers", "me", "until"): date(2018, 1, 1)}),
    "rule": Edit("register.toml", {("units_by_day",): 3}),
    "open": Edit("register.toml", {("open",): True}),
    "report": Edit("register.toml", {("report", "title"): "про виконання"}),
}
WORDS = (None, ReviewState.SUBMITTED, ReviewState.RETURNED, ReviewState.ACCEPTED)
#: The edits that can be combined with a review.
SAID_OF = {"progress", "text"}


ME = Identity("me", "Я", "me@rada.example")


class Case(Struct, frozen=True):
    """One attempt: the register's openness, the officer, the measure's units, the edits, the review."""

    open: bool
    me: Officer | None
    responsible: tuple[str, ...]
    edits: tuple[str, ...]
    word: ReviewState | None


def allowed(case: Case) -> bool:
    """Return whether register.md allows the attempt.

    `officer` writes progress of measures whose responsible units include theirs; `authorised` writes under
    measures/ and periods/ and units.toml, accepts, closes and corrects; `administrator` edits units,
    officers, rules and templates; `auditor` writes nothing. The first and last days of the right to write
    are included. Only the lead unit submits. With `open = true` any local user writes everything.
    """
    if case.open:
        return True
    me = case.me
    if me is None or not (me.from_ or date.min) <= DAY <= (me.until or date.max):
        return False
    kinds = {EDITS[edit].path for edit in case.edits}
    progress, measures = PROGRESS in kinds, any(path.startswith("measures/") for path in kinds)
    settings_ = kinds & {"officers.toml", "register.toml"}
    if me.role is Role.OFFICER:
        said = case.word is None or (case.word is ReviewState.SUBMITTED and case.responsible[0] in me.units)
        return kinds == {PROGRESS} and progress and bool(set(case.responsible) & set(me.units)) and said
    if me.role is Role.AUTHORISED:
        return not settings_
    return me.role is Role.ADMINISTRATOR and not measures


days = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: DAY + timedelta(n)))
units = st.lists(st.sampled_from(UNITS), unique=True, max_size=2).map(tuple)


@st.composite
def officers(draw: st.DrawFn) -> Officer | None:
    """Draw an officer of any role, units and days, or None for a stranger."""
    if draw(st.integers(0, 9)) == 0:
        return None
    first, last = draw(days), draw(days)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Officer(name="Я", role=draw(st.sampled_from(Role)), units=draw(units), from_=first, until=last)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case: progress with or without a review, or one or two edits of any kind."""
    word = draw(st.sampled_from(WORDS))
    names = sorted(SAID_OF) if word is not None else sorted(EDITS)
    edits = draw(
        st.lists(st.sampled_from(names), min_size=1, max_size=2, unique_by=lambda name: EDITS[name].path)
    )
    responsible = draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=1, max_size=2).map(tuple))
    return Case(draw(st.integers(0, 9)) == 0, draw(officers()), responsible, tuple(edits), word)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an open register with a measure, its progress and an administrator; return its path."""
    folder = tmp_path_factory.mktemp("rights") / "register"
    names = {unit: Unit(name=f"Відділ {unit}") for unit in UNITS}
    boss = {"boss": Officer(name="Адміністратор", role=Role.ADMINISTRATOR)}
    author = Identity("boss", "Адміністратор", "boss@rada.example")
    with Register.create(
        folder, rules=rules(), units=names, officers=boss, author=author, at=BEFORE
    ) as register:
        register.save(measure("4"), author=author, at=BEFORE)
        done = {("status",): "in-progress", ("percent",): 1, ("text",): "Розпочато."}
        register.save(Change(Action.PROGRESS, (Edit(PROGRESS, done),), "Подано"), author=author, at=BEFORE)
    return folder


def ready(register: Register, case: Case) -> None:
    """Bring a register into the state of a case."""
    boss = Identity("boss", "Адміністратор", "boss@rada.example")
    edits = [Edit(MEASURE, {("responsible",): list(case.responsible)})]
    if case.me is not None:
        mine: dict[str, Any] = {
            "name": case.me.name,
            "role": case.me.role.value,
            "units": list(case.me.units),
            "from": case.me.from_,
            "until": case.me.until,
        }
        edits.append(Edit("officers.toml", {("officers", "me", key): value for key, value in mine.items()}))
    edits.append(Edit("register.toml", {("open",): case.open}))
    register.save(Change(Action.REGISTER, tuple(edits), "Умови"), author=boss, at=BEFORE)


def tries(case: Case) -> Iterator[Case]:
    """Yield every single attempt that is possible in a case's register."""
    for edit in EDITS:
        yield replace(case, edits=(edit,), word=None)
    for word in WORDS[1:]:
        yield replace(case, edits=("progress",), word=word)


def change_of(case: Case) -> Change:
    """Return the change that a case attempts."""
    word = Word(case.word) if case.word is not None else None
    return Change(Action.REGISTER, tuple(EDITS[name] for name in case.edits), "Спроба", word=word)


def refused(register: Register, case: Case) -> bool:
    """Return whether a case would be refused."""
    try:
        Saving(register, change_of(case), ME, AT).preview(None, explained=False)
    except NotAllowed:
        return True
    return False


@settings(max_examples=25)
@example(
    case=Case(
        open=False, me=Officer(units=("legal",)), responsible=("office", "legal"), edits=("text",), word=None
    )
)
@example(
    case=Case(
        open=False,
        me=Officer(role=Role.AUTHORISED, until=DAY),
        responsible=("office",),
        edits=("unit",),
        word=None,
    )
)
@given(case=cases())
def test_rights(made: Path, tmp_path: Path, case: Case) -> None:
    """A save is accepted exactly if register.md allows it; otherwise nothing is written."""
    folder = tmp_path / "register"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder, symlinks=True)
    with Register.open(folder) as register:
        ready(register, case)
        wrong = [each for each in tries(case) if refused(register, each) is allowed(each)]
        assert wrong == []
        head = register.head()
        files = {file: file.read_bytes() for file in folder.rglob("*.toml")}
        try:
            saved = register.save(change_of(case), author=ME, at=AT)
        except NotAllowed:
            assert not allowed(case)
            assert register.head() == head
            assert {file: file.read_bytes() for file in folder.rglob("*.toml")} == files
        else:
            assert allowed(case)
            assert saved.commit != head

"""History: who changed what, when and why, told from what each commit left."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from records.changes import Action, Change, Edit
from records.fields import FieldChange
from records.history import Entry, Filter, history
from records.identity import Identity
from records.periods import Period
from tests.records.conftest import CLERK, KYIV, MEASURE, PROGRESS, git, measure, progress

if TYPE_CHECKING:
    from records.register import Register

LAWYER = Identity("lawyer", "Юрисконсульт", "lawyer@rada.example")
Q4 = Period(2017, "Q4")


def lived(register: Register) -> Register:
    """Return a register with some changes."""
    register.save(measure("5", responsible=["legal"]), author=CLERK, at=datetime(2017, 2, 1, 9, tzinfo=KYIV))
    register.save(
        progress(basis="лист № 5", status="in-progress", percent=40),
        author=LAWYER,
        at=datetime(2017, 10, 2, 9, tzinfo=KYIV),
    )
    register.save(progress(percent=60), author=CLERK, at=datetime(2017, 12, 20, 9, tzinfo=KYIV))
    return register


def entries(register: Register, **wanted: object) -> list[Entry]:
    """Return the entries that a filter lets through."""
    return list(history(register, Filter(**wanted)))  # type: ignore[arg-type]


def by_hand(register: Register, message: str) -> None:
    """Commit what is in the work tree with stock git."""
    git(register, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qam", message)


def test_newest_first(register: Register) -> None:
    """The newest change comes first, with its author, its reason, its basis and its fields."""
    newest, before, *_ = entries(lived(register))
    assert (newest.measure, newest.period, newest.action) == ("2017/4", Q4, "progress")
    assert newest.fields == (FieldChange("percent", 40, 60),)
    assert (before.name, before.email, before.basis) == (LAWYER.name, LAWYER.email, "лист № 5")
    assert before.reason == "Проведено нараду"
    assert (before.parents, newest.parents) == (before.parents, (before.commit,))
    assert newest.through == "prozvit"


def test_filters(register: Register) -> None:
    """Each filter lets its own changes through."""
    lived(register)
    assert len(entries(register, measure="2017/4")) == 3
    assert len(entries(register, measure="2017/4", period=Q4)) == 2
    assert len(entries(register, field="percent")) == 2
    assert {entry.measure for entry in entries(register, field="deadline")} == {"2017/4", "2017/5"}
    assert [entry.name for entry in entries(register, by=LAWYER.email)] == [LAWYER.name]
    assert {entry.measure for entry in entries(register, unit="legal")} == {"2017/5"}
    assert len(entries(register, since=date(2017, 10, 2))) == 2
    assert len(entries(register, until=date(2017, 2, 1), measure="2017/5")) == 1
    assert len(list(history(register, limit=2))) == 2


def test_foreign_commit(register: Register) -> None:
    """A commit made by hand is told too, as not made through prozvit."""
    file = register.path / MEASURE
    file.write_text(file.read_text(encoding="utf-8").replace("Захід 4", "Інший"), encoding="utf-8")
    by_hand(register, "Правка\n\nрукою")
    newest = entries(register, measure="2017/4")[0]
    assert newest.through == "other"
    assert newest.fields == (FieldChange("title", "Захід 4", "Інший"),)
    assert newest.reason == "Правка\n\nрукою"


def test_lying_message(register: Register) -> None:
    """A message that lies about its fields changes nothing of what is told."""
    register.save(progress(percent=10))
    file = register.path / PROGRESS
    file.write_text(file.read_text(encoding="utf-8").replace("10", "90"), encoding="utf-8")
    lie = "Захід 5\n\nProzvit-Action: progress\nProzvit-Measure: 2017/5\nProzvit-Format: 1"
    by_hand(register, lie)
    newest = entries(register)[0]
    assert (newest.measure, newest.fields) == ("2017/4", (FieldChange("percent", 10, 90),))


def test_unreadable(register: Register) -> None:
    """A file that some commit broke does not end the history."""
    file = register.path / MEASURE
    file.write_text("так не пишуть", encoding="utf-8")
    by_hand(register, "x")
    assert len(entries(register, measure="2017/4")) == 2


def test_register_files(register: Register) -> None:
    """Changes of units and rules are told without a measure."""
    edit = Edit("units.toml", {("units", "office", "phone"): "12"})
    register.save(Change(Action.REGISTER, (edit,), "Телефон"))
    newest = entries(register)[0]
    assert (newest.measure, newest.fields) == (None, (FieldChange("units.office.phone", None, "12"),))

"""History: who changed what, when and why, read from the contents of each commit."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from records.errors import GitFailed
from records.identity import Identity
from records.trail.authorship import authorship
from records.trail.history import Entry, Filter, Historian, history
from records.trail.writers import people
from records.values.changes import Action, Change, Edit
from records.values.fields import FieldChange
from records.values.layout import Place
from records.values.periods import Period
from tests.records.conftest import CLERK, KYIV, MEASURE, PROGRESS, git, measure, progress

if TYPE_CHECKING:
    from records.register import Register

LAWYER = Identity("lawyer", "Юрисконсульт", "lawyer@rada.example")
Q4 = Period(2017, "Q4")
NOBODY = ("-c", "user.name=A", "-c", "user.email=a@rada.example")


def lived(register: Register) -> Register:
    """Make some changes in a register and return it."""
    register.save(measure("5", responsible=["legal"]), author=CLERK, at=datetime(2017, 2, 1, 9, tzinfo=KYIV))
    register.save(
        progress(basis="лист № 5", status="in-progress", percent=40),
        author=LAWYER,
        at=datetime(2017, 10, 2, 9, tzinfo=KYIV),
    )
    register.save(progress(percent=60), author=CLERK, at=datetime(2017, 12, 20, 9, tzinfo=KYIV))
    return register


def entries(register: Register, **wanted: object) -> list[Entry]:
    """Return the entries that pass a filter."""
    return list(history(register, Filter(**wanted)))


def by_hand(register: Register, message: str) -> None:
    """Commit the work tree with stock git."""
    git(register, *NOBODY, "commit", "-qam", message)


def test_newest_first(register: Register) -> None:
    """The newest change comes first, with its author, reason, basis and fields."""
    newest, before, *_ = entries(lived(register))
    assert (newest.measure, newest.period, newest.action) == ("2017/4", Q4, "progress")
    assert newest.fields == (FieldChange("percent", 40, 60),)
    assert (before.name, before.email, before.basis) == (LAWYER.name, LAWYER.email, "лист № 5")
    assert before.reason == "Проведено нараду"
    assert (before.parents, newest.parents) == (before.parents, (before.commit,))
    assert newest.through == "prozvit"


def test_filters(register: Register) -> None:
    """Each filter selects the matching changes."""
    lived(register)
    assert len(entries(register, measure="2017/4")) == 3
    assert len(entries(register, measure="2017/4", period=Q4)) == 2
    assert len(entries(register, field="percent")) == 2
    assert {entry.measure for entry in entries(register, field="deadline")} == {"2017/4", "2017/5"}
    assert [entry.name for entry in entries(register, by=LAWYER.email)] == [LAWYER.name]
    assert {entry.measure for entry in entries(register, unit="legal")} == {"2017/5"}
    assert len(entries(register, since=date(2017, 10, 2))) == 2
    assert len(entries(register, until=date(2017, 2, 1), measure="2017/5")) == 1
    assert entries(register, through="other") == []
    assert len(entries(register, through="prozvit")) == len(entries(register))
    assert len(list(history(register, limit=2))) == 2


def test_foreign_commit(register: Register) -> None:
    """A commit made by hand is listed as not made through prozvit."""
    file = register.path / MEASURE
    file.write_text(file.read_text(encoding="utf-8").replace("Захід 4", "Інший"), encoding="utf-8")
    by_hand(register, "Правка\n\nрукою")
    newest = entries(register, measure="2017/4")[0]
    assert newest.through == "other"
    assert newest.fields == (FieldChange("title", "Захід 4", "Інший"),)
    assert newest.reason == "Правка\n\nрукою"


def test_lying_message(register: Register) -> None:
    """A message that misstates its fields does not affect the entry."""
    register.save(progress(percent=10))
    file = register.path / PROGRESS
    file.write_text(file.read_text(encoding="utf-8").replace("10", "90"), encoding="utf-8")
    lie = "Захід 5\n\nProzvit-Action: progress\nProzvit-Measure: 2017/5\nProzvit-Format: 1"
    by_hand(register, lie)
    newest = entries(register)[0]
    assert (newest.measure, newest.fields) == ("2017/4", (FieldChange("percent", 10, 90),))


def test_unreadable(register: Register) -> None:
    """A file broken in some commit does not end the history."""
    file = register.path / MEASURE
    file.write_text("так не пишуть", encoding="utf-8")
    by_hand(register, "x")
    assert len(entries(register, measure="2017/4")) == 2


def test_register_files(register: Register) -> None:
    """Changes of units and rules are listed without a measure."""
    edit = Edit("units.toml", {("units", "office", "phone"): "12"})
    register.save(Change(Action.REGISTER, (edit,), "Телефон"))
    newest = entries(register)[0]
    assert (newest.measure, newest.fields) == (None, (FieldChange("units.office.phone", None, "12"),))


def test_versions(register: Register) -> None:
    """A file's versions name their parent versions, across merges and unrelated commits."""
    lived(register)
    git(register, "checkout", "-q", "-b", "side", "HEAD~1")
    register.path.joinpath(PROGRESS).write_text('status = "partly"\npercent = 40\n', encoding="utf-8")
    by_hand(register, "Бік")
    git(register, "checkout", "-q", "main")
    git(register, *NOBODY, "merge", "-q", "-s", "ours", "--no-commit", "side")
    register.path.joinpath(PROGRESS).write_text('status = "partly"\npercent = 60\n', encoding="utf-8")
    by_hand(register, "Злиття")
    register.save(measure("7"))
    where = Place("2017", "4", Q4)
    first, *sides, last = Historian(register).versions(where)
    assert (first.parents, first.by.name) == ((), LAWYER.name)
    assert {side.parents for side in sides} == {(first.id,)}
    assert set(last.parents) == {side.id for side in sides}
    assert last.fields == {("status",): "partly", ("percent",): 60}
    assert {key: by.name for key, by in authorship([first, *sides, last]).fields.items()} == {
        ("status",): "A",
        ("percent",): CLERK.name,
    }
    assert Historian(register).fields(first.id, where) == first.fields


def test_merge(register: Register) -> None:
    """A merge is one entry; a change it discarded stays in the measure's history."""
    lived(register)
    git(register, "checkout", "-q", "-b", "side", "HEAD~1")
    register.path.joinpath(PROGRESS).write_text('status = "partly"\npercent = 40\n', encoding="utf-8")
    by_hand(register, "Бік")
    git(register, "checkout", "-q", "main")
    git(register, *NOBODY, "merge", "-q", "-s", "ours", "-m", "Злиття", "side")
    newest, *_ = entries(register)
    assert (newest.reason, newest.measure, newest.fields, newest.is_merge) == ("Злиття", None, (), True)
    assert [entry.reason for entry in entries(register, through="other")] == ["Злиття", "Бік"]
    of_period = entries(register, measure="2017/4", period=Q4)
    assert [entry.reason for entry in of_period] == ["Бік", "Проведено нараду", "Проведено нараду"]


@pytest.mark.parametrize(("own", "expected"), [("", []), ("Від себе.\n", ["text"])])
def test_texts_put_together(register: Register, own: str, expected: list[str]) -> None:
    """A merge that only combines the sides' paragraphs changes no field; one that adds its own words does."""
    head = str(register.save(progress(text="Один.\nДва.\n", percent=1)).commit)
    at = register.repository.commit(head).at

    def write(parents: list[str], text: str) -> str:
        data = f'status = "partly"\ntext = """\n{text}"""\n'.encode()
        return register.repository.write_commit(parents, {PROGRESS: data}, CLERK, at, "Зміна\n")

    sides = [write([head], text) for text in ("Нуль.\nОдин.\nДва.\n", "Один.\nДва.\nТри.\n")]
    merge = write(sides, f"Нуль.\nОдин.\nДва.\nТри.\n{own}")
    told = [entry for entry in Historian(register, merge).entries() if entry.commit == merge]
    assert [change.key for entry in told for change in entry.fields] == expected


def test_newer(register: Register) -> None:
    """Walking after a commit yields only later commits, up to the one where reading began."""
    before = register.head()
    lived(register)
    historian = Historian(register)
    register.save(progress(percent=61))
    walked = list(historian.walk(after=before))
    assert [len(each) for each in walked] == [1, 1, 1]
    assert list(historian.walk(after=historian.commit)) == []


def test_lost_commit(register: Register) -> None:
    """A history with a missing commit raises an error instead of ending early."""
    lived(register)
    lost = git(register, "rev-parse", "HEAD~2").strip()
    (register.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitFailed):
        entries(register)


def test_people(register: Register) -> None:
    """Who has another address since officers.toml names them is one person; another name and login is not."""
    for email in ("other@host", "other@rada.example"):
        register.save(progress(percent=len(email)), author=Identity("other", "Інша особа", email))
    assert people(entries(register)) == 2


def test_zone(register: Register) -> None:
    """Times are shown in the register's time zone, wherever a commit was made."""
    (register.path / "units.toml").write_text('[units.office]\nname = "Відділ"\n', encoding="utf-8")
    git(register, *NOBODY, "commit", "-qam", "Здалеку", "--date=2018-01-20T10:00:00-0500")
    newest = next(iter(history(register)))
    assert f"{newest.at:%H:%M %z}" == "17:00 +0200"

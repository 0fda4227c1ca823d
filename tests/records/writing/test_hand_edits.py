"""Hand edits: changes made in the folder are found, saved like any change, or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing
from records.errors import (
    InvalidChange,
    NoRegister,
    NotAllowed,
    NotSaved,
    ProzvitError,
    StaleField,
)
from records.files.documents import read_document
from records.identity import login
from records.register import Register
from records.trail.history import history
from records.values.layout import ATTRIBUTES, ATTRIBUTES_TEXT, REGISTER, period_path
from records.values.periods import Period
from records.writing.hand_edits import HandEdits, hand_edits, set_aside
from records.writing.leftovers import Kind, leftovers
from tests.records.conftest import CLERK, MEASURE, PROGRESS, git, measure, progress

if TYPE_CHECKING:
    from pathlib import Path

NEW = "measures/2017/5/measure.toml"


def edit(register: Register, path: str, old: str, new: str) -> None:
    """Change a file as a text editor does."""
    file = register.path / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_nothing(register: Register) -> None:
    """A folder as the last commit left it has no hand edits, whatever its timestamps."""
    (register.path / MEASURE).touch()
    assert hand_edits(register) == HandEdits(register.head(), {})


def test_taken_in(register: Register) -> None:
    """Changed, new and deleted files are committed byte by byte, and the work tree is clean."""
    register.save(progress(percent=10))
    edit(register, MEASURE, "number", "# за рішенням виконкому\nnumber")
    new = (register.path / MEASURE).read_text(encoding="utf-8").replace('"4"', '"5"')
    (register.path / NEW).parent.mkdir()
    (register.path / NEW).write_text(new, encoding="utf-8")
    (register.path / PROGRESS).unlink()
    found = hand_edits(register)
    assert sorted(found.files) == [PROGRESS, MEASURE, NEW]
    saved = register.save(found.change("Виправлено вручну"), base=found.base)
    assert saved.commit == register.head()
    assert git(register, "show", f"HEAD:{NEW}") == new
    assert git(register, "show", f"HEAD:{MEASURE}").startswith("# за рішенням виконкому\n")
    assert git(register, "status", "--porcelain") == ""
    assert [record.measure.number for record in register.snapshot().measures] == ["4", "5"]
    assert not register.snapshot().measures[0].progress
    told = {(each.measure, each.period): each for each in history(register) if each.commit == saved.commit}
    assert {change.reason for change in told.values()} == {"Виправлено вручну"}
    assert set(told) == {("2017/4", None), ("2017/4", Period(2017, "Q4")), ("2017/5", None)}


@pytest.mark.parametrize("act", ["new", "changed", "removed"])
def test_closing_is_one_act(register: Register, act: str) -> None:
    """A hand-made, changed or deleted period record is refused by name, with the remedy."""
    period = Period(2017, "Q4")
    file = register.path / period_path(period)
    if act == "new":
        file.parent.mkdir()
        file.write_text('count = 0\nby = "clerk"\nat = 2018-01-15T10:00:00+02:00\n', encoding="utf-8")
    else:
        register.save(closing(register, period, "Відділ не відповів"))
    if act == "changed":
        file.write_text(file.read_text("utf-8") + '\n[approval]\nnumber = "5"\n', encoding="utf-8")
    if act == "removed":
        file.unlink()
    found, before = hand_edits(register), register.head()
    with pytest.raises(NotSaved, match=r"periods/2017-Q4.toml.*--aside.*prozvit close"):
        register.save(found.change("Вручну"), base=found.base)
    assert register.head() == before
    set_aside(register, found)
    assert not hand_edits(register).files


def test_line_ends(register: Register) -> None:
    """Windows line ends alone are no edit; an edited record is saved with the register's line ends."""
    file = register.path / MEASURE
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert not hand_edits(register).files
    assert register.work_snapshot().digests == register.snapshot().digests
    file.write_bytes("# для себе\r\n".encode() + file.read_bytes())
    found = hand_edits(register)
    register.save(found.change("Примітка"), base=found.base)
    saved = register.repository.file(register.head(), MEASURE)
    assert saved is not None
    assert saved.startswith("# для себе\nnumber".encode())
    assert b"\r" not in saved + file.read_bytes()


def test_outside(register: Register, tmp_path: Path) -> None:
    """Files outside the register's layout are named and left, and no link is followed."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "measure.toml").write_text("number = 1")
    (register.path / "нотатка.txt").write_text("x")
    (register.path / "measures/2017/6").symlink_to(outside)
    found = hand_edits(register)
    assert found.files == {}
    assert found.outside == ("measures/2017/6", "нотатка.txt")


@pytest.mark.parametrize(
    ("path", "old", "new", "error"),
    [
        (MEASURE, 'number = "4"', "number = 4", InvalidChange),
        (MEASURE, 'number = "4"', "number = ", InvalidChange),
        (MEASURE, '["office"]', '["nobody"]', InvalidChange),
        ("units.toml", "units.office", "units.bureau", InvalidChange),
        (PROGRESS, "percent = 10", "percent = 101", InvalidChange),
        ("register.toml", "2017-12-31", "2016-12-31", ProzvitError),
    ],
)
def test_invalid(register: Register, path: str, old: str, new: str, error: type[Exception]) -> None:
    """An invalid hand edit is refused with its file, and stays in the folder."""
    register.save(progress(percent=10))
    head = register.head()
    edit(register, path, old, new)
    found = hand_edits(register)
    with pytest.raises(error) as refused:
        register.save(found.change("x"), base=found.base)
    assert path in str(refused.value)
    assert register.head() == head
    assert new in (register.path / path).read_text(encoding="utf-8")


def test_missed(register: Register) -> None:
    """A file that others need can't be deleted: a measure with progress, or the units of measures."""
    register.save(progress(percent=10))
    for path in (MEASURE, "units.toml"):
        data = (register.path / path).read_bytes()
        (register.path / path).unlink()
        with pytest.raises(InvalidChange):
            register.save(hand_edits(register).change("x"))
        (register.path / path).write_bytes(data)


def test_rights(register: Register) -> None:
    """A hand edit is judged by the rights of the person saving it, as they were before it."""
    edit(register, "register.toml", "open = true", "open = false")
    officer = f'[officers.{login()}]\nname = "Я"\nrole = "officer"\nunits = ["legal"]\n'
    officer += '[officers.boss]\nname = "Адміністратор"\nrole = "administrator"\n'
    (register.path / "officers.toml").write_text(officer, encoding="utf-8")
    found = hand_edits(register)
    assert register.save(found.change("Правила"), base=found.base).commit
    edit(register, "register.toml", "open = false", "open = true")
    with pytest.raises(NotAllowed):
        register.save(hand_edits(register).change("x"))


def test_stale(register: Register) -> None:
    """A hand edit does not overwrite a file saved after the edits were read."""
    register.save(progress(percent=10))
    edit(register, PROGRESS, "percent = 10", "percent = 20")
    found = hand_edits(register)
    register.save(progress(percent=30), author=CLERK)
    with pytest.raises(StaleField) as refused:
        register.save(found.change("x"), base=found.base)
    assert CLERK.name in str(refused.value)
    assert read_document((register.path / PROGRESS).read_bytes(), "")["percent"] == 30


def test_set_aside(register: Register) -> None:
    """Edits that are set aside are kept whole, and the folder is restored."""
    register.save(progress(percent=10))
    edit(register, PROGRESS, "percent = 10", "percent = 20")
    (register.path / NEW).parent.mkdir()
    (register.path / NEW).write_text("нове", encoding="utf-8")
    (register.path / MEASURE).unlink()
    kept = set_aside(register, hand_edits(register))
    assert kept is not None
    assert leftovers(register.private) == [kept]
    assert (kept.kind, kept.login, kept.paths) == (Kind.ASIDE, login(), (PROGRESS, NEW))
    assert "percent = 20" in kept.read(PROGRESS).decode()
    assert git(register, "status", "--porcelain") == ""
    kept.discard()
    assert leftovers(register.private) == []


def test_measure_saved_beside(register: Register) -> None:
    """Saving one measure leaves a hand edit of another untouched."""
    register.save(measure("5"))
    edit(register, MEASURE, "Захід 4", "Захід четвертий")
    register.save(progress(path="measures/2017/5/2017-Q4.toml", percent=10))
    assert list(hand_edits(register).files) == [MEASURE]


def test_rules_deleted(register: Register, tmp_path: Path) -> None:
    """A register whose rules were deleted in the folder is found and opened; another repository is not."""
    (register.path / REGISTER).unlink()
    inside = register.path / "measures"
    assert Register.find(inside) == register.path
    with Register.open(register.path) as opened:
        assert opened.rules() == register.rules()
    other = tmp_path / "other"
    git(register, "init", "--quiet", str(other))
    with pytest.raises(NoRegister):
        Register.find(other)


def test_attributes(register: Register) -> None:
    """A changed .gitattributes can't be saved and can be set aside."""
    file = register.path / ATTRIBUTES
    file.write_text("*.toml filter=evil\n", encoding="utf-8")
    with pytest.raises(InvalidChange, match="commit --aside"):
        register.save(hand_edits(register).change("Вручну"))
    kept = set_aside(register, hand_edits(register))
    assert file.read_text(encoding="utf-8") == ATTRIBUTES_TEXT
    assert [left.paths for left in leftovers(register.private)] == [(ATTRIBUTES,)]
    assert kept is not None
    assert kept.paths == (ATTRIBUTES,)

"""A merge conflict: the mark on its row, both sides field by field, and the commit that settles it."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from records.disk.locks import locked
from records.merges.conflicts import Conflict, Mark, Who, open_marks
from records.merges.joining import join, record_join
from records.merges.merging import Clash
from records.register import Register
from records.telling.openings import Opening
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import BROAD, CLERK, NARROW, OTHER, PROGRESS, Opener, git
from tests.tui.snapshots import hold
from tui.screens.table.measures import Measures
from tui.screens.windows.conflict import ConflictPage
from tui.typed.questions import questions

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = "Перша нарада.\nДруга нарада.\nТретя нарада."
_AT = datetime(2018, 1, 4, 10, 30, tzinfo=ZoneInfo("Europe/Kyiv"))


def left_open(folder: Path, other: Path, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Merge two clones that both changed one progress, and leave the conflicts open."""
    base = {"status": "in-progress", "percent": 50, "text": _TEXT}
    with Register.open(folder) as register:
        register.save(_progress(base), author=CLERK, at=_AT)
        shutil.copytree(folder, other, symlinks=True)
        register.save(_progress(ours), author=CLERK, at=_AT)
        with Register.open(other) as clone:
            clone.save(_progress(theirs), author=OTHER, at=_AT)
        git(folder, "fetch", "-q", str(other), "main")
        joined = join(register, register.head(), git(folder, "rev-parse", "FETCH_HEAD").strip())
        commit = record_join(register, joined, CLERK, _AT)
        with locked(register.private / "lock", "clerk") as lock:
            assert register.repository.advance(commit, joined.first, CLERK, lock)
    git(folder, "reset", "-q", "--hard")


def _progress(values: dict[str, Any]) -> Change:
    edit = Edit(PROGRESS, {(key,): value for key, value in values.items()})
    return Change(Action.PROGRESS, (edit,), "Записано")


@pytest.fixture
def conflict(folder: Path, tmp_path: Path) -> Path:
    left_open(
        folder,
        tmp_path / "other",
        {"percent": 60, "text": _TEXT.replace("Друга", "Друга й остання")},
        {"percent": 70, "text": _TEXT.replace("Друга нарада", "Друга нарада та навчання")},
    )
    return folder


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["narrow", "broad"])
@pytest.mark.parametrize(
    "keys", [(), ("x",), ("x", "right"), ("x", "right", "f4")], ids=["row", "field", "text", "edit"]
)
@pytest.mark.usefixtures("conflict")
async def test_looks(
    screens: Opener,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    language: str,
    keys: tuple[str, ...],
    request: pytest.FixtureRequest,
) -> None:
    """The mark, a field's conflict, a text's conflict and the editing window match their snapshots."""
    monkeypatch.setattr("records.files.snapshot.Snapshot.today", lambda _: _AT.date())
    monkeypatch.setattr("records.identity.login", lambda: "clerk")
    async with screens(size, language=language) as see:
        await see.wait("≠")
        for key in keys:
            await see.press(key)
            # The conflicts are read in the background.
            await see.wait(" з 2" if language == "uk" else " of 2")
        name = request.node.callspec.id.split("-")[0]
        hold(see.app, f"conflict-{name}-{size[0]}-{language}")


async def test_settled(conflict: Path, screens: Opener) -> None:
    """Each field is settled with one side or the other, and one commit records all choices."""
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("ч")
        shown = await see.wait("1 з 2")
        assert "Зараз: Старший інспектор, 04.01.2018 10:30" in shown
        assert "Інша сторона: Інша особа, 04.01.2018 10:30" in shown
        await see.press("down", "enter")
        shown = await see.wait("2 з 2")
        assert "одне місце" in shown
        assert "{+й остання+}" in shown
        assert "Третя" not in shown
        await see.press("enter")
        await see.wait("60 → 70")
        await see.press("enter")
        shown = await see.wait("Збережено: ")
        assert "≠" not in shown
        assert isinstance(see.app.screen, Measures)
    written = git(conflict, "show", f"HEAD:{PROGRESS}")
    assert "percent = 70" in written
    assert "Друга й остання нарада.\nТретя нарада." in written
    assert "Prozvit-Action: resolve" in git(conflict, "log", "-1", "--format=%B")
    with Register.open(conflict) as register:
        assert open_marks(register) == ()


def test_word_of_review() -> None:
    """A conflict in a review offers only the present state, since the other is another officer's."""
    clash = Clash(PROGRESS, "review", None, {"state": "submitted"}, {"state": "accepted"})
    mark = Mark("1" * 40, Opening(PROGRESS, "review"))
    (asked,) = questions([Conflict(clash, Who("Х", _AT), Who("У", _AT), mark)])
    assert [value for _, value in asked.choices] == [clash.first]


async def test_written_anew(conflict: Path, screens: Opener) -> None:
    """F4 edits the marked side's value instead of taking either side; an unreadable value is refused."""
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("x")
        await see.wait("1 з 2")
        await see.press("f4", "x", "f2")
        await see.wait("не ціле число")
        await see.press("f4", "backspace", "5", "f2")
        await see.wait("2 з 2")
        await see.press("f4")
        await see.type(" І ще одна.")
        await see.press("f2")
        await see.wait("60 → 65")
        await see.press("enter")
        await see.wait("Збережено: ")
    written = git(conflict, "show", f"HEAD:{PROGRESS}")
    assert "percent = 65" in written
    assert "Перша нарада.\nДруга й остання нарада. І ще одна.\nТретя нарада.\n" in written


async def test_kept(conflict: Path, screens: Opener) -> None:
    """Keeping the present values makes a commit that changes no file, and removes the mark."""
    tree = git(conflict, "rev-parse", "HEAD^{tree}")
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("x")
        await see.wait("1 з 2")
        await see.press("enter", "enter")
        await see.wait("Жодне поле не відрізняється")
        await see.press("enter")
        await see.wait("Збережено: ")
    assert git(conflict, "rev-parse", "HEAD^{tree}") == tree
    with Register.open(conflict) as register:
        assert open_marks(register) == ()


async def test_back(conflict: Path, screens: Opener) -> None:
    """Esc leaves without settling anything; ← and → move between the conflicts."""
    head = git(conflict, "rev-parse", "HEAD")
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("x")
        await see.wait("1 з 2")
        await see.press("enter", "left")
        await see.wait("1 з 2")
        await see.press("right")
        await see.wait("2 з 2")
        await see.press("escape")
        assert isinstance(see.app.screen, Measures)
    assert git(conflict, "rev-parse", "HEAD") == head


@pytest.mark.usefixtures("conflict")
async def test_other_measure(screens: Opener) -> None:
    """A measure without conflicts has nothing to settle."""
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("end", "x")
        assert not isinstance(see.app.screen, ConflictPage)


async def test_status_is_chosen(folder: Path, tmp_path: Path, screens: Opener) -> None:
    """A status is chosen, not typed, and the status and percent of one side are recorded together."""
    ours, theirs = {"status": "partly", "percent": 60}, {"status": "implemented", "percent": 100}
    left_open(folder, tmp_path / "other", ours, theirs)
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("x")
        await see.wait("1 з 2")
        await see.press("f4")
        await see.wait("вибирають")
        await see.press("down", "enter", "down", "enter")
        await see.wait("Виконано")
        await see.press("enter")
        await see.wait("Збережено: ")
    assert "percent = 100" in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_read_only(conflict: Path, screens: Opener) -> None:
    """In a read-only register the mark is shown and the key to settle is not."""
    git(conflict, "checkout", "-q", "-b", "інша")
    async with screens() as see:
        await see.wait("≠ розбіжн.")
        await see.press("x")
        assert not isinstance(see.app.screen, ConflictPage)

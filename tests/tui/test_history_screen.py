"""The history of a measure: its changes, the author of each present part, and older versions."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from records.language import Language
from records.register import Register
from records.rules.reviewing import Stage, stage
from records.trail.standing import Standing
from records.values.changes import SUBMITTED, Action, Change, Edit, Word
from records.values.model import ReviewState
from tests.tui.conftest import BROAD, CLERK, NARROW, OTHER, PROGRESS, Q4, git, save, save_often
from tui.screens.table.measures import Measures
from tui.screens.trail.comparing import Comparing
from tui.screens.trail.entries import signed
from tui.screens.trail.history import History
from tui.screens.trail.journal import Journal
from tui.screens.windows.choosing import Reading
from tui.screens.windows.saving import SaveDialog
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens


@pytest.fixture
def lived(folder: Path) -> Path:
    """Return a register in which two people wrote a progress."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Провели нараду.\nСклали план.\n"})
    values = {("percent",): 90, ("text",): "Провели нараду.\nЗатвердили план.\nНадіслали листи.\n"}
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, (Edit(PROGRESS, values),), "Уточнення"), author=CLERK)
    return folder


def by_hand(folder: Path, text: str, message: str = "Правка", name: str = "Х") -> None:
    """Commit a progress with stock git."""
    (folder / PROGRESS).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "-c", f"user.name={name}", "commit", "-qm", message)


def row(shown: str, words: str) -> str:
    """Return the first line of the screen that contains some words."""
    return next(line for line in shown.split("\n") if words in line)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_timeline(lived: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Each change has a line with time, author, fields and signature state; the heading counts them."""
    async with screens(size) as see:
        await see.press("f3")
        shown = see.shown()
        assert "4 зміни · 2 особи" in shown.split("\n")[0]
        line = row(shown, "% 60 → 90, текст")
        assert "Старший інсп" in line
        assert "без підпису" in shown
        await see.press("down")
        assert "Чому: Інша причина" in see.shown()
    assert git(lived, "status", "--porcelain") == ""


async def test_whole_change(lived: Path, screens: Opener) -> None:
    """Enter shows the whole change, including a long text in full."""
    async with screens(BROAD) as see:
        await see.press("f3", "enter")
        assert isinstance(see.app.screen, Reading)
        shown = see.shown()
        assert git(lived, "rev-parse", "HEAD").strip() in shown
        assert "clerk@rada.example" in shown
        assert {"[-Склали-]", "{+Затвердили+}", "{+Надіслали"} <= set(shown.split())


async def test_signed(folder: Path, screens: Opener) -> None:
    """A commit with an invalid signature is shown as such, never as well signed."""
    commit = git(folder, "cat-file", "commit", "HEAD")
    head, _, message = commit.partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN SSH SIGNATURE-----\n -----END SSH SIGNATURE-----\n\n{message}"
    (folder / ".git" / "signed").write_text(signed, encoding="utf-8")
    made = git(folder, "hash-object", "-t", "commit", "-w", str(folder / ".git" / "signed")).strip()
    git(folder, "update-ref", "refs/heads/main", made)
    async with screens(BROAD) as see:
        await see.press("f3")
        assert "✗ підпис недійсний" in row(see.shown(), "2017-Q3")


@pytest.mark.usefixtures("lived")
async def test_who_wrote(screens: Opener) -> None:
    """Each present paragraph and field is shown with its author."""
    async with screens(BROAD) as see:
        await see.press("f3", "ф")
        boxed = [line.split("│") for line in see.shown().split("\n") if "│" in line]
        lines = [line[1].strip() for line in boxed]
        first, kept, _, second, changed, new = lines[2:8]
        assert (kept, changed, new) == ("Провели нараду.", "Затвердили план.", "Надіслали листи.")
        assert first.startswith("Інша особа · ")
        assert second.startswith("Старший інспектор · ")
        status = lines.index("Статус: Виконується")
        assert lines[status - 1].startswith("Інша особа · ")
        percent = lines.index("Відсоток: 90")
        assert lines[percent - 1].startswith("Старший інспектор · ")


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_two_versions(screens: Opener, size: tuple[int, int]) -> None:
    """Two versions are shown side by side if there is room, else one below the other, older first."""
    async with screens(size) as see:
        await see.press("f3", "v")
        assert "Позначено" in see.shown()
        await see.press("down", "м")
        assert isinstance(see.app.screen, Comparing)
        shown = see.shown()
        old, new = "[-Склали-] план.", "{+Затвердили+} план."
        assert shown.index(old) < shown.index(new)
        assert (row(shown, old) == row(shown, new)) is (size == BROAD)
        assert shown.count("Провели нараду.") == (2 if size == BROAD else 1)


async def test_versions_of_two_periods(lived: Path, screens: Opener) -> None:
    """F2 offers to write a comparison if the two versions are of two periods, and not if they are of one."""
    edit = Edit(
        PROGRESS.replace("Q4", "Q3"), {("status",): "in-progress", ("percent",): 1, ("text",): "Ні.\n"}
    )
    with Register.open(lived) as register:
        register.save(Change(Action.PROGRESS, (edit,), "Раніше"), author=CLERK)
    async with screens() as see:
        await see.press("f3", "v", "down", "v", "f2")
        assert "Порівняння · III квартал 2017 року → IV квартал 2017 року" in see.shown()
        await see.press("escape", "escape", "v", "down", "v", "f2")
        assert isinstance(see.app.screen, Comparing)


@pytest.mark.usefixtures("lived")
async def test_unlike_versions(screens: Opener) -> None:
    """A measure can't be compared with a progress; pressing the key again unmarks the marked change."""
    async with screens() as see:
        await see.press("f3", "v", "end", "v")
        await see.wait("не можна порівняти")
        await see.press("home", "v")
        assert isinstance(see.app.screen, History)
        assert "Позначено" not in see.shown()


async def test_taken_back(lived: Path, screens: Opener) -> None:
    """Undoing a change from the history makes a new change that restores the fields' previous values."""
    async with screens() as see:
        await see.press("f3", "к")
        shown = await see.wait("Скасовано зміну від")
        assert "90" in shown
        await see.press("enter")
        await see.wait("% 90 → 60")
        await see.wait("5 змін")
        see.app.screen.query_one(Rows).move_cursor(row=1)
        await see.press("к")
        await see.wait("Цю зміну вже скасовано.")
        assert not isinstance(see.app.screen, SaveDialog)
    written = (lived / PROGRESS).read_text(encoding="utf-8")
    assert "percent = 60" in written
    assert "Склали план." in written


async def test_answer_to_a_return_taken_back(lived: Path, screens: Opener) -> None:
    """What comes back was returned: the note is shown, and it is recorded without being submitted."""
    edit = Edit(PROGRESS, {})
    with Register.open(lived) as register:
        returned = Change(
            Action.RETURN, (edit,), "Бракує дат", word=Word(ReviewState.RETURNED, "Додайте дати")
        )
        register.save(returned, author=CLERK)
        answered = Edit(PROGRESS, {("text",): "Провели нараду 5 грудня.\n"})
        register.save(Change(Action.PROGRESS, (answered,), "Дати", word=SUBMITTED), author=OTHER)
    async with screens() as see:
        await see.press("f3", "к")
        await see.wait("було повернуто: «Додайте дати»")
        await see.press("enter")
        await see.wait("Збережено:")
    with Register.open(lived) as register:
        record = next(each for each in register.snapshot().measures if each.measure.number == "4")
        assert stage(record, Q4) is not Stage.SUBMITTED


async def test_nothing_before(screens: Opener) -> None:
    """Creating a measure can't be undone, and the screen says so."""
    async with screens() as see:
        await see.press("f3")
        await see.wait("додано захід")
        await see.press("end", "r")
        await see.wait("нічого не було")


async def test_first_answer(lived: Path, screens: Opener) -> None:
    """Undoing a first answer removes its file, and submits nothing."""
    save(lived, {"status": "partly"}, PROGRESS.replace("/4/", "/6/"))
    async with screens() as see:
        await see.press("down", "f3", "к")
        await see.wait("Скасовано зміну від")
        await see.press("enter")
        await see.wait("Збережено:")
    assert not (lived / PROGRESS.replace("/4/", "/6/")).exists()


async def test_brought_back(lived: Path, screens: Opener) -> None:
    """An older version is restored in full by a new change; the present version can't be restored."""
    save(lived, {"status": "partly", "percent": 95, "completed": None})
    before = int(git(lived, "rev-list", "--count", "HEAD"))
    async with screens() as see:
        await see.press("f3", "w")
        await see.wait("не відрізняється")
        await see.press("down", "down", "ц")
        assert isinstance(see.app.screen, SaveDialog)
        await see.wait("Повернуто версію від")
        await see.press("f4")
        await see.wait("Збережено: ")
    written = (lived / PROGRESS).read_text(encoding="utf-8")
    assert 'status = "in-progress"\npercent = 60' in written
    assert "Склали план." in written
    assert int(git(lived, "rev-list", "--count", "HEAD")) == before + 1


async def test_outside(lived: Path, screens: Opener) -> None:
    """A commit made outside prozvit is marked on its line."""
    by_hand(lived, 'status = "in-progress"\npercent = 55\n')
    async with screens(BROAD) as see:
        await see.press("f3")
        assert "поза prozvit · % 90 → 55" in see.shown()


@pytest.mark.usefixtures("lived")
async def test_one_period(screens: Opener) -> None:
    """F6 limits the history to one period, which the heading names."""
    async with screens() as see:
        await see.press("f3", "f6", "down", "down", "enter")
        shown = await see.wait("III квартал 2017 року")
        assert "1 зміна · 1 особа" in shown
        await see.press("f6", "home", "enter")
        await see.wait("4 зміни")


@pytest.mark.usefixtures("lived")
async def test_mark_out_of_sight(screens: Opener) -> None:
    """A marked change hidden by the period filter is not compared with; the key marks the selected one."""
    async with screens() as see:
        await see.press("f3", "v", "f6", "down", "down", "enter")
        await see.wait("1 зміна · 1 особа")
        await see.press("v")
        await see.wait("Позначено")
        assert isinstance(see.app.screen, History)


async def test_empty(folder: Path, screens: Opener) -> None:
    """A period without changes says so, and every key still works there."""
    async with screens() as see:
        see.app.push_screen(History(see.app.screen._shown[0].record))
        await see.settle()
        see.app.screen._take(see.app.screen.wanted.__class__(measure="2017/none"))
        await see.wait("Змін немає.")
        await see.press("enter", "a", "v", "r", "w")
        assert isinstance(see.app.screen, History)
    assert git(folder, "status", "--porcelain") == ""


async def test_newer(lived: Path, screens: Opener) -> None:
    """Another officer's save is announced and shown with F5; the selection stays."""
    async with screens() as see:
        await see.press("f3", "down")
        selected = see.app.screen.selected
        other = Edit("measures/2017/6/2017-Q4.toml", {("status",): "in-progress", ("percent",): 5})
        with Register.open(lived) as register:
            register.save(Change(Action.PROGRESS, (other,), "Чуже"), author=CLERK)
        assert not await see.app.screen.trail.newer()
        save(lived, {"percent": 91})
        await see.wait("Є новіші зміни")
        assert "% 90 → 91" not in see.shown()
        await see.press("f5")
        assert "% 90 → 91" in await see.wait("5 змін")
        assert see.app.screen.selected == selected
        assert "Є новіші зміни" not in see.shown()


async def leave_while_reading(see: Screens) -> History:
    """Open a history and leave it before it is read to the end; return it."""
    await see.keys("f3")
    await see.wait("ще читається")
    screen = see.app.screen
    assert isinstance(screen, History)
    await see.wait("Інша особа")
    await see.keys("escape")
    await see.wait("показано: ")
    assert isinstance(see.app.screen, Measures)
    return screen


async def test_leaving(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long history fills while it is read; Esc leaves at once and stops the reading."""
    save_often(folder, 3000)
    monkeypatch.setattr("tui.background.trail.SLICE", 0.0)
    async with screens() as see:
        screen = await leave_while_reading(see)
        await see.settle()
        await see.app.desk.away(int)
        assert 0 < len(screen.entries) < 3000
        assert inspect.getgeneratorstate(screen.trail._walk) == inspect.GEN_CLOSED


async def test_git_fails(lived: Path, screens: Opener) -> None:
    """If git fails, the error says what to do, entries already read stay, and the screens keep working."""
    lost = git(lived, "rev-parse", f"HEAD~1:{PROGRESS}").strip()
    async with screens() as see:
        (lived / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
        await see.press("f3")
        shown = await see.wait("F5 – прочитати ще раз")
        assert lost[:10] in shown
        assert "ще читається" not in shown
        await see.press("escape")
        assert isinstance(see.app.screen, Measures)


async def test_read_only(lived: Path, screens: Opener) -> None:
    """In a read-only register nothing can be undone or restored, by key or from the list of F1."""
    git(lived, "checkout", "-q", "-b", "інша")
    async with screens(BROAD) as see:
        await see.wait("а не гілку main")
        await see.press("f3", "r", "w")
        assert isinstance(see.app.screen, History)
        assert "Повернути" not in see.shown().split("\n")[-1]


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_hostile(lived: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Markup and escape sequences in a commit's author, message and text are shown as visible signs."""
    bad = "[red]\x1b[31m\u202e[/]"
    escaped = "[red]\\u001b[31m\\u202e[/]"
    by_hand(lived, f'status = "{escaped}"\npercent = "{escaped}"\ntext = "{escaped}"\n', bad, f"{bad} Х")
    async with screens(size) as see:
        shown = []
        for keys in (("f3",), ("enter",), ("escape", "a"), ("escape", "v", "down", "v"), ("escape", "f3")):
            await see.press(*keys)
            shown.append(see.shown())
        assert isinstance(see.app.screen, Journal)
        for screen in shown:
            assert "[red]" in screen
            assert not set(screen) & set("\x1b\u202e")


@pytest.mark.usefixtures("lived")
async def test_plain(screens: Opener) -> None:
    """With --ascii the history, its windows and two versions contain no line-drawing characters."""
    async with screens(plain=True) as see:
        shown = []
        for keys in (("f3",), ("enter",), ("escape", "a"), ("escape", "v", "down", "v")):
            await see.press(*keys)
            shown.append(see.shown())
    assert not {chr(code) for code in range(0x2500, 0x2800)} & set("".join(shown))


def test_signature_not_asked_for() -> None:
    """Where no signature is required, a missing one is shown without a warning; a bad one is a warning."""
    for asked, said in ((True, "! без підпису"), (False, "без підпису")):
        assert signed(Standing.NONE, Language("uk"), plain=False, asked=asked) == said
        assert signed(Standing.BAD, Language("uk"), plain=False, asked=asked) == "✗ підпис недійсний"


async def test_words_of_review(folder: Path, screens: Opener) -> None:
    """A review's line says what was decided; a missing signature is no warning where none is required."""
    edits = [
        Edit(PROGRESS, {("status",): "in-progress", ("percent",): 50, ("text",): "Склали план.\n"}),
        Edit(PROGRESS, {("text",): "Провели нараду.\n"}),
        Edit(PROGRESS, {}),
        Edit(PROGRESS, {}),
    ]
    words = [None, SUBMITTED, Word(ReviewState.RETURNED, "Стисліше"), Word(ReviewState.ACCEPTED)]
    actions = [Action.PROGRESS, Action.PROGRESS, Action.RETURN, Action.ACCEPT]
    with Register.open(folder) as register:
        for action, edit, word in zip(actions, edits, words, strict=True):
            register.save(Change(action, (edit,), "Причина", word=word))
    async with screens(BROAD) as see:
        await see.press("f3")
        lines = [line for line in see.shown().split("\n") if "2017-Q4" in line]
        told = ["прийнято", "повернуто", "подано, текст", "внесено вперше, Виконується, 50 %"]
        assert [each for each, line in zip(told, lines, strict=True) if f" {each} " in line] == told
        assert "!" not in see.shown()

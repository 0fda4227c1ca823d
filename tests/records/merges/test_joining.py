"""Two clones' commits merged with real git: what is merged, left open and reported, and how it is settled."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from records.disk.locks import locked
from records.errors import NotSynced, StaleField
from records.files.documents import read_document
from records.identity import Identity
from records.merges.conflicts import conflict_of, open_marks, settling
from records.merges.joining import Joined, join, record_join
from records.merges.threeway import Fork
from records.register import Register
from records.rules.validation import problems_of
from records.telling.messages import parse
from records.telling.openings import Opening
from records.values.changes import Action, Change, Edit
from records.values.periods import Period
from records.verifying import verify
from tests.records.conftest import CLERK, KYIV, MEASURE, PROGRESS, git, measure, progress, rules

LAWYER = Identity("lawyer", "Юрист", "lawyer@rada.example")
TEXT = "Перше.\nДруге.\nТретє.\n"
_AT = datetime(2018, 1, 5, 9, 0, tzinfo=KYIV)
_RECORD = "periods/2017-Q4.toml"


@pytest.fixture
def sides(register: Register, tmp_path: Path) -> tuple[Register, Register]:
    """Return two clones with a common text and no exchange since."""
    register.save(progress(status="in-progress", percent=50, text=TEXT), author=CLERK)
    return register, Register.open(Path(shutil.copytree(register.path, tmp_path / "other", symlinks=True)))


def merged(first: Register, second: Register) -> Joined:
    """Fetch the second's commits into the first and merge them there, without moving main."""
    git(first, "fetch", "-q", str(second.path), "main")
    return join(first, first.head(), second.head())


def record(register: Register, joined: Joined) -> str:
    """Commit a merge and move main and the folder to it."""
    commit = record_join(register, joined, CLERK, _AT)
    with locked(register.private / "lock", "clerk") as lock:
        assert register.repository.advance(commit, joined.first, CLERK, lock)
    git(register, "reset", "-q", "--hard", "main")
    return commit


def write(register: Register, path: str, text: str | None) -> None:
    """Commit a file, or its removal if the text is None, with stock git."""
    file = register.path / path
    if text is None:
        file.unlink()
    else:
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, encoding="utf-8")
    git(register, "add", "--all")
    git(register, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qm", "Вручну")


def test_fields_of_both(sides: tuple[Register, Register]) -> None:
    """A merge combines the sides' changes by file, field and paragraph."""
    first, second = sides
    first.save(progress(percent=60, text=TEXT.replace("Перше", "Перше зроблено")), author=CLERK)
    second.save(progress(text=TEXT.replace("Третє", "Третє зроблено")), author=LAWYER)
    second.save(measure("5"), author=LAWYER)
    first.save(progress(path=PROGRESS.replace("Q4", "Q3"), text="Раніше.\n"), author=CLERK)
    joined = merged(first, second)
    assert joined.clashes == ()
    assert set(joined.files) == {PROGRESS, MEASURE.replace("/4/", "/5/")}
    commit = record(first, joined)
    assert git(first, "rev-list", "--parents", "-1", "HEAD").split()[1:] == [joined.first, joined.second]
    assert git(first, "fsck", "--strict") == ""
    report = first.snapshot().measure("4", "2017").progress[Period(2017, "Q4")]
    assert (report.percent, report.text) == (60, "Перше зроблено.\nДруге.\nТретє зроблено.\n")
    told = parse(first.repository.commit(commit).message)
    assert told is not None
    assert (told.action, told.conflicts, told.groups) == ("merge", (), ())
    assert open_marks(first) == ()


def test_left_open(sides: tuple[Register, Register]) -> None:
    """A merge names its conflicts with both values, author and time; the first parent's value stands."""
    first, second = sides
    first.save(progress(percent=60, text=TEXT.replace("Друге", "Друге раз")), author=CLERK)
    second.save(progress(percent=70, text=TEXT.replace("Друге", "Друге два")), author=LAWYER)
    commit = record(first, merged(first, second))
    message = git(first, "log", "-1", "--format=%B")
    assert "Prozvit-Conflict: 2017/4 2017-Q4 percent\n" in message
    assert "Не узгоджено: Захід 4, IV квартал 2017 року: Відсоток" in message
    marks = open_marks(first)
    assert [mark.opening for mark in marks] == [Opening(PROGRESS, "percent"), Opening(PROGRESS, "text")]
    percent, text = (conflict_of(first, mark) for mark in marks)
    assert (percent.clash.base, percent.clash.first, percent.clash.second) == (50, 60, 70)
    assert (percent.first_by.name, percent.second_by.name) == (CLERK.name, LAWYER.name)
    assert percent.second_by.commit == second.head()
    assert text.clash.forks == [Fork(("Друге.",), ("Друге раз.",), ("Друге два.",))]
    assert marks[0].merge == commit


def test_settled(sides: tuple[Register, Register]) -> None:
    """A conflict is open in every clone until a commit settles it, even with the value that stands."""
    first, second = sides
    first.save(progress(percent=60, text="Раз.\n"), author=CLERK)
    second.save(progress(percent=70, text="Два.\n"), author=LAWYER)
    record(first, merged(first, second))
    git(second, "pull", "-q", "--ff-only", str(first.path), "main")
    percent, text = open_marks(second)
    saved = second.save(settling(second, {percent: 70}, [], "За листом"))
    assert saved.commit
    assert open_marks(second) == (text,)
    assert open_marks(first) == (percent, text)
    kept = second.save(settling(second, {}, [text], "Так і є"))
    assert open_marks(second) == ()
    assert kept.commit == second.head()
    assert git(second, "diff", "--stat", "HEAD~1", "HEAD") == ""
    assert git(second, "log", "-1", "--format=%s") == (
        "Розбіжність узгоджено: Захід 4, IV квартал 2017 року: Інформація про виконання\n"
    )
    told = parse(git(second, "log", "-1", "--format=%B"))
    assert told is not None
    assert (told.action, told.settles) == ("resolve", (text.settled,))
    found = read_document((second.path / PROGRESS).read_bytes(), PROGRESS)
    assert (found["percent"], found["text"]) == (70, "Раз.\n")


def test_opened_again(sides: tuple[Register, Register]) -> None:
    """A later merge can open a conflict in the same field again; settling applies to one merge."""
    first, second = sides
    for here, there in ((60, 70), (61, 71)):
        first.save(progress(percent=here), author=CLERK)
        second.save(progress(percent=there), author=LAWYER)
        record(first, merged(first, second))
        [mark] = open_marks(first)
        if here == 60:
            first.save(settling(first, {}, [mark], "Так і є"))
    assert conflict_of(first, mark).clash.second == 71


def test_wrote_on(sides: tuple[Register, Register]) -> None:
    """After a later edit the standing value of a conflict is that edit's, with its author."""
    first, second = sides
    first.save(progress(percent=60), author=CLERK)
    second.save(progress(percent=70), author=LAWYER)
    record(first, merged(first, second))
    first.save(progress(percent=65), author=LAWYER)
    [mark] = open_marks(first)
    found = conflict_of(first, mark)
    assert (found.clash.base, found.clash.first, found.clash.second) == (50, 65, 70)
    assert found.first_by.name == LAWYER.name


@pytest.mark.parametrize("side", ["first", "second"])
def test_closed_meanwhile(sides: tuple[Register, Register], side: str) -> None:
    """Progress in a period that the other side closed is a conflict, whichever side is first."""
    first, second = sides
    closing, writing = sides if side == "first" else (second, first)
    write(closing, _RECORD, 'count = 1\nby = "clerk"\nat = 2018-01-15T10:00:00+02:00\n')
    writing.save(progress(percent=60), author=LAWYER)
    joined = merged(first, second)
    assert [(clash.path, clash.key) for clash in joined.clashes] == [(PROGRESS, "percent")]
    assert PROGRESS not in joined.files
    assert (_RECORD in joined.files) is (side == "second")


def test_verified(sides: tuple[Register, Register], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification finds nothing wrong with merges, their conflicts, or their settling."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    first, second = sides
    for register, words in ((first, "раз"), (second, "два")):
        text = TEXT.replace("Друге", f"Друге {words}").replace(
            "Третє" if words == "два" else "Перше", "Зроблено"
        )
        register.save(progress(percent=60 + len(register.path.name), text=text), author=CLERK)
        change = Edit(MEASURE, {("indicator",): words, ("section",): "Розділ"})
        register.save(Change(Action.PROGRAMME, (change,), "Уточнено"), author=CLERK)
    record(first, merged(first, second))
    percent, text_, indicator = sorted(open_marks(first), key=lambda mark: mark.opening.key != "percent")
    first.save(settling(first, {percent: 70}, [indicator], "За листом"), author=CLERK)
    first.save(settling(first, {}, [text_], "Так і є"), author=CLERK)
    verdict = verify(first, full=True)
    assert [finding for finding in verdict.findings if finding.severity == "error"] == []
    assert open_marks(first) == ()


def test_gone(sides: tuple[Register, Register]) -> None:
    """A file deleted on one side is deleted, unless the other side changed it."""
    first, second = sides
    write(first, "templates/report.html.j2", "x")
    git(second, "pull", "-q", "--ff-only", str(first.path), "main")
    write(second, "templates/report.html.j2", None)
    first.save(progress(percent=60))
    assert merged(first, second).files == {"templates/report.html.j2": None}
    write(first, "templates/report.html.j2", "y")
    joined = merged(first, second)
    assert joined.files == {}
    assert [(clash.path, clash.key) for clash in joined.clashes] == [("templates/report.html.j2", "*")]


def test_valid_as_a_whole(sides: tuple[Register, Register]) -> None:
    """If two valid sides are invalid together, the second's change is a conflict."""
    first, second = sides
    first.save(measure("5", responsible=["legal"]))
    text = (second.path / "units.toml").read_text(encoding="utf-8")
    write(second, "units.toml", text.partition("\n[units.legal]")[0])
    joined = merged(first, second)
    assert joined.files == {}
    assert {clash.path for clash in joined.clashes} == {"units.toml"}
    reverse = merged(second, first)
    assert [problem for problem in problems_of(reverse.after) if problem.is_error] == []
    assert {clash.path for clash in reverse.clashes} == {MEASURE.replace("/4/", "/5/")}


def test_second_has_it_alone(sides: tuple[Register, Register]) -> None:
    """A file that exists only on the second side is added once that side is chosen."""
    first, second = sides
    text = (first.path / "units.toml").read_text(encoding="utf-8")
    write(first, "units.toml", text.partition("\n[units.legal]")[0])
    second.save(measure("5", responsible=["legal"]))
    record(first, merged(first, second))
    write(first, "units.toml", text)
    marks = open_marks(first)
    title = next(mark for mark in marks if mark.opening.key == "title")
    first.save(settling(first, {title: "Захід п’ятий"}, [], "Відділ є"))
    assert first.snapshot().measure("5", "2017").measure.title == "Захід п’ятий"
    assert open_marks(first) == ()


def test_taken_away_there(sides: tuple[Register, Register]) -> None:
    """A file deleted on the second side is deleted once that side is chosen."""
    first, second = sides
    first.save(progress(percent=60))
    write(second, PROGRESS, None)
    record(first, merged(first, second))
    [mark, *_] = open_marks(first)
    first.save(settling(first, {mark: None}, [], "Подано помилково"))
    assert not (first.path / PROGRESS).exists()
    assert open_marks(first) == ()


def test_in_charge(sides: tuple[Register, Register]) -> None:
    """If each side ends one of the two administrators, the merge does not end both."""
    first, second = sides
    text = "".join(f'[officers.{name}]\nname = "{name}"\nrole = "administrator"\n' for name in ("one", "two"))
    write(first, "officers.toml", text)
    rules_ = (first.path / "register.toml").read_text(encoding="utf-8")
    write(first, "register.toml", rules_.replace("open = true", "open = false"))
    git(second, "pull", "-q", "--ff-only", str(first.path), "main")
    for register, name in ((first, "one"), (second, "two")):
        ended = text.replace(f'name = "{name}"\n', f'name = "{name}"\nuntil = 2017-01-01\n')
        write(register, "officers.toml", ended)
    joined = merged(first, second)
    assert joined.files == {}
    assert {clash.path for clash in joined.clashes} == {"officers.toml"}


def test_invalid_rules(sides: tuple[Register, Register]) -> None:
    """Unreadable or deleted rules are not taken over."""
    first, second = sides
    write(second, "register.toml", "schema = ")
    assert merged(first, second).files == {}
    write(second, "register.toml", None)
    assert merged(first, second).files == {}


def test_unrelated(register: Register, tmp_path: Path) -> None:
    """Registers without a common commit are not merged."""
    other = Register.create(tmp_path / "other", rules=rules())
    with pytest.raises(NotSynced):
        merged(register, other)


def test_stale_save_merges(register: Register) -> None:
    """A save based on an older version merges with later changes and reports their authors."""
    register.save(progress(status="in-progress", percent=10, text=TEXT))
    seen = register.head()
    register.save(progress(percent=30, text=TEXT.replace("Перше", "Перше зроблено")), author=LAWYER)
    mine = progress(text=TEXT.replace("Третє", "Третє зроблено"))
    preview = register.preview(mine, base=seen)
    assert [each.key for each in preview.changes[0].fields] == ["text"]
    saved = register.save(mine, base=seen)
    for notices in (preview.notices, saved.notices):
        assert [notice.values["by"] for notice in notices] == [LAWYER.name]
    found = read_document((register.path / PROGRESS).read_bytes(), PROGRESS)
    assert (found["percent"], found["text"]) == (30, "Перше зроблено.\nДруге.\nТретє зроблено.\n")


def test_stale_save_clashes(register: Register) -> None:
    """A conflicting save is refused with every conflict: old value, theirs, mine, author and time."""
    register.save(progress(status="in-progress", percent=10, text=TEXT))
    seen = register.head()
    register.save(progress(percent=30), author=LAWYER)
    register.save(progress(text=TEXT.replace("Перше", "Перше раз")), author=CLERK)
    before = register.head()
    with pytest.raises(StaleField) as refused:
        register.save(progress(percent=60, text=TEXT.replace("Перше", "Перше два")), base=seen)
    assert register.head() == before
    percent, text = refused.value.conflicts
    assert (percent.clash.base, percent.clash.first, percent.clash.second) == (10, 30, 60)
    assert (percent.first_by.name, text.first_by.name) == (LAWYER.name, CLERK.name)
    assert text.clash.forks == [Fork(("Перше.",), ("Перше раз.",), ("Перше два.",))]


def test_merged_units(register: Register) -> None:
    """Units that two people add to a measure at once are all kept."""
    for unit in ("press", "school"):
        register.save(
            Change(Action.REGISTER, (Edit("units.toml", {("units", unit, "name"): unit}),), "Новий відділ")
        )
    seen = register.head()
    for unit in ("press", "school"):
        edit = Edit(MEASURE, {("responsible",): ["office", unit]})
        register.save(Change(Action.PROGRAMME, (edit,), "Уточнено"), base=seen)
    assert set(register.snapshot().measure("4", "2017").measure.responsible) == {"office", "press", "school"}


@pytest.mark.parametrize(
    "opening",
    [
        Opening(PROGRESS, "text"),
        Opening(MEASURE, "deadline.text"),
        Opening("register.toml", "body"),
        Opening("periods/2017-Q4.toml", "count"),
        Opening("README.md", "*"),
    ],
)
def test_named(opening: Opening) -> None:
    """The name of a conflict in a message is read back."""
    assert Opening.read(str(opening)) == opening

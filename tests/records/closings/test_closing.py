"""Closing a period: what is recorded, what is refused, and how the period can change afterwards."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

import pytest

from records.closings.closing import attachment, closing, completing, counted, obstacles, reopening
from records.closings.tagging import edition, set_tag
from records.errors import ClosedPeriod, Misused, NoReason, NotBegun, NotClosed, NotSaved, NotUndone, TagTaken
from records.identity import Identity
from records.language import UKRAINIAN
from records.register import Register
from records.telling.messages import compose, parse
from records.telling.subjects import Names
from records.trail.history import Historian
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.fields import FileChange
from records.values.model import Approval, Attachment, Officer, PeriodRecord, Publication, Role, Unit
from records.values.periods import Period
from records.verifying import verify
from records.writing.proposing import PROPOSED
from records.writing.undoing import undo
from records.writing.worktree import WorkTree
from tests.records.conftest import CLERK, KYIV, MEASURE, PROGRESS, git, measure, progress, rules

if TYPE_CHECKING:
    from pathlib import Path

PERIOD = Period.from_code("2017-Q4")
CLOSED = "periods/2017-Q4.toml"
RETIRE = Change(Action.RETIRE, (Edit(MEASURE, {("retired",): "2017-Q3"}),), "Рішення ради")


def close(register: Register, reason: str = "") -> str:
    """Close the period and return the commit."""
    saved = register.save(closing(register, PERIOD, reason), author=CLERK)
    assert saved.commit is not None
    return saved.commit


def closed(register: Register) -> PeriodRecord:
    """Return the record of the closed period."""
    found = register.snapshot().closing(PERIOD)
    assert found is not None
    return found


def action(register: Register) -> str:
    """Return the action that the last commit's message names."""
    told = parse(git(register, "log", "-1", "--format=%B"))
    assert told is not None
    return told.action


@pytest.fixture
def answered(register: Register) -> Register:
    register.save(progress(percent=10, text="Проведено нараду."), author=CLERK)
    return register


def test_records_what_the_report_is_made_of(answered: Register) -> None:
    """The record of a closed period holds the checksum of every measure, progress, units and rules file."""
    commit = close(answered)
    record = closed(answered)
    assert (record.count, record.by, record.edition, record.reason) == (1, "clerk", 1, "")
    assert record.at == answered.repository.commit(commit).at
    assert sorted(record.records) == [PROGRESS, MEASURE, "register.toml", "units.toml"]
    for path, digest in record.records.items():
        assert digest == hashlib.sha256(git(answered, "show", f"{commit}:{path}").encode()).hexdigest()


def test_says_what_stands_in_the_way(answered: Register) -> None:
    """Missing, unaccepted and doubtful progress is listed before a period is closed."""
    answered.save(measure("6"))
    found = obstacles(answered.snapshot(), PERIOD)
    assert [record.measure.number for record in found.missing] == ["6"]
    assert [record.measure.number for record in found.unaccepted] == ["4"]
    assert {doubt.path for doubt in found.doubts} <= {PROGRESS}


def test_missing_answers_take_a_reason(register: Register) -> None:
    """A period with missing progress is closed only with a reason, which its record keeps."""
    with pytest.raises(NoReason):
        close(register)
    close(register, "Відділ не відповів")
    assert closed(register).reason == "Відділ не відповів"


def test_never_settled_otherwise(answered: Register) -> None:
    """A conflict in a period's record can be settled only by keeping the version that stands."""
    close(answered)
    head = answered.head()
    with pytest.raises(NotSaved, match=r"periods/2017-Q4.toml.*--ours"):
        answered.save(Change(Action.RESOLVE, (Edit(CLOSED, {("count",): 5}),), "Розбіжність"))
    with pytest.raises(NotSaved, match=r"periods/2017-Q4.toml.*--ours"):
        answered.save(Change(Action.RESOLVE, (Edit(CLOSED, {}, removes=True),), "Розбіжність"))
    assert answered.head() == head


def test_what_was_done_and_nobody_accepted(answered: Register) -> None:
    """Implemented and unaccepted measures, which later periods will ask about again, are counted."""
    for number in ("6", "8"):
        answered.save(measure(number))
        file = f"measures/2017/{number}/2017-Q4.toml"
        answered.save(progress(path=file, status="implemented", percent=100, text="Ухвалено."))
    endless = Edit("measures/2017/8/measure.toml", {("deadline", "kind"): "continuous"})
    answered.save(Change(Action.PROGRAMME, (endless,), "Постійно"))
    found = obstacles(answered.snapshot(), PERIOD)
    assert [record.measure.number for record in found.results] == ["6"]
    said = [UKRAINIAN.show(each) for each in counted(found)]
    assert any(line.startswith("1 виконаний захід не прийнято") for line in said)


@pytest.mark.parametrize(
    ("at", "refused"),
    [
        (datetime(2017, 9, 30, 23, 30, tzinfo=KYIV), "has not begun: it begins on 01.10.2017"),
        # In Kyiv the quarter has begun.
        (datetime(2017, 9, 30, 21, 30, tzinfo=UTC), ""),
    ],
)
def test_before_its_beginning(
    register: Register, monkeypatch: pytest.MonkeyPatch, at: datetime, refused: str
) -> None:
    """A period can be closed once it has begun in the register’s time zone."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return at.astimezone(tz)

    monkeypatch.setattr("records.files.snapshot.datetime", Clock)
    change = closing(register, PERIOD, "Відділ не відповів")
    if refused:
        with pytest.raises(NotBegun, match=refused):
            register.save(change)
    else:
        register.save(change)
    assert (PERIOD in register.snapshot().closed) is not bool(refused)


def test_unreadable_record(answered: Register) -> None:
    """No period is closed while a record can't be read."""
    (answered.path / PROGRESS).write_text("status = \n", encoding="utf-8")
    git(answered, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qam", "broken")
    with pytest.raises(NotSaved, match="4/2017-Q4"):
        close(answered, "Усе одно")


def test_a_save_slips_not_in_between(answered: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record of a closing covers a save made between its planning and its commit."""
    advance = answered.repository.advance
    late: list[str] = []

    def be_slower(*arguments: Any) -> bool:
        if not late:
            # Stock git does not take the register's lock.
            (answered.path / PROGRESS).write_text('status = "in-progress"\npercent = 77\n', encoding="utf-8")
            git(answered, "-c", "user.name=A", "-c", "user.email=a@rada.example", "commit", "-qam", "late")
            late.append(git(answered, "rev-parse", "HEAD").strip())
        return advance(*arguments)

    monkeypatch.setattr(answered.repository, "advance", be_slower)
    commit = close(answered)
    assert answered.repository.commit(commit).parents == (late[0],)
    there = git(answered, "show", f"{commit}:{PROGRESS}").encode()
    assert b"percent = 77" in there
    assert closed(answered).records[PROGRESS] == hashlib.sha256(there).hexdigest()


def test_closed_once(answered: Register) -> None:
    """A closed period can't be closed again, nor an open one reopened or published."""
    for change in (reopening(PERIOD, "Помилка"), completing(answered.snapshot(), PERIOD)):
        with pytest.raises(NotClosed):
            answered.save(change)
    close(answered)
    with pytest.raises(ClosedPeriod):
        close(answered)


def test_later_measures(answered: Register) -> None:
    """A measure added after the closing is not in the period, unless it reports there after a reopening."""

    def present() -> list[str]:
        snapshot = answered.recalled(answered.snapshot())
        return [record.measure.number for record in snapshot.present(PERIOD)]

    close(answered)
    set_tag(answered, PERIOD, {"zvit.md": "0" * 64})
    for number in ("6", "8"):
        answered.save(measure(number), author=CLERK)
    assert present() == ["4"]
    answered.save(reopening(PERIOD, "Помилка"), author=CLERK)
    assert present() == ["4"]
    answered.save(progress(path="measures/2017/6/2017-Q4.toml", percent=10, text="Почато."), author=CLERK)
    assert present() == ["4", "6"]
    # No progress is missing, so no reason is needed.
    close(answered)
    assert (closed(answered).count, present()) == (2, ["4", "6"])
    assert verify(answered).ok


def test_reopened_and_closed_again(answered: Register) -> None:
    """Reopening deletes the record; each later closing is the next edition, with its own tag."""
    for number, tag in ((1, "report/2017-Q4"), (2, "report/2017-Q4-2"), (3, "report/2017-Q4-3")):
        commit = close(answered)
        assert set_tag(answered, PERIOD, {"zvit.md": "0" * 64}) == tag
        assert closed(answered).edition == number
        assert git(answered, "rev-parse", f"{tag}^{{commit}}").strip() == commit
        answered.save(reopening(PERIOD, "Помилка у звіті"), author=CLERK)
        assert CLOSED not in git(answered, "ls-tree", "-r", "--name-only", "HEAD")
        assert not (answered.path / CLOSED).exists()
        assert git(answered, "status", "--porcelain") == ""
        assert answered.save(progress(percent=10 + number)).commit


def test_reopening_killed(answered: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a reopening is killed past its commit, the next save updates the folder."""
    close(answered)
    with monkeypatch.context() as patched:
        patched.setattr(WorkTree, "follow", lambda *_: sys.exit(137))
        with pytest.raises(SystemExit):
            answered.save(reopening(PERIOD, "Помилка"), author=CLERK)
    assert (answered.path / CLOSED).exists()
    answered.save(progress(percent=20))
    assert not (answered.path / CLOSED).exists()
    assert git(answered, "status", "--porcelain") == ""
    assert not (answered.private / "aside").exists()


def test_neither_is_taken_back(answered: Register) -> None:
    """`undo` refuses a closing and a reopening."""
    commits = [close(answered), answered.save(reopening(PERIOD, "Помилка"), author=CLERK).commit]
    for commit in commits:
        assert commit is not None
        with pytest.raises(NotUndone, match="reopen"):
            undo(answered, commit, "Помилка")


@pytest.mark.parametrize(
    "change",
    [progress(percent=20), RETIRE, Change(Action.IMPORT, progress(percent=20).edits, "Звіт")],
    ids=["progress", "retirement", "import"],
)
def test_a_later_change_is_a_correction(answered: Register, change: Change) -> None:
    """A change to what a closed period reported is a correction and requires a reason."""
    close(answered)
    with pytest.raises(NoReason, match="correction"):
        answered.save(Change(change.action, change.edits))
    answered.save(change)
    assert action(answered) == "correct"


def test_taken_back_in_a_closed_period(answered: Register) -> None:
    """Undoing a change in a closed period is a correction too."""
    commit = answered.save(progress(percent=20)).commit
    assert commit is not None
    close(answered)
    answered.save(undo(answered, commit, "Помилка")[0])
    assert action(answered) == "correct"


def test_taken_out_of_a_closed_report(answered: Register) -> None:
    """Taking a measure out of a closed report is a correction, and its subject names the starting period."""
    close(answered)
    commit = answered.save(RETIRE).commit
    assert commit is not None
    first = git(answered, "log", "-1", "--format=%s")
    assert first == "Виправлення. Захід 4: не звітується, починаючи з періоду: III квартал 2017 року\n"
    answered.save(undo(answered, commit, "Помилка")[0])
    assert action(answered) == "correct"


def test_later_periods_stay_open(answered: Register) -> None:
    """Retiring a measure after the last closed period, or changing an open period, is not a correction."""
    close(answered)
    answered.save(Change(Action.RETIRE, (Edit(MEASURE, {("retired",): "2018-Q1"}),), "Рішення ради"))
    assert action(answered) == "retire"
    answered.save(progress(path="measures/2017/4/2017-Q3.toml", percent=5))
    assert action(answered) == "progress"


def test_review_ends_with_the_closing(answered: Register) -> None:
    """Nothing can be submitted in a closed period."""
    close(answered)
    with pytest.raises(ClosedPeriod):
        answered.save(Change(Action.SUBMIT, (Edit(PROGRESS, {}),), "Подано", word=SUBMITTED))


def test_who_closes_and_corrects(tmp_path: Path) -> None:
    """If officers.toml applies, only the authorised officer closes, reopens and corrects."""
    officers = {
        "office": Officer(name="Спеціаліст", units=("office",)),
        "lead": Officer(name="Уповноважена особа", role=Role.AUTHORISED),
        "admin": Officer(name="Адміністратор", role=Role.ADMINISTRATOR),
    }
    office, lead = (Identity(login, login, f"{login}@rada.example") for login in ("office", "lead"))
    with Register.create(
        tmp_path / "register",
        rules=rules(open=False),
        units={"office": Unit(name="Загальний відділ")},
        officers=officers,
        author=Identity("admin", "admin", "admin@rada.example"),
    ) as register:
        register.save(measure("4"), author=lead)
        register.save(progress(percent=10), author=office)
        with pytest.raises(Exception, match="authorised"):
            register.save(closing(register, PERIOD), author=office)
        register.save(closing(register, PERIOD), author=lead)
        (told,) = register.save(progress(percent=20), author=office).notices
        assert told is PROPOSED
        assert register.snapshot().measure("4", "2017").progress[PERIOD].percent == 10
        register.save(progress(percent=20), author=lead)
        assert action(register) == "correct"
        with pytest.raises(Exception, match="authorised"):
            register.save(reopening(PERIOD, "Помилка"), author=office)


def test_facts_about_the_report(answered: Register, tmp_path: Path) -> None:
    """Approval, publication and files can be added to a closed period independently of each other."""
    close(answered)
    sums = closed(answered).records
    signed = tmp_path / "звіт.p7s"
    signed.write_bytes(b"\x30\x82" * 100_000)
    told: list[dict[str, Any]] = [
        {"publication": Publication(url="https://rada.example/zvit", on=PERIOD.last_day)},
        {"approval": Approval(document="Рішення виконкому", number="7")},
        {"attach": [attachment(signed)]},
        {"attach": [attachment(signed)], "publication": Publication(updated=PERIOD.last_day)},
    ]
    for each in told:
        answered.save(completing(answered.snapshot(), PERIOD, **each), author=CLERK)
        assert action(answered) == "publish"
    record = closed(answered)
    assert record.publication == Publication(
        url="https://rada.example/zvit", on=PERIOD.last_day, updated=PERIOD.last_day
    )
    assert record.approval == Approval(document="Рішення виконкому", number="7")
    digest = hashlib.sha256(signed.read_bytes()).hexdigest()
    assert (record.attachments, record.records) == ((Attachment(name="звіт.p7s", sha256=digest),), sums)
    other = Attachment(name="звіт.p7s", sha256="0" * 64)
    with pytest.raises(NotSaved, match="another file"):
        answered.save(completing(answered.snapshot(), PERIOD, attach=[other]))
    with pytest.raises(Misused, match="has not come"):
        answered.save(completing(answered.snapshot(), PERIOD, publication=Publication(on=date(9000, 1, 1))))


def test_unreadable_attachment(tmp_path: Path) -> None:
    """A missing attachment, a folder and a pipe are refused."""
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "none", tmp_path, tmp_path / "pipe"):
        with pytest.raises(NotSaved):
            attachment(file)


def test_messages_can_be_made_again(answered: Register, tmp_path: Path) -> None:
    """The commit message of each of these actions follows from its files, reason and basis alone."""
    (tmp_path / "a.p7s").write_bytes(b"a")
    publication = Publication(url="https://rada.example/zvit", on=PERIOD.last_day)
    first = close(answered)
    attach = [attachment(tmp_path / "a.p7s")]
    answered.save(progress(percent=30, basis="лист № 5"))
    answered.save(completing(answered.snapshot(), PERIOD, basis="розпорядження № 1", publication=publication))
    answered.save(completing(answered.snapshot(), PERIOD, attach=attach))
    answered.save(reopening(PERIOD, "Помилка\nу звіті"))
    close(answered)
    subjects = []
    for commit in git(answered, "rev-list", "--reverse", f"{first}^..HEAD").split():
        message = answered.repository.commit(commit).message
        told = parse(message)
        assert told is not None
        changes = [change for _, change in sorted(_changes(answered, commit).items())]
        change = Change(Action(told.action), (), told.reason, told.basis)
        names = Names({"2017/4": "4"}, answered.snapshot().units)
        assert compose(change, changes, names, UKRAINIAN) == message
        subjects.append(message.split("\n", 1)[0])
    assert subjects == [
        "Закрито IV квартал 2017 року: 1 захід",
        "Виправлення. Захід 4, IV квартал 2017 року: 10 % → 30 %",
        "Звіт за IV квартал 2017 року: Адреса оприлюднення, Дата оприлюднення",
        "Звіт за IV квартал 2017 року: Файли, записані за контрольними сумами",
        "Знову відкрито IV квартал 2017 року після редакції 1",
        "Закрито IV квартал 2017 року, редакція 2: 1 захід",
    ]


def _changes(register: Register, commit: str) -> dict[str, Any]:
    return {path: FileChange(path, fields) for path, fields in Historian(register).changed(commit)}


def test_a_tag_never_moves(answered: Register) -> None:
    """A tag that exists stays where it is, whoever set it."""
    close(answered)
    git(answered, "tag", "report/2017-Q4", "HEAD^")
    with pytest.raises(TagTaken):
        set_tag(answered, PERIOD, {"zvit.md": "0" * 64})
    git(answered, "tag", "-d", "report/2017-Q4")
    set_tag(answered, PERIOD, {"zvit.md": "0" * 64})
    with pytest.raises(TagTaken):
        set_tag(answered, PERIOD, {"zvit.md": "1" * 64})
    present = edition(answered, PERIOD)
    assert (present.tag, present.sums) == ("report/2017-Q4", {"zvit.md": "0" * 64})
    assert git(answered, "cat-file", "-t", "report/2017-Q4").strip() == "tag"

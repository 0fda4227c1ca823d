"""Review: submitting, returning and accepting progress, and what makes a review lapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from records.errors import ClosedPeriod, NoReason, NotReviewed, NotUndone, StaleField
from records.identity import Identity
from records.language import UKRAINIAN
from records.rules.reviewing import Stage, change_of, is_said, not_accepted, returned_note, stage
from records.trail.writers import is_own, writers
from records.values.changes import SUBMITTED, Action, Change, Edit, Word
from records.values.layout import Place
from records.values.model import ReviewState
from records.values.periods import Period
from records.values.statuses import Standing
from records.writing.undoing import undo
from tests.records.conftest import CLERK, git, measure, progress

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord
    from records.register import Register

PERIOD, LATER = Period.from_code("2017-Q4"), Period.from_code("2018-Q1")
ACCEPTED, RETURNED = Word(ReviewState.ACCEPTED), Word(ReviewState.RETURNED, "Додайте дату.")
OTHER = Identity("other", "Інша особа", "other@rada.example")
DONE = progress(status="implemented", percent=100, text="Проведено нараду.\n")


def record(register: Register) -> MeasureRecord:
    """Return the first measure as it is now."""
    return register.snapshot().measures[0]


def say(register: Register, word: Word, author: Identity = CLERK) -> None:
    """Save a review of the first measure's progress."""
    snapshot = register.snapshot()
    change = change_of(snapshot, PERIOD, [snapshot.measures[0]], word)
    register.save(change, base=snapshot.commit, author=author)


def test_stages(register: Register) -> None:
    """Progress is recorded, submitted, returned, reworked, resubmitted, accepted, and its review lapses."""
    assert stage(record(register), PERIOD) is None
    steps = [
        (DONE, Stage.RECORDED),
        (SUBMITTED, Stage.SUBMITTED),
        (progress(text="Проведено дві наради.\n"), Stage.RECORDED),
        (SUBMITTED, Stage.SUBMITTED),
        (RETURNED, Stage.RETURNED),
        (progress(text="Проведено дві наради 5 грудня.\n"), Stage.REWORKED),
        (SUBMITTED, Stage.SUBMITTED),
        (ACCEPTED, Stage.ACCEPTED),
        (progress(percent=100, text="Проведено три наради.\n"), Stage.LAPSED),
    ]
    for step, expected in steps:
        if isinstance(step, Word):
            say(register, step)
        else:
            register.save(step, author=CLERK)
        assert stage(record(register), PERIOD) is expected
        note = "Додайте дату." if expected in {Stage.RETURNED, Stage.REWORKED} else ""
        assert returned_note(record(register), PERIOD) == note
        assert bool(not_accepted([record(register)], PERIOD)) is (expected is not Stage.ACCEPTED)


def test_said_on_change(register: Register) -> None:
    """An officer whose change makes a review lapse is told so once."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    saved = register.save(progress(text="Інше.\n"), author=CLERK)
    assert ["було подано" in notice.render(UKRAINIAN) for notice in saved.notices] == [True]
    assert not register.save(progress(text="Ще інше.\n"), author=CLERK).notices
    say(register, SUBMITTED)
    say(register, ACCEPTED)
    saved = register.save(progress(text="Знову інше.\n"), author=CLERK)
    assert ["було прийнято" in notice.render(UKRAINIAN) for notice in saved.notices] == [True]


def test_resubmitted(register: Register) -> None:
    """A change submitted in the same save gives no notice of a lapsed review."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    again = replace(progress(text="Інше.\n"), word=SUBMITTED)
    assert not register.save(again, author=CLERK).notices


def test_back(register: Register) -> None:
    """Accepted progress that is restored byte by byte counts as accepted again."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    say(register, ACCEPTED)
    changed = register.save(progress(text="Інше.\n"), author=CLERK)
    assert stage(record(register), PERIOD) is Stage.LAPSED
    assert changed.commit is not None
    change, base = undo(register, changed.commit, "Помилка")
    register.save(change, base=base, author=CLERK)
    assert stage(record(register), PERIOD) is Stage.ACCEPTED


def test_word_stays(register: Register) -> None:
    """A review can't be undone; it is replaced by another."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    say(register, ACCEPTED)
    with pytest.raises(NotUndone) as refused:
        undo(register, "HEAD", "Помилка")
    assert "prozvit submit" in str(refused.value)


def test_done_earlier(register: Register) -> None:
    """Only an acceptance that still holds settles a measure for later periods."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    say(register, ACCEPTED)
    assert record(register).standing(LATER) is Standing.DONE_EARLIER
    assert record(register).done_in(LATER) == PERIOD
    register.save(progress(text="Інше.\n"), author=CLERK)
    assert record(register).standing(LATER) is Standing.MISSING


@pytest.mark.parametrize(
    ("before", "word", "said"),
    [
        ([], SUBMITTED, "немає інформації"),
        ([DONE], ACCEPTED, "збережено, ще не подано"),
        ([DONE], RETURNED, "збережено, ще не подано"),
        ([DONE, SUBMITTED, RETURNED], ACCEPTED, "повернуто на доопрацювання"),
        ([DONE, SUBMITTED, ACCEPTED, progress(text="Інше.\n")], ACCEPTED, "прийнято, потім змінено"),
    ],
    ids=["missing", "accept-recorded", "return-recorded", "accept-returned", "accept-lapsed"],
)
def test_refused(register: Register, before: list[Change | Word], word: Word, said: str) -> None:
    """A review that does not fit the stage is refused, with the measure and its stage."""
    for step in before:
        if isinstance(step, Word):
            say(register, step)
        else:
            register.save(step, author=CLERK)
    with pytest.raises(NotReviewed) as refused:
        say(register, word)
    told = refused.value.message().render(UKRAINIAN)
    assert "4" in told
    assert said in told


def test_all_or_none(register: Register) -> None:
    """If one measure can't be reviewed, none of the call is, and each such measure is named."""
    for number in ("5", "6"):
        register.save(measure(number), author=CLERK)
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    snapshot = register.snapshot()
    with pytest.raises(NotReviewed) as refused:
        change_of(snapshot, PERIOD, snapshot.measures, ACCEPTED)
    told = refused.value.message().render(UKRAINIAN)
    assert "заходом 5" in told
    assert "заходом 6" in told
    assert "заходом 4" not in told


def test_already(register: Register) -> None:
    """Repeating a review changes nothing; another note makes it a new review."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    for word in (SUBMITTED, ACCEPTED):
        say(register, word)
        snapshot = register.snapshot()
        assert is_said(snapshot.measures[0], PERIOD, word)
        assert not change_of(snapshot, PERIOD, snapshot.measures, word).edits
    noted = replace(ACCEPTED, note="З уточненням.")
    assert change_of(register.snapshot(), PERIOD, register.snapshot().measures, noted).edits


def test_return_says_what(register: Register) -> None:
    """Returning progress requires a note on what to mend."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    with pytest.raises(NoReason):
        say(register, Word(ReviewState.RETURNED, " "))


def test_closed(register: Register) -> None:
    """Progress in a closed period can't be reviewed, and the refusal names the remedy."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    snapshot = replace(register.snapshot(), closed=frozenset({PERIOD}))
    with pytest.raises(ClosedPeriod, match="prozvit reopen 2017-Q4"):
        change_of(snapshot, PERIOD, snapshot.measures, ACCEPTED)


def test_as_read(register: Register) -> None:
    """Only the version that was read can be accepted; a text changed since is refused."""
    register.save(replace(DONE, word=SUBMITTED), author=CLERK)
    seen = register.snapshot()
    register.save(replace(progress(text="Інше.\n"), word=SUBMITTED), author=OTHER)
    head = register.head()
    with pytest.raises(StaleField):
        register.save(change_of(seen, PERIOD, seen.measures, ACCEPTED), base=seen.commit, author=CLERK)
    assert register.head() == head


def test_message(register: Register) -> None:
    """A review of several measures reads as one sentence, followed by a line for each measure."""
    register.save(measure("5"), author=CLERK)
    both = [DONE.edits[0], Edit("measures/2017/5/2017-Q4.toml", DONE.edits[0].values)]
    register.save(Change(Action.PROGRESS, tuple(both), "Разом", word=SUBMITTED), author=CLERK)
    snapshot = register.snapshot()
    change = change_of(snapshot, PERIOD, snapshot.measures, ACCEPTED)
    register.save(replace(change, basis="протокол № 3"), author=CLERK)
    assert git(register, "log", "-1", "--format=%B").strip() == (
        "виконання прийнято до звіту, IV квартал 2017 року: 2 заходи\n"
        "\n"
        "Захід 4, IV квартал 2017 року: прийнято\n"
        "Захід 5, IV квартал 2017 року: прийнято\n"
        "\n"
        "  Прийнято до звіту інформацію за IV квартал 2017 року\n"
        "\n"
        "Prozvit-Action: accept\n"
        "Prozvit-Measure: 2017/4\n"
        "Prozvit-Period: 2017-Q4\n"
        "Prozvit-Fields: review\n"
        "Prozvit-Measure: 2017/5\n"
        "Prozvit-Period: 2017-Q4\n"
        "Prozvit-Fields: review\n"
        "Prozvit-Basis: протокол № 3\n"
        "Prozvit-Format: 1"
    )


def test_writers(register: Register) -> None:
    """The writers of progress are the authors of its present paragraphs, not its reviewers."""
    where = Place("2017", "4", PERIOD)
    assert writers(register, where) == []
    register.save(progress(text="Перше.\nДруге.\n"), author=CLERK)
    register.save(progress(text="Перше.\nІнше.\n"), author=OTHER)
    say(register, SUBMITTED, Identity("third", "Третя особа", "third@rada.example"))
    wrote = writers(register, where)
    assert {entry.name for entry in wrote} == {CLERK.name, OTHER.name}
    assert is_own(wrote, "other")
    assert not is_own(wrote, "third")


def test_writers_without_text(register: Register) -> None:
    """If progress has no text, its writers are the authors of the other fields."""
    register.save(progress(percent=10), author=OTHER)
    assert [entry.login for entry in writers(register, Place("2017", "4", PERIOD))] == ["other"]

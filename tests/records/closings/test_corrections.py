"""Corrections: what a report says about closed periods, read from the history up to its commit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing, reopening
from records.closings.corrections import past
from records.values.changes import Action, Change, Edit
from records.values.fields import FieldChange
from records.values.periods import Period
from tests.records.conftest import CLERK, KYIV, MEASURE, git, measure, progress

if TYPE_CHECKING:
    from records.closings.past import Correction
    from records.register import Register

Q2, Q3, Q4 = (Period.from_code(f"2017-Q{n}") for n in (2, 3, 4))
WHY = "Відділ не відповів"


def answer(percent: int, period: Period, reason: str = "Подано", number: str = "4") -> Change:
    """Return a change of a measure's percent."""
    return progress(reason, f"measures/2017/{number}/{period.code}.toml", percent=percent)


def close(register: Register, period: Period) -> str:
    """Close a period and return the commit."""
    saved = register.save(closing(register, period, WHY), author=CLERK)
    assert saved.commit is not None
    return saved.commit


def told(corrections: tuple[Correction, ...]) -> list[tuple[str, str, str]]:
    """Return the measure, period and reason of each correction."""
    return [(each.where.id, str(each.where.period), each.reason) for each in corrections]


@pytest.fixture
def closed(register: Register) -> Register:
    """Return a register with two measures, two closed quarters and a correction in each."""
    register.save(measure("6"))
    for period in (Q2, Q3):
        register.save(answer(10, period))
        close(register, period)
    register.save(answer(20, Q2, "Помилка у другому"), author=CLERK)
    register.save(answer(30, Q3, "Помилка у третьому"))
    register.save(answer(40, Q4))
    return register


def test_the_next_report_tells(closed: Register) -> None:
    """The next report lists exactly the corrections made since the previous report, oldest first."""
    found = past(closed, closed.snapshot(), Q4)
    assert found.closing == ""
    assert told(found.corrections) == [
        ("4", "2017-Q2", "Помилка у другому"),
        ("4", "2017-Q3", "Помилка у третьому"),
    ]
    first = found.corrections[0]
    assert (first.fields, first.by) == ((FieldChange("percent", 10, 20),), CLERK.name)
    assert first.where.period == Q2


def test_each_report_tells_its_own(closed: Register) -> None:
    """A correction listed by a closed report is not listed again, and stays in the report of that commit."""
    last = close(closed, Q4)
    closed.save(answer(50, Q4, "Помилка у четвертому"))
    then = past(closed, closed.snapshot(last), Q4)
    assert (then.closing, len(then.corrections)) == (last, 2)
    assert told(past(closed, closed.snapshot(), Period.from_code("2018-Q1")).corrections) == [
        ("4", "2017-Q4", "Помилка у четвертому")
    ]


def test_nothing_closed(register: Register) -> None:
    """A register without closed periods has no corrections."""
    register.save(answer(10, Q4))
    found = past(register, register.snapshot(), Q4)
    assert (found.closing, found.changes, found.corrections) == ("", (), ())


def test_made_outside(closed: Register) -> None:
    """A change to a closed period by a commit without prozvit's message is listed as well."""
    (closed.path / f"measures/2017/4/{Q2.code}.toml").write_text('status = "in-progress"\npercent = 99\n')
    git(closed, "-c", "user.name=Хтось", "-c", "user.email=a@rada.example", "commit", "-qam", "Тихо")
    found = past(closed, closed.snapshot(), Q4).corrections[-1]
    assert (found.by, found.reason, [each.key for each in found.fields]) == ("Хтось", "Тихо", ["percent"])


def test_left_a_closed_report(closed: Register) -> None:
    """Removing a measure from a closed report is listed as a correction without a period."""
    closed.save(Change(Action.RETIRE, (Edit(MEASURE, {("retired",): "2017-Q3"}),), "Рішення ради"))
    found = past(closed, closed.snapshot(), Q4).corrections[-1]
    assert (found.where.period, found.reason) == (None, "Рішення ради")
    assert found.fields == (FieldChange("retired", None, "2017-Q3"),)


def test_editions(closed: Register) -> None:
    """An edition lists the changes in its period since the last one, both corrections and new writing."""
    first = close(closed, Q4)
    closed.save(answer(50, Q4, "Виправлено"))
    closed.save(reopening(Q4, "Друга редакція"))
    closed.save(answer(60, Q4, "Дописано", "6"))
    closed.save(answer(70, Q3, "Інший період"))
    second = close(closed, Q4)
    found = past(closed, closed.snapshot(second), Q4)
    assert told(found.changes) == [("4", "2017-Q4", "Виправлено"), ("6", "2017-Q4", "Дописано")]
    assert past(closed, closed.snapshot(first), Q4).changes == ()
    assert past(closed, closed.snapshot(), Q4) == found


def test_a_function_of_the_commit(closed: Register) -> None:
    """Later changes, even of the rules, do not affect what the report of a commit lists."""
    commit = close(closed, Q4)
    before = past(closed, closed.snapshot(commit), Q4)
    zone = Change(Action.REGISTER, (Edit("register.toml", {("timezone",): "Asia/Tokyo"}),), "Переїзд")
    closed.save(zone, at=datetime(2027, 1, 1, tzinfo=KYIV))
    closed.save(answer(80, Q2, "Пізніше"))
    closed.save(reopening(Q3, "Пізніше"))
    assert past(closed, closed.snapshot(commit), Q4) == before

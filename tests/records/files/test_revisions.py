"""Revisions: which commit a date or a moment names, in the register's time zone."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from records.errors import UnknownRevision
from records.trail.history import Filter, history
from records.values.periods import Period
from tests.records.conftest import CLERK, KYIV, git, progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.register import Register


@pytest.fixture(autouse=True)
def _far_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the machine's time zone to one other than the register's."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def late(register: Register) -> list[str]:
    """Save late on one evening and early the next morning; return both commits."""
    moments = {10: datetime(2017, 10, 2, 23, 50, tzinfo=KYIV), 20: datetime(2017, 10, 3, 0, 10, tzinfo=KYIV)}
    saved = (register.save(progress(percent=each), author=CLERK, at=at) for each, at in moments.items())
    return [str(each.commit) for each in saved]


@pytest.mark.parametrize(
    ("written", "which"),
    [
        *(("2017-10-02", 0), ("02.10.2017", 0), ("2.10.2017", 0), ("2017-10-03", 1)),
        *(("2017-10-02T23:50", 0), ("2017-10-02 23:55:01", 0), ("2017-10-03T00:10", 1)),
        *(("2017-10-02T20:55Z", 0), ("2017-10-02T17:15-04:00", 1), ("2017-10-02T21:10:00+0000", 1)),
    ],
)
def test_moments(register: Register, late: list[str], written: str, which: int) -> None:
    """A day ends at midnight in the register's time zone; a minute includes all its seconds."""
    assert register.resolve(written) == late[which]


def test_no_such_day(register: Register) -> None:
    """A day before the register's first commit, and an impossible date, name no commit."""
    for written in ("2016-12-31", "2017-02-30", "2017-13"):
        with pytest.raises(UnknownRevision):
            register.resolve(written)


def test_days_of_the_journal(register: Register, late: list[str]) -> None:
    """The days of the journal's filters are in the register's time zone too."""

    def found(day: date) -> list[str]:
        return [
            entry.commit
            for entry in history(register, Filter(since=day, until=day, period=Period(2017, "Q4")))
        ]

    assert [found(date(2017, 10, day)) for day in (2, 3)] == [[late[0]], [late[1]]]


def test_a_branch_merged_later(register: Register) -> None:
    """On a day before a merge, a date names main's commit, not one made meanwhile on the merged branch."""
    base = register.save(progress(percent=10), author=CLERK, at=datetime(2017, 10, 2, 9, tzinfo=KYIV)).commit
    write = register.repository.write_commit
    theirs, ours = (
        write([str(base)], {"README.md": name}, CLERK, datetime(2017, 10, day, 9, tzinfo=KYIV), "Зміна\n")
        for name, day in ((b"theirs\n", 4), (b"ours\n", 3))
    )
    merge = write([ours, theirs], {}, CLERK, datetime(2017, 10, 5, 9, tzinfo=KYIV), "Злиття\n")
    git(register, "update-ref", "refs/heads/main", merge)
    assert [register.resolve(f"2017-10-0{day}") for day in (3, 4, 5)] == [ours, ours, merge]

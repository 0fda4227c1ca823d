"""The sample register: a year of an invented council."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from datetime import time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from records.closings.corrections import past
from records.demo import build
from records.git.repository import Repository
from records.register import Register
from records.rules.reviewing import Stage, not_accepted, stage
from records.rules.validation import problems_of
from records.values.model import DeadlineKind, ReviewState, Status
from records.values.periods import Period
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.git.commits import Commit

QUARTERS = [Period(2025, part) for part in ("Q1", "Q2", "Q3", "Q4")]


@pytest.fixture(scope="module")
def register(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("demo") / "register"
    with Register.open(shutil.copytree(demo, folder, symlinks=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def snapshot(register: Register) -> Snapshot:
    return register.snapshot()


@pytest.fixture(scope="module")
def commits(register: Register) -> list[Commit]:
    repository = Repository(register.path)
    found = [commit for commit, _ in repository.log("HEAD")]
    repository.close()
    return found


def test_same_commits(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two builds have the same head, whatever the folder, time zone, locale and git configuration."""
    config = tmp_path / "config"
    config.write_text("[user]\nname = X\n[core]\nautocrlf = true\n[commit]\ngpgSign = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PROZVIT_LANG", "en")
    assert register.head() == build(tmp_path / "another folder").head()


def test_sound(register: Register) -> None:
    """git fsck finds nothing wrong, and the work tree matches the head."""
    for command in (["fsck", "--strict", "--full"], ["status", "--porcelain"]):
        done = subprocess.run(
            ["git", "-C", str(register.path), *command], capture_output=True, text=True, check=True
        )
        assert done.stdout == ""


def test_valid(snapshot: Snapshot) -> None:
    """The sample has no errors."""
    assert problems_of(snapshot) == []


def test_measures(snapshot: Snapshot) -> None:
    """There are at least 24 measures in three sections; numbers have gaps, and one measure is retired."""
    numbers = [record.measure.number for record in snapshot.measures]
    assert len(numbers) >= 24
    assert len({record.measure.section for record in snapshot.measures}) == 3
    assert "1.2" in numbers
    assert "1.3" not in numbers
    assert "1.4" in numbers
    assert [record.measure.number for record in snapshot.measures if record.measure.retired] == ["2.11"]


def test_sections_stay_together(snapshot: Snapshot) -> None:
    """In the order of numbers the measures of each section are adjacent."""
    sections = [record.measure.section for record in snapshot.measures]
    changes = sum(before != after for before, after in pairwise(sections))
    assert changes == len(set(sections)) - 1


def test_deadlines(snapshot: Snapshot) -> None:
    """Every kind of deadline occurs."""
    assert {record.measure.deadline.kind for record in snapshot.measures} == set(DeadlineKind)


def test_statuses(snapshot: Snapshot) -> None:
    """Every status occurs, over four quarters."""
    reports = [report for record in snapshot.measures for report in record.progress.values()]
    assert {report.status for report in reports} == set(Status)
    assert {period for record in snapshot.measures for period in record.progress} == set(QUARTERS)


def test_standings(snapshot: Snapshot) -> None:
    """In the last quarter some measures are missing, some overdue, and most reported."""
    last = QUARTERS[-1]
    standings = Counter(record.standing(last) for record in snapshot.measures)
    assert standings[Standing.REPORTED] > 15
    assert 1 <= standings[Standing.MISSING] <= 6
    assert {record.measure.number for record in snapshot.measures if record.overdue(last)} >= {"1.9", "2.6"}


def test_people(snapshot: Snapshot, commits: list[Commit]) -> None:
    """There are six units and five officers named by post; exactly these officers made the commits."""
    assert len(snapshot.units) == 6
    assert len(snapshot.officers) == 5
    authors = Counter(commit.name for commit in commits)
    assert set(authors) == {officer.name for officer in snapshot.officers.values()}
    assert min(authors.values()) >= 10
    assert {commit.email for commit in commits} == {officer.email for officer in snapshot.officers.values()}


def test_addresses(snapshot: Snapshot) -> None:
    """Every address is in a domain that can't exist."""
    for named in (*snapshot.units.values(), *snapshot.officers.values(), snapshot.rules.contact):
        assert named.email.endswith(".example")
    for record in snapshot.measures:
        for report in record.progress.values():
            for evidence in report.evidence:
                assert not evidence.url or evidence.url.startswith("https://pryklad.example/")


def test_commits(commits: list[Commit]) -> None:
    """About 170 commits run from January to January, in office hours of working days, in order of time."""
    assert 160 <= len(commits) <= 190
    kyiv = ZoneInfo("Europe/Kyiv")
    moments = [commit.at.astimezone(kyiv) for commit in reversed(commits)]
    assert moments == sorted(moments)
    assert len({(moment.year, moment.month) for moment in moments}) == 13
    for moment in moments:
        assert moment.weekday() < 5
        assert time(8) <= moment.time() <= time(18)
    assert all(commit.at.utcoffset() in {timedelta(hours=2), timedelta(hours=3)} for commit in commits)


def test_reasons(commits: list[Commit]) -> None:
    """Every commit but the first has a reason."""
    for commit in commits[:-1]:
        assert any(line.startswith("  ") for line in commit.message.splitlines()), commit.message


def test_texts(snapshot: Snapshot) -> None:
    """Some texts have several paragraphs, some have lists, and some progress has documents."""
    reports = [report for record in snapshot.measures for report in record.progress.values()]
    assert sum(report.text.count("\n") > 1 for report in reports) > 15
    assert sum("\n- " in report.text for report in reports) >= 3
    assert sum(bool(report.evidence) for report in reports) >= 10


def test_reviews(snapshot: Snapshot) -> None:
    """Most progress is submitted."""
    states = Counter(
        report.review and report.review.state
        for record in snapshot.measures
        for report in record.progress.values()
    )
    assert states[ReviewState.SUBMITTED] + states[ReviewState.ACCEPTED] > 60


def test_quarters(snapshot: Snapshot, register: Register) -> None:
    """Three quarters are closed, accepted except for a later correction, and published; the last is open."""
    assert snapshot.closed == set(QUARTERS[:3])
    assert all(closed is not None and closed.publication for closed in map(snapshot.closing, QUARTERS[:3]))
    lapsed = [not_accepted(snapshot.measures, quarter) for quarter in QUARTERS[:3]]
    assert [[record.measure.number for record in records] for records in lapsed] == [[], ["2.8"], []]
    stages = {stage(record, QUARTERS[3]) for record in snapshot.measures}
    assert stages >= {Stage.ACCEPTED, Stage.SUBMITTED, Stage.RETURNED}
    assert [each.where.period for each in past(register, snapshot, QUARTERS[2]).corrections] == [QUARTERS[1]]

"""Updating a snapshot, and reading the first measures of a large register."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records.errors import GitFailed
from records.files import reader
from records.language import ENGLISH
from records.values.layout import Place
from records.values.periods import Period
from tests.records.conftest import measure, progress

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import Snapshot
    from records.register import Register

_PROGRESS = b'status = "in-progress"\npercent = %d\ntext = "x"\n'
_MEASURE = 'number = "%s"\ntitle = "Захід"\nresponsible = ["office"]\n[deadline]\ntext = "Постійно"\n'
_FILE, _LINK = "644", "120000"
_CONTENTS = st.one_of(
    st.builds(lambda n: (_FILE, (_MEASURE % n).encode()), st.integers(1, 3)),
    st.builds(lambda n: (_FILE, _PROGRESS % n), st.integers(0, 2)),
    st.sampled_from([(_FILE, b"no = [toml"), (_LINK, b"elsewhere"), None]),
)
_PATHS = st.sampled_from(
    [
        "measures/2017/4/measure.toml",
        "measures/2017/4/2017-Q4.toml",
        "measures/2017/4",
        "measures/2017/5/measure.toml",
        "measures/2017/5/2017-Q1.toml",
        "periods/2017-Q1.toml",
        "units.toml",
        "README.md",
        "README.md/inside",
    ]
)
_CHANGES = st.dictionaries(_PATHS, _CONTENTS, max_size=6)


def _told(snapshot: Snapshot) -> dict[str, Any]:
    problems = [problem.message().render(ENGLISH) for problem in snapshot.problems]
    names = ("provenance", "rules", "units", "officers", "measures", "closed", "digests", "whole")
    return {"problems": problems} | {name: getattr(snapshot, name) for name in names}


def _commit(folder: Path, start: str, changes: dict[str, tuple[str, bytes] | None]) -> None:
    """Move main to a commit on top of `start` with new contents for some paths."""
    lines = [b"commit refs/heads/main\ncommitter A <a@rada.example> 1500000000 +0000\ndata 0\n"]
    lines.append(b"from %s\n" % start.encode())
    for path, content in changes.items():
        if content is None:
            lines.append(f"D {path}\n".encode())
        else:
            lines.append(f"M {content[0]} inline {path}\ndata {len(content[1])}\n".encode() + content[1])
            lines.append(b"\n")
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=b"".join(lines), check=True)


@given(before=_CHANGES, after=_CHANGES)
@example(
    before={},
    after={
        "measures/2017/4/measure.toml": None,
        "measures/2017/4/2017-Q4.toml": (_FILE, _PROGRESS % 0),
        "measures/2017/5/2017-Q1.toml": (_FILE, _PROGRESS % 0),
    },
)
@settings(max_examples=40)
def test_refreshed_is_fresh(register: Register, before: Any, after: Any) -> None:
    """An updated snapshot equals one read from scratch, whichever files were added, removed or broken."""
    start = register.head()
    try:
        _commit(register.path, start, before)
        old = register.snapshot()
        _commit(register.path, old.commit, after)
        assert _told(register.refreshed(old)) == _told(register.snapshot())
    finally:
        _commit(register.path, start, {})


def test_nothing_new(register: Register) -> None:
    """If nothing was saved, the update returns the same snapshot."""
    old = register.snapshot()
    assert register.refreshed(old) is old


def test_only_what_changed_is_read(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update reads only the files that have changed."""
    old = register.snapshot()
    register.save(progress(status="in-progress", percent=5, text="Текст"))
    read: list[str] = []
    monkeypatch.setattr(reader, "read_file", lambda path, _: read.append(path) or old.files["units.toml"])
    register.refreshed(old)
    assert read == ["measures/2017/4/2017-Q4.toml"]


def test_lost_history(register: Register) -> None:
    """If the commit of a snapshot no longer exists, the register is read from scratch."""
    old = register.snapshot()
    start = register.repository.commit(old.commit).parents[0]
    register.save(measure("5"))
    git = ["git", "-C", str(register.path)]
    subprocess.run([*git, "update-ref", "refs/heads/main", start], check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)
    subprocess.run([*git, "reflog", "expire", "--expire=all", "--all"], check=True)
    subprocess.run([*git, "gc", "-q", "--prune=now"], check=True)
    register.close()
    assert _told(register.refreshed(old)) == _told(register.snapshot())


@pytest.fixture
def large(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Return a register of twelve measures, with the threshold for a large one set to eight."""
    monkeypatch.setattr(reader, "_READ_AT_ONCE", 8)
    monkeypatch.setattr(reader, "_READ_FIRST", 3)
    for number in (10, 11, 12, *range(2, 4), *range(5, 10)):
        register.save(measure(str(number)))
    register.save(progress(path="measures/2017/3/2017-Q4.toml", status="in-progress", percent=1, text="Т"))
    return register


def test_beginning(large: Register) -> None:
    """The first measures of a large register, and those asked for, are read in order with their progress."""
    whole, found = large.snapshot(), large.beginning([Place("2017", "11", Period(2017, "Q4"))])
    assert not found.whole
    assert [record.measure.number for record in found.measures] == ["2", "3", "4", "11"]
    assert found.measures[1] == whole.measures[1]
    assert (found.commit, found.rules, found.units) == (whole.commit, whole.rules, whole.units)


def test_beginning_becomes_whole(large: Register) -> None:
    """Updating a snapshot of the first measures completes it."""
    assert _told(large.refreshed(large.beginning())) == _told(large.snapshot())


def test_small_beginning(register: Register) -> None:
    """A small register is read whole at once."""
    assert _told(register.beginning()) == _told(register.snapshot())


def test_interrupted(register: Register) -> None:
    """An interrupted read fails, and so does one that starts later."""
    blobs = register.repository.blobs([register.repository.files(register.head())["units.toml"][1]] * 600)
    next(blobs)
    register.repository.interrupt()
    with pytest.raises(GitFailed):
        list(blobs)
    with pytest.raises(GitFailed):
        register.snapshot()

"""Clones of a register exchange their saves through a bare repository."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing
from records.closings.tagging import set_tag
from records.errors import Refused
from records.exchange import syncing
from records.exchange.queue import last_result, waiting
from records.exchange.syncing import sync
from records.git import remotes
from records.git.repository import Repository
from records.identity import Identity
from records.merges.conflicts import conflict_of, open_marks, settling
from records.register import Register
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.periods import Period
from records.writing.leftovers import leftovers
from records.writing.worktree import WorkTree
from tests.records.conftest import CLERK, KYIV, PROGRESS, git, measure, progress
from tests.records.exchange.conftest import NAMED, Q4, TEXT, followed, kept, main_of

if TYPE_CHECKING:
    from pathlib import Path


def test_there_and_back(clones: tuple[Register, Register], hub: Path) -> None:
    """A save in one clone reaches the other by fast-forward, with its files."""
    first, second = clones
    saved = first.save(progress(percent=60)).commit
    sent = sync(first)
    assert sent is not None
    assert (sent.fetched, sent.pushed, sent.merges) == (0, 1, [])
    assert main_of(hub) == saved
    got = sync(second)
    assert got is not None
    assert (got.fetched, got.pushed, got.merges) == (1, 0, [])
    assert second.head() == saved
    assert "percent = 60" in (second.path / PROGRESS).read_text(encoding="utf-8")
    followed(second)
    again = sync(second)
    assert again is not None
    assert (again.fetched, again.pushed, waiting(second.repository)) == (0, 0, 0)


def test_both_moved(clones: tuple[Register, Register], hub: Path) -> None:
    """After saves in both clones, a merge keeps both; its first parent is the fetched commit."""
    first, second = clones
    here = first.save(progress(percent=60)).commit
    there = second.save(progress(text=TEXT.replace("Третє", "Третє зроблено"))).commit
    sync(first)
    done = sync(second)
    assert done is not None
    assert (done.fetched, done.pushed, done.opened) == (1, 2, ())
    [merge] = done.merges
    assert git(second, "rev-list", "--parents", "-1", "main").split() == [merge, here, there]
    sync(first)
    assert first.head() == second.head() == main_of(hub)
    followed(first)
    kept(second)


def test_left_open(clones: tuple[Register, Register]) -> None:
    """A field changed differently in two clones is a conflict in both, until one of them settles it."""
    first, second = clones
    first.save(progress(percent=60))
    second.save(progress(percent=70))
    sync(first)
    done = sync(second)
    assert done is not None
    assert [mark.opening.key for mark in done.opened] == ["percent"]
    heard = sync(first)
    assert heard is not None
    assert heard.opened == done.opened == open_marks(first)
    first.save(settling(first, {done.opened[0]: 70}, [], "За листом"))
    sync(first)
    settled = sync(second)
    assert settled is not None
    assert (settled.opened, open_marks(second)) == ((), ())
    assert "percent = 70" in (second.path / PROGRESS).read_text(encoding="utf-8")
    followed(second)


def test_two_words(clones: tuple[Register, Register]) -> None:
    """Settling a conflict of reviews by the other side's review gives a review that holds."""
    now = datetime.now(KYIV)
    for clone, hours in zip(clones, (1, 2), strict=True):
        submit = Change(Action.SUBMIT, (Edit(PROGRESS, {}),), "Подано", word=SUBMITTED)
        clone.save(submit, author=CLERK, at=now + timedelta(hours=hours))
    first, second = clones
    sync(first)
    done = sync(second)
    assert done is not None
    [mark] = done.opened
    standing = (second.path / PROGRESS).read_text(encoding="utf-8")
    assert second.save(settling(second, {mark: conflict_of(second, mark).clash.second}, [], "За листом"))
    assert (second.path / PROGRESS).read_text(encoding="utf-8") != standing
    sync(second)
    sync(first)
    kept(first)


def test_submission_lapses(clones: tuple[Register, Register]) -> None:
    """An officer whose merge brings another's change into submitted progress is told that it lapsed."""
    first, second = clones
    other = Identity("other", "Інша Особа", "other@rada.example")
    first.save(progress(percent=60), author=other)
    second.save(Change(Action.SUBMIT, (Edit(PROGRESS, {}),), "Подано", word=SUBMITTED), author=CLERK)
    sync(first)
    done = sync(second)
    assert done is not None
    [told] = done.notices
    assert told.values["names"] == ["Інша Особа"]
    assert "submit it again" in str(told.template)


def test_submitted_too_late(clones: tuple[Register, Register]) -> None:
    """Progress submitted while another clone closed the period can be taken in, without its review."""
    first, second = clones
    late = "measures/2017/4/2017-Q3.toml"
    second.save(closing(second, Period(2017, "Q3"), "Не відповіли"))
    sync(second)
    values = {("status",): "in-progress", ("percent",): 5, ("text",): "Пізно.\n"}
    first.save(Change(Action.PROGRESS, (Edit(late, values),), "Подано", word=SUBMITTED))
    done = sync(first)
    assert done is not None
    assert {mark.opening.key for mark in done.opened} == {"status", "percent", "text", "review"}
    first.save(settling(first, {done.opened[0]: conflict_of(first, done.opened[0]).clash.second}, [], "Лист"))
    written = (first.path / late).read_text(encoding="utf-8")
    assert "Пізно." in written
    assert "[review]" not in written
    assert open_marks(first) == ()
    kept(first)


def test_hub_moves(clones: tuple[Register, Register], hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone that is overtaken while pushing fetches, merges and pushes again."""
    first, second = clones
    first.save(progress(percent=60))
    second.save(measure("5"))
    push, pushed = remotes.Transfer.push, []

    def overtaken(transfer: remotes.Transfer, objects: dict[str, str]) -> bool:
        if not pushed:
            pushed.append(True)
            sync(second)
        return push(transfer, objects)

    monkeypatch.setattr(remotes.Transfer, "push", overtaken)
    done = sync(first)
    assert done is not None
    assert (done.fetched, done.pushed, len(done.merges)) == (1, 2, 1)
    assert main_of(hub) == first.head()
    followed(first)


def test_saved_meanwhile(clones: tuple[Register, Register], monkeypatch: pytest.MonkeyPatch) -> None:
    """A save made during a merge is merged too, without waiting."""
    first, second = clones
    second.save(measure("5"))
    sync(second)
    first.save(progress(percent=60))
    record, saved = syncing.record_join, []

    def slow(*arguments: object) -> str:
        if not saved:
            saved.append(first.save(measure("6")).commit)
        return record(*arguments)

    monkeypatch.setattr(syncing, "record_join", slow)
    done = sync(first)
    assert done is not None
    assert len(done.merges) == 1
    assert {each.measure.number for each in first.snapshot().measures} == {"4", "5", "6"}
    assert first.repository.is_ancestor(saved[0])
    followed(first)


def test_new_hub(register: Register, tmp_path: Path) -> None:
    """An empty bare repository receives the whole history."""
    git(tmp_path, "init", "-q", "--bare", "empty.git")
    register.set_remote("../empty.git")
    done = sync(register)
    assert done is not None
    assert done.pushed == int(git(register, "rev-list", "--count", "main"))
    assert main_of(tmp_path / "empty.git") == register.head()


def test_no_remote(register: Register) -> None:
    """A register without a remote has nothing to exchange."""
    assert sync(register) is None
    assert last_result(register.private) is None


def test_tags(clones: tuple[Register, Register], hub: Path) -> None:
    """Tags of reports reach every clone; other tags stay local, and a moved one stops the exchange."""
    first, second = clones
    first.save(closing(first, Q4, "Не всі відповіли"))
    tag = set_tag(first, Q4, {"zvit.md": "0" * 64})
    git(first, "tag", "report/notes")
    sent = sync(first)
    assert sent is not None
    assert sent.tags == ["refs/tags/report/2017-Q4"]
    assert "This is not the name of a report’s tag" in str(sent.notices)
    got = sync(second)
    assert got is not None
    assert second.repository.tag(tag) == first.repository.tag(tag)
    assert git(hub, "tag") == f"{tag}\n"
    git(hub, *NAMED, "tag", "-f", "-m", "Інше", tag, "main~1")
    with pytest.raises(Refused, match="other tags of reports"):
        sync(second)
    assert second.repository.tag(tag) == first.repository.tag(tag)


def test_hub_restored(clones: tuple[Register, Register], hub: Path) -> None:
    """A hub restored from an old backup gets its lost commits back from a clone that has them."""
    first, second = clones
    old = main_of(hub)
    first.save(progress(percent=60))
    sync(first)
    sync(second)
    git(hub, "update-ref", "refs/heads/main", old)
    second.save(measure("5"))
    done = sync(second)
    assert done is not None
    assert (done.fetched, done.pushed) == (0, 2)
    assert first.repository.is_ancestor(old)
    sync(first)
    assert first.head() == second.head() == main_of(hub)


@pytest.mark.parametrize("where", [Repository, WorkTree], ids=["before main moves", "before the files do"])
def test_killed(
    clones: tuple[Register, Register], monkeypatch: pytest.MonkeyPatch, where: type[Repository | WorkTree]
) -> None:
    """A clone killed while main moves is repaired at the next start, with nothing left over."""
    first, second = clones
    first.save(progress(percent=60))
    saved = second.save(measure("5")).commit
    sync(first)
    name = "advance" if where is Repository else "follow"
    with monkeypatch.context() as patched:
        patched.setattr(where, name, _killed)
        with pytest.raises(KeyboardInterrupt):
            sync(second)
    with Register.open(second.path) as opened:
        assert leftovers(opened.private) == []
        followed(opened)
        sync(opened)
        assert opened.repository.is_ancestor(str(saved))
        kept(opened)


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_hand_edits(clones: tuple[Register, Register]) -> None:
    """Hand edits are set aside, with a notice, before fetched files replace them."""
    first, second = clones
    first.save(progress(percent=60))
    sync(first)
    (second.path / PROGRESS).write_text('status = "in-progress"\npercent = 55\n', encoding="utf-8")
    done = sync(second)
    assert done is not None
    assert "set aside" in str([notice.template for notice in done.notices])
    followed(second)

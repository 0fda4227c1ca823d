"""The intent of an interrupted save: the next program completes the save, or keeps its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from records.disk.durable import holds_anything
from records.disk.locks import locked
from records.git.repository import Repository
from records.register import Register
from records.writing.intent import IntentLog
from records.writing.leftovers import Kind, leftovers
from tests.records.conftest import CLERK, PROGRESS, git, progress

if TYPE_CHECKING:
    from collections.abc import Callable


class Killed(BaseException):
    """Raised to simulate the death of the process."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def interrupt(monkeypatch: pytest.MonkeyPatch, where: type, name: str, save: Callable[[], object]) -> None:
    """Interrupt a save at its call of a method."""
    with monkeypatch.context() as patched:
        patched.setattr(where, name, killed)
        with pytest.raises(Killed):
            save()


def test_finished(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save interrupted after main had moved is completed by the next start, without a notice."""
    interrupt(monkeypatch, Repository, "updating_index", lambda: register.save(progress(percent=10)))
    assert git(register, "status", "--porcelain")
    with Register.open(register.path) as opened:
        assert opened.notices == []
        assert git(opened, "status", "--porcelain") == ""
        assert leftovers(opened.private) == []
        assert not holds_anything(opened.private / "unfinished")


def test_undone(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a save interrupted before main moved are kept by the next start, with a notice."""
    head = register.head()
    change = progress(text="Проведено нараду.\n")
    interrupt(monkeypatch, Repository, "advance", lambda: register.save(change, author=CLERK))
    with Register.open(register.path) as opened:
        [notice], [kept] = opened.notices, leftovers(opened.private)
        assert notice.values == {"login": "clerk", "id": kept.id}
        assert (kept.kind, kept.login, kept.base, kept.paths) == (
            Kind.INTERRUPTED,
            "clerk",
            head,
            (PROGRESS,),
        )
        assert "Проведено нараду." in kept.read(PROGRESS).decode()
        assert opened.head() == head
        assert git(opened, "status", "--porcelain") == ""


def test_next_save(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running program completes another's interrupted save before its own."""
    other = Register.open(register.path)
    interrupt(monkeypatch, Repository, "updating_index", lambda: other.save(progress(percent=10)))
    register.save(progress(path="measures/2017/4/2017-Q3.toml", percent=5))
    assert git(register, "status", "--porcelain") == ""


def test_others_work(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start leaves the intent alone while another process saves."""
    interrupt(monkeypatch, Repository, "updating_index", lambda: register.save(progress(percent=10)))
    monkeypatch.setattr("records.writing.intent._PATIENCE", 0.01)
    with locked(register.private / "lock", "other"), Register.open(register.path) as opened:
        assert opened.notices == []
    assert holds_anything(register.private / "unfinished")


@pytest.mark.parametrize("text", ["", "[]", json.dumps({"commit": "0" * 40, "paths": ["x"], "login": "a"})])
def test_no_intent(register: Register, text: str) -> None:
    """A file that is not an intent of this repository is ignored."""
    (register.private / "unfinished").write_text(text)
    Register.open(register.path).close()
    assert not holds_anything(register.private / "unfinished")
    assert register.save(progress(percent=10)).commit


def test_known_failure(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that failed with an error leaves no intent, so that no start reports it again."""
    ended = IntentLog(register.repository, register.private)
    monkeypatch.setattr(Repository, "advance", lambda *_: False)
    monkeypatch.setattr("records.writing.saving._ATTEMPTS", 1)
    with pytest.raises(Exception, match="Somebody else"):
        register.save(progress(percent=10))
    with locked(register.private / "lock", "me") as lock:
        assert ended.settle(lock) == []
    assert leftovers(register.private) == []

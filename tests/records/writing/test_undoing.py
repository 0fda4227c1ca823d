"""Undoing: a new change reverts an old one without losing anything written since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing
from records.errors import NotUndone, StaleField, UnknownRevision
from records.values.changes import Action, Change, Edit
from records.values.layout import README
from records.values.periods import Period
from records.writing.undoing import edit_to, undo
from tests.records.conftest import MEASURE, PROGRESS, git, progress

if TYPE_CHECKING:
    from records.register import Register


def taken_back(register: Register, revision: str) -> str:
    """Undo a commit and return the new commit."""
    change, base = undo(register, revision, "Помилково")
    saved = register.save(change, base=base)
    assert saved.commit is not None
    return saved.commit


def test_back(register: Register) -> None:
    """Every field that the change touched, in every file, gets its old value; the others stay."""
    register.save(progress(status="in-progress", percent=10, text="Перше.\n"))
    before = git(register, "rev-parse", "HEAD^{tree}")
    both = Change(
        Action.PROGRESS,
        (
            *progress(percent=20, text="Друге.\n").edits,
            Edit(MEASURE, {("indicator",): "Звіт"}),
        ),
        "Разом",
    )
    wrong = register.save(both).commit
    assert wrong is not None
    taken_back(register, wrong)
    assert git(register, "rev-parse", "HEAD^{tree}") == before
    assert "Prozvit-Action: undo" in git(register, "log", "-1", "--format=%B")
    taken_back(register, "HEAD")
    assert git(register, "rev-parse", "HEAD^{tree}") == git(register, "rev-parse", f"{wrong}^{{tree}}")


def test_changed_since(register: Register) -> None:
    """A field changed since is not overwritten; a change of another field does not matter."""
    register.save(progress(status="in-progress", percent=10))
    wrong = register.save(progress(percent=20)).commit
    assert wrong is not None
    register.save(progress(text="Далі.\n"))
    change, base = undo(register, wrong, "Помилково")
    register.save(progress(percent=30))
    with pytest.raises(StaleField):
        register.save(change, base=base)


def test_first_answer(register: Register) -> None:
    """A first progress can be undone and redone, but not once changed, nor in a closed period."""
    made = register.save(progress(status="in-progress", percent=10)).commit
    assert made is not None
    taken_back(register, made)
    assert not (register.path / PROGRESS).exists()
    taken_back(register, "HEAD")
    assert (register.path / PROGRESS).exists()
    change, base = undo(register, made, "x")
    register.save(progress(percent=20))
    with pytest.raises(StaleField):
        register.save(change, base=base)
    register.save(closing(register, Period(2017, "Q4"), "Не відповіли"))
    with pytest.raises(NotUndone):
        undo(register, made, "x")


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~1", "other", "by-hand"])
def test_refused(register: Register, revision: str) -> None:
    """Undo refuses a commit that created a file, the first, one on another branch, and one of other files."""
    if revision == "other":
        git(register, "branch", "other", git(register, *_commit_tree()).strip())
    if revision == "by-hand":
        (register.path / README).write_text("x")
        git(register, *_author(), "commit", "-qam", "x")
        git(register, *_author(), "tag", "-am", "x", "by-hand")
    with pytest.raises(NotUndone):
        undo(register, revision, "x")


def test_unknown(register: Register) -> None:
    """A name that is not a commit is refused."""
    with pytest.raises(UnknownRevision):
        undo(register, "немає", "x")
    assert not (register.path / PROGRESS).exists()


def _author() -> tuple[str, ...]:
    return ("-c", "user.name=A", "-c", "user.email=a@rada.example")


def _commit_tree() -> tuple[str, ...]:
    return (*_author(), "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "x")


def test_older_version() -> None:
    """The edit to an older version has the old value of each field that differs, without the review."""
    then = {("status",): "partly", ("percent",): 40, ("review",): {"state": "submitted"}}
    now = {("status",): "partly", ("percent",): 60, ("text",): "Нове.\n"}
    assert edit_to(PROGRESS, then, now) == Edit(PROGRESS, {("percent",): 40, ("text",): None})
    assert edit_to(PROGRESS, then, then) is None
    assert edit_to(PROGRESS, {}, now) is None

"""What is neither taken in nor sent, and how a hub's own refusal is reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from records.errors import Declined, NotSynced, Refused
from records.exchange.queue import End, last_result, waiting
from records.exchange.syncing import sync
from records.register import Register
from tests.records.conftest import CLERK, KYIV, PROGRESS, git, measure, progress, rules
from tests.records.exchange.conftest import NAMED, followed, main_of

if TYPE_CHECKING:
    from pathlib import Path


def test_another_register(clones: tuple[Register, Register], hub: Path, tmp_path: Path) -> None:
    """A register without a common commit is refused: nothing is merged into main, and nothing is pushed."""
    first, _ = clones
    at = datetime(2016, 1, 10, 9, 0, tzinfo=KYIV)
    with Register.create(tmp_path / "another", rules=rules(), author=CLERK, at=at) as another:
        another.set_remote(str(hub))
        before = another.head(), main_of(hub)
        with pytest.raises(NotSynced, match="no commit in common"):
            sync(another)
        assert (another.head(), main_of(hub)) == before
    assert first.head() == before[1]


def test_bad_history(clones: tuple[Register, Register], hub: Path, tmp_path: Path) -> None:
    """A history with verification errors is not merged into main, and saving goes on as before."""
    first, _ = clones
    git(tmp_path, "clone", "-q", str(hub), "by-hand")
    by_hand = tmp_path / "by-hand"
    (by_hand / PROGRESS).write_text('status = "in-progress"\npercent = 700\n', encoding="utf-8")
    git(by_hand, *NAMED, "commit", "-qam", "Вручну")
    git(by_hand, "push", "-q", "origin", "main")
    saved = first.save(measure("5")).commit
    with pytest.raises(Refused, match=r"no register takes in: .*700"):
        sync(first)
    assert first.head() == saved
    result = last_result(first.private)
    assert result is not None
    assert (result.end, waiting(first.repository)) == (End.REFUSED, 1)
    followed(first)


def test_bad_here(clones: tuple[Register, Register], hub: Path) -> None:
    """Commits that other clones would refuse are not sent."""
    first, _ = clones
    before = main_of(hub)
    (first.path / PROGRESS).write_text('status = "in-progress"\npercent = 700\n', encoding="utf-8")
    git(first, *NAMED, "commit", "-qam", "Вручну")
    with pytest.raises(Refused, match=r"can’t be sent.*700"):
        sync(first)
    assert main_of(hub) == before


def test_hook(clones: tuple[Register, Register], hub: Path) -> None:
    """The message of a hub's hook reaches the user, without terminal control sequences."""
    first, _ = clones
    hook = hub / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nprintf 'Не \\033[31mприйнято: підпис\\n' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    saved = first.save(progress(percent=60)).commit
    with pytest.raises(Declined) as refused:
        sync(first)
    assert str(refused.value) == "The remote does not take the changes: Не ␛[31mприйнято: підпис"
    assert (first.head(), waiting(first.repository)) == (saved, 1)


def test_fast_clock(clones: tuple[Register, Register]) -> None:
    """A commit dated days ahead by a fast clock is held back until its date, and the user is told."""
    first, _ = clones
    first.save(progress(percent=60), at=datetime.now(KYIV) + timedelta(days=3))
    with pytest.raises(Refused, match=r"by a clock that was fast.*sent by itself"):
        sync(first)


def test_full_hub(clones: tuple[Register, Register], hub: Path) -> None:
    """A push that the remote has no space to store is tried once and reported with the remedy."""
    first, _ = clones
    git(hub, "config", "receive.maxInputSize", "1")
    first.save(progress(percent=60))
    with pytest.raises(Declined, match="more than the hub takes at once"):
        sync(first)


def test_hook_that_dies(clones: tuple[Register, Register], hub: Path) -> None:
    """The error for a hook that dies silently says that no reason was given, not what git's table shows."""
    first, _ = clones
    hook = hub / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    hook.chmod(0o755)
    first.save(progress(percent=60))
    with pytest.raises(Declined, match="did not say why"):
        sync(first)
    # Of a long message only the first lines are quoted.
    hook.write_text("#!/bin/sh\nseq 20 >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(Declined, match=r"3[;,] 17 lines more"):
        sync(first)


def test_outrun(clones: tuple[Register, Register], hub: Path) -> None:
    """If a hook refuses a push because someone else pushed first, the clones are merged and sent."""
    first, second = clones
    faster = second.save(progress(text="Швидше.\n")).commit
    git(second, "push", "-q", "origin", f"{faster}:refs/heads/aside")
    saved = first.save(progress(percent=60)).commit
    hook = hub / "hooks" / "pre-receive"
    # The reference's file is written directly, since git moves no reference during pre-receive.
    main = hub / "refs" / "heads" / "main"
    hook.write_text(f"#!/bin/sh\nrm $0\necho {faster} > {main}\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = sync(first)
    assert done is not None
    assert git(hub, "rev-list", "--parents", "-1", "main").split()[1:] == [faster, saved]

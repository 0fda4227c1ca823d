"""What is neither taken in nor sent, and what a hub’s own refusal comes to."""

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
    """A register with no commit in common is refused: nothing is fetched into main, nothing pushed."""
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
    """What `verify` would find an error in does not get into main, and saving goes on as before."""
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
    """What the other clones would refuse to take in is not sent."""
    first, _ = clones
    before = main_of(hub)
    (first.path / PROGRESS).write_text('status = "in-progress"\npercent = 700\n', encoding="utf-8")
    git(first, *NAMED, "commit", "-qam", "Вручну")
    with pytest.raises(Refused, match=r"can’t be sent.*700"):
        sync(first)
    assert main_of(hub) == before


def test_hook(clones: tuple[Register, Register], hub: Path) -> None:
    """What a hub's hook says when it refuses reaches the user, and nothing that commands a terminal does."""
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
    """What a clock that was days fast dated waits for its day, and that is said."""
    first, _ = clones
    first.save(progress(percent=60), at=datetime.now(KYIV) + timedelta(days=3))
    with pytest.raises(Refused, match=r"by a clock that was fast.*sent by itself"):
        sync(first)


def test_full_hub(clones: tuple[Register, Register], hub: Path) -> None:
    """What a remote can’t store is tried once, and said with what to do."""
    first, _ = clones
    git(hub, "config", "receive.maxInputSize", "1")
    first.save(progress(percent=60))
    with pytest.raises(Declined, match="more than the hub takes at once"):
        sync(first)


def test_hook_that_dies(clones: tuple[Register, Register], hub: Path) -> None:
    """Of a refusal without a word it is said that there was none, and not how git’s table shows it."""
    first, _ = clones
    hook = hub / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    hook.chmod(0o755)
    first.save(progress(percent=60))
    with pytest.raises(Declined, match="did not say why"):
        sync(first)
    # Of one that says very much the first lines are told.
    hook.write_text("#!/bin/sh\nseq 20 >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(Declined, match=r"3[;,] 17 lines more"):
        sync(first)


def test_outrun(clones: tuple[Register, Register], hub: Path) -> None:
    """What a hook refuses because somebody was faster meanwhile is merged and sent all the same."""
    first, second = clones
    faster = second.save(progress(text="Швидше.\n")).commit
    git(second, "push", "-q", "origin", f"{faster}:refs/heads/aside")
    saved = first.save(progress(percent=60)).commit
    hook = hub / "hooks" / "pre-receive"
    # Where git keeps the reference; git itself moves none while what is pushed is only looked at.
    main = hub / "refs" / "heads" / "main"
    hook.write_text(f"#!/bin/sh\nrm $0\necho {faster} > {main}\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = sync(first)
    assert done is not None
    assert git(hub, "rev-list", "--parents", "-1", "main").split()[1:] == [faster, saved]

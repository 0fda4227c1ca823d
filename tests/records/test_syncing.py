"""Clones of a register that exchange changes through a bare repository, and what they refuse."""

from __future__ import annotations

import os
import shutil
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from records.closings.closing import closing
from records.closings.tagging import set_tag
from records.errors import BadRemote, Declined, NotSynced, Refused, Unreachable
from records.exchange import background, syncing
from records.exchange.queue import End, Result, last_result, waiting
from records.exchange.syncing import sync
from records.git import remotes
from records.git.addresses import REMOTE, checked
from records.git.repository import Repository
from records.merges.conflicts import conflict_of, open_marks, settling
from records.register import Register
from records.values.changes import SUBMITTED, Action, Change, Edit
from records.values.periods import Period
from records.verifying import verify
from records.writing.leftovers import leftovers
from records.writing.worktree import WorkTree
from tests.records.conftest import CLERK, KYIV, PROGRESS, git, measure, progress, rules

Q4 = Period(2017, "Q4")
_NAMED = ("-c", "user.name=A", "-c", "user.email=a@rada.example")
TEXT = "Перше.\nДруге.\nТретє.\n"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What was verified is kept for who runs the tests, else.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def hub(register: Register, tmp_path: Path) -> Path:
    register.save(progress(status="in-progress", percent=50, text=TEXT), author=CLERK)
    folder = tmp_path / "hub.git"
    git(tmp_path, "clone", "-q", "--bare", str(register.path), str(folder))
    return folder


@pytest.fixture
def clones(register: Register, hub: Path, tmp_path: Path) -> tuple[Register, Register]:
    """Two clones of one hub that have the same."""
    other = Path(shutil.copytree(register.path, tmp_path / "other", symlinks=True))
    both = register, Register.open(other)
    for clone in both:
        clone.set_remote(str(hub))
    return both


def main_of(hub: Path) -> str:
    return git(hub, "rev-parse", "main").strip()


def followed(register: Register) -> None:
    """Hold the folder and the index to being as the commit has them."""
    assert git(register, "status", "--porcelain") == ""


def kept(register: Register) -> None:
    """Hold a register to being whole: the folder as the commit has it, the history true and all there."""
    followed(register)
    assert [each for each in verify(register, full=True).findings if each.severity == "error"] == []


def test_there_and_back(clones: tuple[Register, Register], hub: Path) -> None:
    """What one clone saved comes to the other as it is: main moves forward, and the files with it."""
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
    """Where both saved, a merge keeps what each did; its first parent is the commit that was fetched."""
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
    """What both changed otherwise is left open in every clone, and settled in all once one settles it."""
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
    """The other side’s word of review, taken to settle what two said of one answer, is true there too."""
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


def test_submitted_too_late(clones: tuple[Register, Register]) -> None:
    """What was submitted while another clone closed the period is taken in without the unit’s word."""
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
    """Whoever is overtaken while pushing fetches, merges and pushes again."""
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
    """A save while the merge is made is merged too, and waits for nobody."""
    first, second = clones
    second.save(measure("5"))
    sync(second)
    first.save(progress(percent=60))
    record, saved = syncing.record_join, []

    def slow(*arguments: object) -> str:
        if not saved:
            saved.append(first.save(measure("6")).commit)
        return record(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(syncing, "record_join", slow)
    done = sync(first)
    assert done is not None
    assert len(done.merges) == 1
    assert {each.measure.number for each in first.snapshot().measures} == {"4", "5", "6"}
    assert first.repository.is_ancestor(saved[0])
    followed(first)


def test_no_network(clones: tuple[Register, Register], hub: Path) -> None:
    """Without a network what was saved waits, each failure with a longer pause, and is sent the next time."""
    first, _ = clones
    away = hub.rename(hub.with_name("away"))
    first.save(progress(percent=60))
    first.save(progress(percent=70))
    for failures in (1, 2):
        with pytest.raises(Unreachable, match="does not appear to be a git repository"):
            sync(first)
        result = last_result(first.private)
        assert result is not None
        assert (result.end, result.failures, result.is_old) == (End.UNREACHABLE, failures, False)
    some_time_ago = time.time() - 20
    assert Result(End.UNREACHABLE, some_time_ago, failures=1).is_old
    assert not Result(End.UNREACHABLE, some_time_ago, failures=2).is_old
    # Nobody has seen yet what the remote has.
    assert waiting(first.repository) == int(git(first, "rev-list", "--count", "main"))
    away.rename(hub)
    done = sync(first)
    assert done is not None
    assert (done.pushed, waiting(first.repository)) == (2, 0)
    away = hub.rename(away)
    first.save(progress(percent=80))
    with pytest.raises(Unreachable):
        sync(first)
    assert waiting(first.repository) == 1


#: What git would read as a program or an option, and what nobody should reach a register by.
HOSTILE = (
    "ext::sh -c touch% {canary}",
    "--upload-pack=touch {canary}",
    "-oProxyCommand=touch {canary}",
    "ssh://-oProxyCommand=touch%20{canary}/register",
    "-oProxyCommand=touch {canary}:register",
    "hub@-oProxyCommand=x:register",
    "hub@server:-oProxyCommand=x",
    "fd::7",
    "git://server/register",
    "http://server/register",
    "hub@server:register\n[core]",
    "hub@server:\x1b[31mregister",
    " ",
)


def test_hostile_address(register: Register, tmp_path: Path) -> None:
    """An address that names a program or an option is refused before git sees it, and that is noted."""
    canary = tmp_path / "canary"
    for address in HOSTILE:
        git(register, "config", REMOTE, address.format(canary=canary))
        with pytest.raises(BadRemote):
            sync(register)
    assert not canary.exists()
    result = last_result(register.private)
    assert result is not None
    assert (result.end, result.failures) == (End.REFUSED, len(HOSTILE))


def test_addresses(tmp_path: Path) -> None:
    """The usual ways to name a server are taken as they are; a folder's path is made whole."""
    usual = (
        "hub@server:register",
        "server:r",
        "ssh://hub@server:22/r",
        "https://server/r",
        "file:///srv/r",
        "[::1]:r",
    )
    assert [checked(address, tmp_path) for address in usual] == list(usual)
    assert checked("../hub:2.git", tmp_path) == f"{tmp_path}/../hub:2.git"


def test_hostile_configuration(
    clones: tuple[Register, Register], hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No program that the register's or anybody's configuration names runs, and no hook of a clone does."""
    first, _ = clones
    canary = tmp_path / "canary"
    program = f"touch {canary}"
    for key in ("core.sshCommand", "core.askPass", "credential.helper", "core.fsmonitor", "core.gitProxy"):
        git(first, "config", key, program)
    for remote in ("origin", str(hub)):
        git(first, "config", f"remote.{remote}.uploadpack", program)
        git(first, "config", f"remote.{remote}.receivepack", program)
    git(first, "config", f"url.ext::{program}.insteadOf", str(hub))
    hooks = first.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-push", "reference-transaction", "post-merge"):
        (hooks / name).write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f'[url "ext::{program}"]\n\tinsteadOf = {hub}\n', encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_SSH_COMMAND", program)
    first.save(progress(percent=60))
    done = sync(first)
    assert done is not None
    assert done.pushed == 1
    assert not canary.exists()


def test_ssh(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is reached by plain ssh, which asks nobody anything and gives up on a silent line."""
    told = tmp_path / "told"
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(f'#!/bin/sh\necho "$@" >> {told}\necho "Permission denied (publickey)." >&2\nexit 255\n')
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    register.set_remote("hub@server:register")
    with pytest.raises(Refused, match=r"refuses the exchange: .*Permission denied"):
        sync(register)
    options = told.read_text(encoding="utf-8")
    assert "BatchMode=yes" in options
    assert "ConnectTimeout=" in options
    assert options.rstrip().endswith("hub@server git-upload-pack 'register'")


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
    git(by_hand, *_NAMED, "commit", "-qam", "Вручну")
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
    git(first, *_NAMED, "commit", "-qam", "Вручну")
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


def test_new_hub(register: Register, tmp_path: Path) -> None:
    """An empty bare repository gets all of the history."""
    git(tmp_path, "init", "-q", "--bare", "empty.git")
    register.set_remote("../empty.git")
    done = sync(register)
    assert done is not None
    assert done.pushed == int(git(register, "rev-list", "--count", "main"))
    assert main_of(tmp_path / "empty.git") == register.head()


def test_tags(clones: tuple[Register, Register], hub: Path) -> None:
    """A report’s tag comes to every clone; what is no report’s stays where it is, and a moved one is said."""
    first, second = clones
    first.save(closing(first, Q4, "Не всі відповіли"))
    tag = set_tag(first, Q4, {"zvit.md": "0" * 64})
    git(first, "tag", "report/notes")
    sent = sync(first)
    assert sent is not None
    assert sent.tags == ["refs/tags/report/2017-Q4"]
    assert "No report is called so" in str(sent.notices)
    got = sync(second)
    assert got is not None
    assert second.repository.tag(tag) == first.repository.tag(tag)
    assert git(hub, "tag") == f"{tag}\n"
    git(hub, *_NAMED, "tag", "-f", "-m", "Інше", tag, "main~1")
    with pytest.raises(Refused, match="other tags of reports"):
        sync(second)
    assert second.repository.tag(tag) == first.repository.tag(tag)


def test_hub_restored(clones: tuple[Register, Register], hub: Path) -> None:
    """A hub that was restored from an old copy gets back what it lost from whoever has it."""
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
    """Killed while main moves, it leaves a register that the next start makes whole, and nothing else."""
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
    """What somebody had edited by hand is set aside before what was fetched takes its place, and said."""
    first, second = clones
    first.save(progress(percent=60))
    sync(first)
    (second.path / PROGRESS).write_text('status = "in-progress"\npercent = 55\n', encoding="utf-8")
    done = sync(second)
    assert done is not None
    assert "set aside" in str([notice.template for notice in done.notices])
    followed(second)


def test_background(clones: tuple[Register, Register], hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange is begun where there is a remote, unless it is switched off or not time yet."""
    first, _ = clones
    saved = first.save(progress(percent=60)).commit
    monkeypatch.setenv("PROZVIT_SYNC", "off")
    assert not background.begin(first.path)
    monkeypatch.delenv("PROZVIT_SYNC")
    assert background.begin(first.path)
    end = time.monotonic() + 30
    while last_result(first.private) is None and time.monotonic() < end:
        time.sleep(0.02)
    assert main_of(hub) == saved
    assert not background.begin(first.path, at_once=False)
    git(first, "config", "--remove-section", "remote.origin")
    assert not background.begin(first.path)


def test_no_remote(register: Register) -> None:
    """A register without a remote has nothing to exchange."""
    assert sync(register) is None
    assert last_result(register.private) is None

"""The hub behind a real SSH server: each officer has a key, and each key one forced command."""

from __future__ import annotations

import getpass
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from records.exchange.syncing import sync
from records.hub.logins import add_login
from records.merges.joining import join, record_join
from records.register import Register
from records.values.changes import Action
from tests.records.conftest import PROGRESS, progress
from tests.records.verifying.conftest import founded
from tests.records.verifying.council import ADMIN, CHIEF, CLERK, LAWYER, START, Council, Key, Person
from tests.system.calling import Caller, environment, installed
from tests.system.server import listening, login, new_key, public, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [installed, *reachable]

_MAIN = "refs/heads/main"
_EARLIER = PROGRESS.replace("Q4", "Q1")
_OTHERS = PROGRESS.replace("/4/", "/10/")
_NEW = 'status = "in-progress"\npercent = 5\ntext = """\nПерше.\n"""\n'
_TAG = "refs/tags/report/2017-Q1"


class Site:
    """A council's server: its hub, and one register from which all officers push."""

    def __init__(self, folder: Path, port: int) -> None:
        self.hub = folder / "hub.git"
        self.council = Council(folder / "register")
        self._folder, self._port = folder, port

    def push(self, who: Person, *what: str, force: bool = False) -> subprocess.CompletedProcess[str]:
        """Push to the hub with a person's key."""
        command = ["push", "--porcelain", *(["--force"] if force else []), self.address, *what]
        return self._git(who, "-C", str(self.council.folder), *command)

    def clone(self, who: Person, target: Path) -> subprocess.CompletedProcess[str]:
        """Clone the hub with a person's key."""
        return self._git(who, "clone", "--quiet", self.address, str(target))

    def ask(self, who: Person, *command: str) -> subprocess.CompletedProcess[str]:
        """Log in with a person's key and request a command."""
        words = [*login(self._folder, self._port, self._folder / who.login), "127.0.0.1", *command]
        return subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    @property
    def head(self) -> str:
        """The commit that the hub's main is at."""
        return self.said("rev-parse", _MAIN)

    def said(self, *command: str) -> str:
        """Run stock git in the hub and return its output."""
        done = subprocess.run(
            ["git", "-C", str(self.hub), *command], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def login(self, who: Person) -> list[str]:
        """Return the ssh command line that logs in as a person, without the host."""
        return login(self._folder, self._port, self._folder / who.login)

    @property
    def address(self) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1{self.hub}"

    def _git(self, who: Person, *command: str) -> subprocess.CompletedProcess[str]:
        ssh = " ".join(login(self._folder, self._port, self._folder / who.login))
        variables = environment(self._folder, GIT_SSH_COMMAND=ssh)
        return subprocess.run(["git", *command], env=variables, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    # Pytest's own folders are closed to other accounts, which would hide a fault in the hub's permissions.
    with tempfile.TemporaryDirectory(prefix="site-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        council = founded(folder / "register")
        council.record(Action.PROGRESS, {_EARLIER: _NEW}, CLERK)
        council.tag(council.close(period="2017-Q1"), "report/2017-Q1")
        Caller(folder)("hub", "init", "hub.git", "--from", "register")
        for person in (ADMIN, CHIEF, CLERK, LAWYER):
            key = public(new_key(folder / person.login))
            add_login(folder / "authorized_keys", person.login, key, folder / "hub.git")
        with listening(folder, folder / "authorized_keys") as port:
            yield Site(folder, port)


@pytest.fixture
def council(site: Site) -> Council:
    """Return the register, reset to the hub's main."""
    site.council.move(site.head)
    return site.council


def _percent(council: Council, percent: int) -> dict[str, str]:
    return {PROGRESS: council.text(PROGRESS).replace("percent = 10", f"percent = {percent}")}


def _unsigned(council: Council) -> str:
    return council.record(Action.PROGRESS, _percent(council, 20), CLERK, key=None)


def _symlink(council: Council) -> str:
    return council.commit({"README.md": ("120000", council.blob("/etc/passwd"))}, by=CLERK, key=CLERK.key)


def _rewritten(council: Council) -> str:
    parent = council.git("rev-parse", "main~1").decode().strip()
    return council.commit(_percent(council, 20), by=CLERK, parents=(parent,), key=CLERK.key)


def _rule(council: Council) -> str:
    text = council.text("register.toml").replace("require_signature = true", "require_signature = false")
    return council.record(Action.REGISTER, {"register.toml": text}, CLERK)


def _moved_tag(council: Council) -> str:
    council.tag(council.head, "report/2017-Q1", ref="moved", message="Інший\n")
    return council.git("rev-parse", "refs/tags/moved").decode().strip()


class Cheat(NamedTuple):
    """A push that must be refused: how to make it, the finding's code, the ref, and who pushes."""

    make: Callable[[Council], object]
    code: str
    target: str = _MAIN
    by: Person = CLERK


CHEATS = {
    "forged author": Cheat(
        lambda it: it.record(Action.PROGRESS, _percent(it, 20), CHIEF, key=CLERK.key), "signer-mismatch"
    ),
    "another's key": Cheat(lambda it: it.save(progress(percent=20), CLERK, key=Key("x")), "unknown-key"),
    "unsigned": Cheat(_unsigned, "unsigned"),
    "back-dated": Cheat(
        lambda it: it.record(Action.PROGRESS, _percent(it, 20), CLERK, at=START - timedelta(days=9)),
        "time-backwards",
    ),
    "invalid record": Cheat(
        lambda it: it.record(Action.PROGRESS, _percent(it, 101), CLERK), "invalid-record"
    ),
    "symlink": Cheat(_symlink, "unexpected-mode"),
    "force push": Cheat(_rewritten, "history-rewritten"),
    "deletion": Cheat(lambda _: "", "history-rewritten"),
    "tag move": Cheat(_moved_tag, "history-rewritten", _TAG, CHIEF),
    "rule change by an officer": Cheat(_rule, "not-allowed"),
    "another branch": Cheat(lambda it: it.head, "unexpected-path", "refs/heads/other"),
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_refused(site: Site, council: Council, cheat: Cheat) -> None:
    """The hub refuses a forbidden push, names the finding, and moves no ref."""
    before = site.said("for-each-ref")
    pushed = cheat.make(council)
    done = site.push(cheat.by, f"{pushed}:{cheat.target}", force=True)
    assert done.returncode == 1
    assert f"remote: помилка {cheat.code}: " in done.stderr, done.stderr
    assert "(pre-receive hook declined)" in done.stdout
    assert site.said("for-each-ref") == before


def test_taken(site: Site, council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub accepts an officer's own work, a merge with a colleague's push, and a new report's tag."""
    base = council.head
    theirs = council.save(progress(percent=20), CLERK)
    assert site.push(CLERK, f"{theirs}:{_MAIN}").returncode == 0
    council.move(base)
    mine = council.record(Action.PROGRESS, {_OTHERS: _NEW}, LAWYER)
    monkeypatch.setattr(Register, "signer", lambda *_: LAWYER.key.sign)
    with Register.open(council.folder) as register:
        joined = record_join(register, join(register, theirs, mine), LAWYER.identity, council.later())
    assert site.push(LAWYER, f"{joined}:{_MAIN}").returncode == 0
    council.move(joined)
    council.tag(council.close(), "report/2017-Q4")
    assert site.push(CHIEF, _MAIN, "refs/tags/report/2017-Q4").returncode == 0
    assert site.head == council.head
    pushers = site.said("log", "-g", "--format=%gn", _MAIN).splitlines()
    assert pushers[:3] == ["chief", "lawyer", "clerk"]
    assert site.clone(LAWYER, tmp_path / "clone").returncode == 0
    assert Council(tmp_path / "clone").findings(full=True) == []


def test_synced(site: Site, council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`sync` sends an officer's work through the server, and fetches it into a colleague's clone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    program, *options = site.login(CLERK)
    real = shlex.join([str(shutil.which(program)), *options])
    ssh.write_text(f'#!/bin/sh\nexec {real} "$@"\n', encoding="utf-8")
    ssh.chmod(0o755)
    assert site.clone(CLERK, tmp_path / "other").returncode == 0
    made = council.record(Action.PROGRESS, {PROGRESS.replace("Q4", "Q2"): _NEW}, CLERK)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    with Register.open(council.folder) as here, Register.open(tmp_path / "other") as there:
        for register in (here, there):
            register.set_remote(site.address)
        sent, got = sync(here), sync(there)
        assert sent is not None
        assert got is not None
        assert (sent.pushed, got.fetched) == (1, 1)
        assert here.head() == there.head() == site.head == made


def test_nothing_else(site: Site) -> None:
    """A login gives access to git in this hub only, to no shell and no other repository."""
    shell = site.ask(CLERK)
    assert (shell.returncode, shell.stdout) == (1, "")
    assert "лише для git" in shell.stderr
    other = site.ask(CLERK, "git-upload-pack", str(site.council.folder))
    assert (other.returncode, other.stdout) == (1, "")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another account")
def test_another_account(site: Site) -> None:
    """Another account of the server can't write to the hub or a colleague's clone, nor read the hub."""
    hub, clone = site.hub, site.council.folder
    before = site.said("for-each-ref"), site.council.git("for-each-ref")

    def fails(*command: str) -> None:
        assert _as_nobody(*command) != 0, command

    assert _as_nobody("ls", str(hub.parent)) == 0
    for place, git in ((hub, hub), (clone, clone / ".git")):
        for file in ("refs/heads/main", "refs/heads/other", "config", "hooks/pre-receive", "objects/new"):
            fails("sh", "-c", f"echo x >> '{git / file}'")
        fails("mv", str(place), f"{place}.away")
        trusting = ("git", "-c", f"safe.directory={place}", "-c", f"safe.directory={git}", "-C", str(place))
        fails(*trusting, "update-ref", _MAIN, "main~1")
        fails(*trusting, "config", "receive.denyDeletes", "false")
    fails("ls", str(hub))
    fails("sh", "-c", f"echo x >> '{clone / 'register.toml'}'")
    assert (site.said("for-each-ref"), site.council.git("for-each-ref")) == before


def _as_nobody(*command: str) -> int:
    """Run a command as the account nobody; return its exit code."""
    nobody = pwd.getpwnam("nobody")
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return subprocess.run(command, **account, cwd="/", capture_output=True, check=False).returncode

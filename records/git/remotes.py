"""Network transfers: fetching the commits of another clone, and pushing those that it lacks.

Each transfer uses a fresh folder that points to the register’s objects and has no configuration, so the
register’s settings for addresses, programs and passwords have no effect. Git checks incoming objects; nothing
refers to them until the caller makes it so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Self

from msgspec import Struct, field

from records.errors import Declined, Refused, Unreachable
from records.git import answers
from records.git.addresses import is_folder, shown
from records.git.archive import MAIN, TAGS
from records.git.running import Git

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

    from records.errors import NotSynced
    from records.git.archive import Archive

REPORTS = f"{TAGS}report/"
_PREFIX = "transfer-"
_THERE = "refs/there/"
#: Seconds until a connection attempt fails; three such intervals of silence end a connection.
_SILENCE = 10
_SSH = " ".join(
    [
        "ssh -a -x",
        *(
            f"-o {option}"
            for option in (
                "BatchMode=yes",
                f"ConnectTimeout={_SILENCE}",
                f"ServerAliveInterval={_SILENCE}",
                "ServerAliveCountMax=3",
                "PermitLocalCommand=no",
                "ClearAllForwardings=yes",
            )
        ),
    ]
)
_SETTINGS = (
    # Incoming objects are flushed to disk before anything refers to them.
    "core.fsync=all",
    "transfer.fsckObjects=true",
    "credential.helper=",
    "http.lowSpeedLimit=1",
    f"http.lowSpeedTime={3 * _SILENCE}",
    "push.followTags=false",
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_SSH_COMMAND": _SSH,
    "GIT_SSH_VARIANT": "ssh",
    # Empty means that nobody is asked; if unset, git would run the program in SSH_ASKPASS.
    "GIT_ASKPASS": "",
}
_CONFIGURATION = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_NO_MAIN = "couldn't find remote ref refs/heads/main"


class There(Struct, frozen=True):
    """The state of a remote: the commit of its main (None if it is empty), and its report tags."""

    main: str | None
    tags: Mapping[str, str] = field(default_factory=dict)


class Transfer:
    """Fetches from and pushes to one address; git subprocesses inherit the descriptor `lock`.

    `known` says whether the remote has responded before.
    """

    def __init__(self, repository: Archive, private: Path, address: str, lock: int, *, known: bool) -> None:
        for left in private.glob(f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        self._folder = Path(mkdtemp(prefix=_PREFIX, dir=private))
        (self._folder / "refs" / "heads").mkdir(parents=True)
        (self._folder / "HEAD").write_text(f"ref: {MAIN}\n", encoding="ascii")
        (self._folder / "config").write_text(_CONFIGURATION, encoding="ascii")
        variables = {**_ENVIRONMENT, "GIT_OBJECT_DIRECTORY": str(repository.folder / "objects")}
        self._git = Git(self._folder, None, _SETTINGS, variables)
        self._address = address
        self._lock = lock
        self._known = known

    def fetch(self, have: str) -> There:
        """Fetch main and the report tags of the remote; `have` is a commit that this clone already has.

        Raises `Unreachable` or `Refused`.
        """
        (self._folder / MAIN).write_text(f"{have}\n", encoding="ascii")
        done = self._run(
            *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
            *("--end-of-options", self._address),
            *(f"+{name}:{_THERE}{name}" for name in (MAIN, f"{REPORTS}*")),
        )
        if done.returncode:
            if _NO_MAIN in done.stderr.decode(errors="replace"):
                return There(None)
            raise self._failure(done)
        listed = self._run("for-each-ref", "--format=%(objectname) %(refname)", _THERE, check=True)
        rows = (line.split(" ", 1) for line in listed.stdout.decode(errors="replace").splitlines())
        found = {name.removeprefix(_THERE): identity for identity, name in rows}
        return There(found.pop(MAIN, None), found)

    def push(self, objects: Mapping[str, str]) -> bool:
        """Set references of the remote to objects of this repository, fast-forward only.

        Returns False if the remote has moved on. Raises `Unreachable` or `Refused`, and `Declined` if the
        remote rejects the push.
        """
        options = ("--porcelain", "--no-verify", "--recurse-submodules=no", "--end-of-options")
        wanted = [f"{identity}:{name}" for name, identity in objects.items()]
        done = self._run("push", *options, self._address, *wanted)
        if done.returncode == 0:
            return True
        rejected = [line for line in done.stdout.decode(errors="replace").splitlines() if line[:1] == "!"]
        if not rejected:
            raise self._failure(done)
        if answers.declined(rejected):
            raise Declined(
                "The remote does not take the changes: {said}", said=answers.said(done.stderr, there=True)
            )
        return False

    def _run(self, *arguments: str, check: bool = False) -> subprocess.CompletedProcess[bytes]:
        return self._git.run(*arguments, check=check, pass_fds=(self._lock,))

    def _failure(self, done: subprocess.CompletedProcess[bytes]) -> NotSynced:
        said = answers.said(done.stderr) or [f"exit {done.returncode}"]
        address = shown(self._address)
        if answers.nothing_there(done.stderr):
            if self._known and is_folder(self._address):
                return Unreachable(
                    "{address} is not there now. See whether its disk or its share is connected.",
                    address=address,
                )
            return Refused("{address} refuses the exchange: {said}", address=address, said=said)
        if answers.silent(done.stderr):
            return Unreachable("{address} can’t be reached: {said}", address=address, said=said)
        return Refused("{address} refuses the exchange: {said}", address=address, said=said)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

"""What goes over the network: what another clone has is fetched, what it lacks is pushed.

Each transfer has a folder of its own, made anew, that names the register's objects and holds no
configuration: whatever the register's says of addresses, programs and passwords, no transfer sees it. What
comes is checked by git on its way in, and is only objects until somebody makes more of them.
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
#: Seconds until nobody answers; a line that is silent for three such whiles is gone.
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
    # All that comes is on disk before anything refers to it.
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
    # Empty, nobody is asked; unset, git would start what SSH_ASKPASS names.
    "GIT_ASKPASS": "",
}
_CONFIGURATION = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_NO_MAIN = "couldn't find remote ref refs/heads/main"


class There(Struct, frozen=True):
    """What a remote has: the commit of its main, None where it is empty, and the tags of reports."""

    main: str | None
    tags: Mapping[str, str] = field(default_factory=dict)


class Transfer:
    """Fetches from and pushes to one address; `lock` is an open file that each git holds open too.

    `known`: somebody has answered there before.
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
        """Fetch the main and the reports' tags of the remote; `have` is the commit that is here already.

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
        """Let references of the remote be objects of this repository; never one that would lose a commit.

        Say whether they are; False: the remote has moved on. Raises `Unreachable`, `Refused` and, where it
        does not take them, `Declined`.
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

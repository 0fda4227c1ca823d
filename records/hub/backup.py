"""A hub's backup: how old it is, and whether the register can be restored from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import Misused
from records.git.bare import copy
from records.git.repository import Repository
from records.register import Register
from records.verifying import verify

if TYPE_CHECKING:
    from records.git.bare import Bare
    from records.rules.findings import Finding

#: The files of a repository that a fetch into it changes.
_TOUCHED = ("FETCH_HEAD", "HEAD", "packed-refs", "refs/heads/main", "refs/remotes/origin/main")


class Restored(Struct, frozen=True):
    """The result of a trial restore: the commit of main, and the errors of its verification.

    `missing` is the number of commits that the hub has beyond the backup; None if the backup is not an
    earlier state of the hub's history.
    """

    head: str
    errors: tuple[Finding, ...]
    missing: int | None


def made_at(backup: Path) -> datetime:
    """Return when a backup (a bundle or a repository) was last written. Raises `Misused`."""
    if not backup.exists():
        raise Misused("There is no backup {backup}.", backup=backup)
    git = backup / ".git" if (backup / ".git").is_dir() else backup
    files = [git / name for name in _TOUCHED] if backup.is_dir() else [backup]
    moments = [file.stat().st_mtime for file in files if file.exists()]
    if not moments:
        raise Misused("{backup} is no backup: neither a bundle of git nor a repository.", backup=backup)
    return datetime.fromtimestamp(max(moments), UTC)


def restore(backup: Path, hub: Bare) -> Restored:
    """Restore a hub's backup into a temporary folder and verify it. Raises `GitFailed`."""
    with TemporaryDirectory(prefix="prozvit-") as name:
        folder = Path(name, "register")
        folder.mkdir()
        Repository.create(folder).close()
        copy(backup, folder)
        with Register.open(folder) as register:
            verdict = verify(register, full=True, keep=False)
    errors = tuple(finding for finding in verdict.findings if finding.severity == "error")
    return Restored(verdict.head, errors, _missing(hub, verdict.head))


def _missing(hub: Bare, commit: str) -> int | None:
    head = hub.head()
    if head is None or not hub.holds(commit) or not hub.is_ancestor(commit, head):
        return None
    return len(hub.graph(head, commit))

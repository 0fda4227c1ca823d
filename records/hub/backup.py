"""A backup of a hub: how old it is, and whether the register could be restored from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from records.bare import copy
from records.errors import Misused
from records.git import Repository
from records.register import Register
from records.verifying import verify

if TYPE_CHECKING:
    from records.findings import Finding

#: What of a repository changes when it is fetched into.
_TOUCHED = ("FETCH_HEAD", "HEAD", "packed-refs", "refs/heads/main", "refs/remotes/origin/main")


@dataclass(frozen=True)
class Restored:
    """What a trial restore came to: the commit that main was at, and what a verification found wrong."""

    head: str
    errors: tuple[Finding, ...]


def made_at(backup: Path) -> datetime:
    """Return when a backup was last written: a bundle, or a repository; raise `Misused`."""
    git = backup / ".git" if (backup / ".git").is_dir() else backup
    files = [git / name for name in _TOUCHED] if backup.is_dir() else [backup]
    moments = [file.stat().st_mtime for file in files if file.exists()]
    if not moments:
        raise Misused("{backup} is no backup: neither a bundle of git nor a repository.", backup=backup)
    return datetime.fromtimestamp(max(moments), UTC)


def restore(backup: Path) -> Restored:
    """Restore a backup into a folder that is then taken away; raise `GitFailed` where that can't be done."""
    with TemporaryDirectory(prefix="prozvit-") as name:
        folder = Path(name, "register")
        folder.mkdir()
        Repository.create(folder).close()
        copy(backup, folder)
        with Register.open(folder) as register:
            verdict = verify(register, full=True, keep=False)
    errors = tuple(finding for finding in verdict.findings if finding.severity == "error")
    return Restored(verdict.head, errors)

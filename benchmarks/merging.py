"""Merging two clones: field by field in prozvit, line by line in git."""

from __future__ import annotations

import subprocess
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import registers
from benchmarks.timing import pair
from records.disk.locks import locked
from records.identity import Identity
from records.merges.joining import join, record_join

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.timing import Row
    from records.register import Register

_ME = Identity("clerk", "Спеціаліст", "clerk@rada.example")
_AT = datetime(2026, 1, 5, tzinfo=UTC)


def row(folder: Path, measures: int) -> Row:
    """Compare merging two commits that each changed a different field in every measure's last quarter.

    Both sides end with the merge on main and its files in the work tree.
    """
    with registers.make(folder / "merging", measures) as register:
        base = register.head()
        # The changed lines are apart, because changes in adjacent lines conflict in git.
        second = _side(register, base, measures, "other", _with_more)
        first = _side(register, base, measures, "main", lambda data: data.replace(b"= 10\n", b"= 20\n"))
        # Without the merge driver git merges line by line.
        _git(register, "config", "--unset", "merge.prozvit.driver")
        git = partial(_git, register)

        def ours() -> None:
            joined = join(register, first, second)
            assert len(joined.files) == measures
            assert not joined.clashes
            commit = record_join(register, joined, _ME, _AT)
            with locked(register.private / "lock", _ME.login) as lock:
                assert register.repository.advance(commit, first, _ME, lock)
            git("reset", "-q", "--hard")

        def theirs() -> None:
            git("merge", "-q", "-m", "Вимір", second)

        def timed(merge: Callable[[], None]) -> float:
            git("reset", "-q", "--hard", first)
            start = time.perf_counter()
            merge()
            return (time.perf_counter() - start) * 1000

        what = f"merge of two clones with {measures} changed measures"
        return pair(what, "git merge, line by line", partial(timed, ours), partial(timed, theirs), 5)


def _with_more(data: bytes) -> bytes:
    before, end, after = data.rpartition(b'"""\n')
    return before + "Додано.\n".encode() + end + after


def _side(register: Register, base: str, measures: int, branch: str, change: Callable[[bytes], bytes]) -> str:
    """Commit a changed last quarter of every measure on a branch and return the commit's id."""
    paths = [f"{registers.home(number)}/2025-Q4.toml" for number in range(measures)]
    changed = [registers.file(path, change(register.repository.file(base, path) or b"")) for path in paths]
    stream = registers.commit(1, f"from {base}\n".encode(), branch) + b"".join(changed)
    _git(register, "fast-import", "--quiet", "--force", stdin=stream)
    return _git(register, "rev-parse", branch).decode().strip()


def _git(register: Register, *arguments: str, stdin: bytes = b"") -> bytes:
    named = ("-c", "user.name=A", "-c", "user.email=a@rada.example")
    command = ["git", "-C", str(register.path), *named, *arguments]
    return subprocess.run(command, check=True, capture_output=True, input=stdin).stdout

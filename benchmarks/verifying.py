"""The rows of verification, against stock git, which calls `ssh-keygen` for each commit."""

from __future__ import annotations

import os
import subprocess
import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import signed
from benchmarks.timing import Row, pair
from records.git.commits import without_signature
from records.git.evidence import Evidence
from records.git.signatures import signer
from records.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from records.register import Register

_MEASURES = 200
#: How many commits git is timed on; its time is scaled to the whole history, since it is linear.
_SAMPLE = 200
_AGAIN = 5


def rows(folder: Path, commits: int) -> Iterator[Row]:
    """Yield the rows for a history of `commits` signed commits."""
    # Keep the state of these verifications apart from the user's own.
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    with signed.make(folder / f"verified{commits}", _MEASURES, commits) as register:
        against = f"git log --format=%G? ({_SAMPLE}, scaled)"
        evidence = Evidence(register.path)
        ids = list(evidence.graph(register.head()))

        def theirs() -> float:
            return _git(register) * len(ids) / _SAMPLE

        def signatures() -> float:
            start = time.perf_counter()
            for data in evidence.blobs(ids):
                payload, signature = without_signature(data)
                assert signature is None or signer(payload, signature)
            return (time.perf_counter() - start) * 1000

        def full() -> float:
            return _verify(register, full=True)

        yield pair(f"verify signatures, {commits} commits", against, signatures, theirs, 1 / 25)
        row = pair(f"full verify, {commits} signed commits", against, full, theirs, 1 / 8)
        yield row
        evidence.close()
        second = median(_verify(register, full=False) for _ in range(_AGAIN))
        yield Row(f"second verify, {commits} commits", "the first", second, row.ours, 0.02)


def _verify(register: Register, *, full: bool) -> float:
    start = time.perf_counter()
    assert verify(register, full=full).ok
    return (time.perf_counter() - start) * 1000


def _git(register: Register) -> float:
    signers = register.path / ".git" / "signers"
    settings = ("-c", f"gpg.ssh.allowedSignersFile={signers}")
    command = ["git", "-C", str(register.path), *settings, "log", f"-{_SAMPLE}", "--format=%G?"]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True)
    assert set(done.stdout.split()) == {b"G"}
    return (time.perf_counter() - start) * 1000

"""What every test has in common: little searching for garbage, and one sample register for all."""

from __future__ import annotations

import fcntl
import gc
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

#: New objects between two searches for garbage. Python's 700 cost a tenth of a suite that imports this much.
_GARBAGE = 20_000


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the searches for garbage, and search less often."""
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sample register, made once for all processes that run tests. A test takes a copy."""
    from records.demo import build
    from tui.tasks.closing import tag_alone

    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    folder, aside = shared / "demo", shared / "demo-unfinished"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build(aside, tag=tag_alone).close()
            # One file for its thousand objects makes a copy cheap.
            subprocess.run(["git", "-C", str(aside), "gc", "--quiet"], check=True)
            aside.rename(folder)
    return folder

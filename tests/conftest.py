"""What every test has in common: examples, little searching for garbage, and one sample register for all."""

from __future__ import annotations

import fcntl
import gc
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: New objects between two searches for garbage. Python's 700 cost a tenth of a suite that imports this much.
_GARBAGE = 20_000
# Any example is slow on a loaded machine. The suite says the same of one tree each time, so that a failure is
# that of a change; the long form looks for examples that nobody has seen.
settings.register_profile(
    "prozvit",
    deadline=None,
    derandomize="PROZVIT_SOAK" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("prozvit")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the searches for garbage, and search less often."""
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def nobodys_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what was verified apart from what whoever runs the tests has verified, where folders recur."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


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

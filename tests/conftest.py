"""Setup shared by all tests: the hypothesis profile, rare garbage collection, and one sample register."""

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

#: Allocations between two garbage collections. Python's default of 700 costs a tenth of the suite's time.
_GARBAGE = 20_000
# No deadlines: on a loaded machine any example can be slow. Examples are derandomised, so that a failure
# comes from a change in the tree; the soak run draws new ones.
settings.register_profile(
    "prozvit",
    deadline=None,
    derandomize="PROZVIT_SOAK" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("prozvit")


def pytest_collection_finish() -> None:
    """Exempt everything imported and collected so far from garbage collection, and collect less often."""
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def nobodys_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point XDG_STATE_HOME at an empty folder, so that no earlier verification of a path is reused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample register, built once and shared by all xdist workers; tests use a copy."""
    from records.demo import build
    from tui.tasks.closing import tag_alone

    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    folder, aside = shared / "demo", shared / "demo-unfinished"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build(aside, tag=tag_alone).close()
            # Packing its thousand objects into one file makes copying cheap.
            subprocess.run(["git", "-C", str(aside), "gc", "--quiet"], check=True)
            aside.rename(folder)
    return folder

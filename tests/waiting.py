"""Wait for the work of another process or thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds. A loaded machine can be ten times slower; a wait that succeeds at once costs nothing.
PATIENCE = 60.0
_PAUSE = 0.02


def wait(until: Callable[[], bool]) -> None:
    """Wait until the condition holds; fail the test after `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            pytest.fail(f"not so within {PATIENCE:.0f} seconds")
        time.sleep(_PAUSE)

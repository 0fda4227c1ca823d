"""Waiting for what another process, or another thread, does in its own time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds. A wait that succeeds at once costs nothing, and a loaded machine takes ten times as long.
PATIENCE = 60.0
_PAUSE = 0.02


def wait(until: Callable[[], bool]) -> None:
    """Wait until something is so; fail where it never comes to be."""
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            pytest.fail(f"not so within {PATIENCE:.0f} seconds")
        time.sleep(_PAUSE)

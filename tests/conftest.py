"""What every test has in common: a process that spends its time on the tests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

#: New objects between two searches for garbage. Python's 700 cost a tenth of a suite that imports this much.
_GARBAGE = 20_000


def pytest_collection_finish(session: pytest.Session) -> None:  # noqa: ARG001 - the hook's name for it
    """Leave what was imported and collected out of the searches for garbage, and search less often."""
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)

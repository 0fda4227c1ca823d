"""The benchmark scripts run, and the registers that they build obey their own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import signing, timing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_signed_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark of signed saves uses a register in which its officer may write."""
    monkeypatch.setattr(timing, "PAIRS", 1)
    [row] = signing.saves(tmp_path, 20)
    assert row.ours > 0
    assert row.theirs > 0

"""The benchmarks as a program: what they make must stay a register that the rules allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import signing, timing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_signed_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of signed saves is taken on a register that its own rules let an officer write in."""
    monkeypatch.setattr(timing, "PAIRS", 1)
    [row] = signing.saves(tmp_path, 20)
    assert row.ours > 0
    assert row.theirs > 0

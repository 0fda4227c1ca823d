"""Durable writing of files and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.disk import durable

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every folder created for a file is synced to disk, so that a power cut loses none."""
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    durable.write_file(tmp_path / "aside" / "one" / "measures" / "file", b"x")
    made = [tmp_path / "aside", tmp_path / "aside" / "one", tmp_path / "aside" / "one" / "measures"]
    assert {folder.parent for folder in made} | {made[-1]} == set(synced)
    synced.clear()
    durable.write_file(tmp_path / "aside" / "file", b"x")
    assert synced == [tmp_path / "aside"]

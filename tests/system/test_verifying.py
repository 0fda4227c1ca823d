"""`verify` by the real program: what a terminal shows, and what is cached for which user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.system.calling import Caller, installed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = installed


def test_kept(call: Caller, tmp_path: Path) -> None:
    """The result of a verification is cached in the user's state folder, not in the register."""
    del call.environment["XDG_STATE_HOME"]
    before = call.state()
    assert call.json("verify")["checked"] == 5
    assert call.json("verify")["checked"] == 0
    assert call.state() == before
    assert call.git("status", "--porcelain", "--ignored") == ""
    assert [
        file.suffix for file in (tmp_path / ".local" / "state" / "prozvit").rglob("*") if file.is_file()
    ] == [".json"]


def test_no_home(call: Caller) -> None:
    """If nothing can be cached, the verdict is the same."""
    call.environment["XDG_STATE_HOME"] = "/proc/nowhere"
    assert call.json("verify")["ok"] is True
    assert call.json("verify")["checked"] == 5

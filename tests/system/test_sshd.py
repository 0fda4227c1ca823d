"""A real SSH server on the loopback: an officer's login opens prozvit and nothing else."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PROGRAM, PROGRESS, installed
from tests.system.server import new_key, reachable, serving
from tests.system.terminal import Terminal, draft, open_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.system.calling import Caller

pytestmark = [installed, *reachable]


@pytest.fixture
def line(call: Caller, tmp_path: Path) -> Iterator[str]:
    """Start a server whose one key opens the register; yield the ssh command that logs in."""
    forced = f"LC_ALL=C.UTF-8 PROZVIT_LANG=uk {PROGRAM} --register {call.folder}"
    with serving(tmp_path, new_key(tmp_path / "officer"), forced, "restrict,pty") as (ssh, *words):
        yield shlex.join([ssh, "-tt", *words, "cat", "/etc/passwd"])


def test_dropped_line(call: Caller, line: str) -> None:
    """After a dropped connection the next login offers the draft, and one commit records all the text."""
    before = call.git("rev-parse", "HEAD")
    with Terminal(call.folder, (80, 24), line) as terminal:
        open_form(terminal)
        terminal.type("Перша половина. ")
        terminal.wait("Перша половина.")
        terminal.hang_up()
        terminal.until(lambda: "Перша половина." in draft(call.folder), "no draft")
    assert call.git("rev-parse", "HEAD") == before
    with Terminal(call.folder, (160, 50), line) as terminal:
        terminal.wait("Перша половина.")
        terminal.press("Enter")
        terminal.wait("Відсоток", "Перша половина.")
        terminal.type("Друга. ")
        terminal.wait("Друга.")
        terminal.press("F2")
        terminal.wait("Чому")
        terminal.type("По лінії")
        terminal.press("Enter")
        terminal.wait("Збережено й подано")
    assert call.git("rev-list", "--count", f"{before.strip()}..HEAD").strip() == "1"
    text = (call.folder / PROGRESS).read_text(encoding="utf-8")
    assert all(half in text for half in ("Перша половина.", "Друга."))
    assert call.git("status", "--porcelain") == ""

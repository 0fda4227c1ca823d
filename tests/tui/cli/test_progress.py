"""The progress line of long work: it appears on a terminal after half a second and is removed at the end."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.tui.cli.conftest import PERIOD
from tui.cli import progress
from tui.cli.progress import PATIENCE, Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Program


class Screen(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def test_short_work_shows_nothing() -> None:
    """Work that ends within half a second writes nothing."""
    screen, clock = Screen(), Clock()
    with Progress(screen, clock) as far:
        far("md", 0, 2)
        clock.now = PATIENCE - 0.01
        far("html", 1, 2)
    assert screen.getvalue() == ""


def test_long_work_is_told_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    """After half a second a line that fits the screen shows the progress; it is cleared at the end."""
    # The thread that redraws runs on real time; this test is about the calls made by the work itself.
    monkeypatch.setattr(Progress, "_watch", lambda _: None)
    screen, clock = Screen(), Clock()

    def work() -> None:
        with Progress(screen, clock) as far:
            clock.now = 3.0
            far("html\x1b]", 1, 2)
            clock.now = 4.0
            far("довга назва " * 20, 2, 2)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        work()
    first, second, last = screen.getvalue().split("\r\x1b[K")[1:]
    assert first == f"[{'#' * 12}{'-' * 12}] 1/2 html␛] 0:03"
    assert second.startswith(f"[{'#' * 24}] 2/2 довга")
    assert len(second) < 60
    assert last == ""
    assert "\x1b[3" not in screen.getvalue()


def test_a_long_step_is_seen_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long step that reports nothing itself is still shown after half a second."""
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    screen = Screen()
    with Progress(screen) as far:
        far("docx", 0, 0)
        while "docx" not in screen.getvalue():
            time.sleep(0.01)


@pytest.mark.parametrize(("term", "is_terminal"), [("dumb", True), ("xterm", False)])
def test_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, term: str, *, is_terminal: bool) -> None:
    """Nothing is written to a file, a pipe or a dumb terminal."""
    monkeypatch.setenv("TERM", term)
    screen, clock = Screen() if is_terminal else io.StringIO(), Clock()
    with Progress(screen, clock) as far:
        clock.now = 9.0
        far("md", 0, 1)
    assert screen.getvalue() == ""


@pytest.mark.parametrize(("option", "shown"), [((), True), (("--quiet",), False)])
def test_export(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], *, shown: bool
) -> None:
    """On a terminal `export` shows the format being written; with `--quiet` only the paths are printed."""
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_APART", 0.0)
    screen = Screen()
    screen.reconfigure = lambda **_: None
    monkeypatch.setattr(sys, "stderr", screen)
    answer = program("export", PERIOD, "--to", str(tmp_path), *option)
    assert answer.out.split() == [f"{tmp_path}/zvit-{PERIOD}.md", f"{tmp_path}/zvit-{PERIOD}.html"]
    told = screen.getvalue()
    assert [word in told for word in ("1/2 html", "Made from commit")] == [shown, shown]


@pytest.mark.parametrize(
    "call",
    [
        ("check",),
        ("compare", "2017-Q3", PERIOD, "--format", "md"),
        ("due", "--on", "2018-01-03"),
        ("verify",),
        ("set", "4", "percent=55", "--reason", "x"),
        ("close", PERIOD, "--reason", "x", "--format", "md"),
    ],
)
def test_quiet(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...]
) -> None:
    """With `--quiet` a command prints its results on standard output and nothing else."""
    monkeypatch.chdir(tmp_path)
    answer = program(*call, "--quiet")
    assert answer.out
    assert answer.err == ""
    refused = program("export", "2019-Q1", "--quiet")
    assert (refused.code, refused.out) == (2, "")
    assert "2019-Q1 is no period" in refused.err

"""The screen, opened from the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from records.errors import Misused

if TYPE_CHECKING:
    from tui.cli.framework import Session


def is_terminal() -> bool:
    """Say whether a person sits at a terminal that can show the screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def open_screen(session: Session) -> int:
    """Open the register's screen until it is left; return the exit code."""
    register = session.register
    if not is_terminal():
        raise Misused(
            "The screen needs a terminal. For scripts there are commands: `prozvit --help` lists them."
        )
    from tui.app import run  # noqa: PLC0415 - only the screen needs Textual

    return run(register, language=session.language, ascii=session.ascii, mouse=session.mouse)

"""The screen, opened from the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from records.errors import Misused

if TYPE_CHECKING:
    from tui.cli.framework import Session

#: Read by Textual when it is imported. Kitty's key protocol sends Ctrl+S on a Ukrainian layout as another
#: key; a slow line can part an arrow's escape sequence; motion is traffic.
_TERMINAL = {"TEXTUAL_DISABLE_KITTY_KEY": "1", "ESCDELAY": "500", "TEXTUAL_ANIMATIONS": "none"}


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
    session.on_screen = True
    for name, value in _TERMINAL.items():
        os.environ.setdefault(name, value)
    from tui.running import run  # noqa: PLC0415 - only the screen needs Textual, and it reads what was set

    return run(register, language=session.language, plain=session.ascii, mouse=session.mouse)

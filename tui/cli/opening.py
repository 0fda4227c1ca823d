"""Opens the full-screen program from the command line."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from records.errors import Misused, NoRegister

if TYPE_CHECKING:
    from tui.cli.framework import Session

#: Textual reads these when it is imported. Kitty's key protocol sends Ctrl+S on a Ukrainian layout as another
#: key; a slow line can split an arrow's escape sequence; animations cost traffic.
_TERMINAL = {"TEXTUAL_DISABLE_KITTY_KEY": "1", "ESCDELAY": "500", "TEXTUAL_ANIMATIONS": "none"}


def is_terminal() -> bool:
    """Return whether standard input and output are a terminal that can show the screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def open_screen(session: Session) -> int:
    """Open the register's screen until the person leaves; return the exit code.

    Without a register, a person at a terminal is helped to find or make one; a script gets `NoRegister`.
    Raise `Misused` if there is a register but no terminal.
    """
    try:
        register = session.register
        if not is_terminal():
            raise Misused(
                "The screen needs a terminal. For scripts there are commands: `prozvit --help` lists them."
            )
        _prepare(session)
        from tui.running import run  # imported after the variables are set

        return run(register, language=session.language, plain=session.ascii, mouse=session.mouse)
    except NoRegister as error:
        if not is_terminal():
            raise
        why = error.message() if session.named is not None else None
    _prepare(session)
    from tui.running import begin

    return begin(why, session.named, language=session.language, plain=session.ascii, mouse=session.mouse)


def _prepare(session: Session) -> None:
    session.on_screen = True
    # Objects made before the first screen live as long as the program; `Prozvit` enables collection again.
    gc.disable()
    for name, value in _TERMINAL.items():
        os.environ.setdefault(name, value)

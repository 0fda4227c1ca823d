"""The last output before a terminal's window may close, shown until Enter is pressed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def wait_for_enter(lines: Iterable[str], prompt: str) -> None:
    """Print lines and a prompt, and wait for Enter; return at once if the terminal is gone."""
    try:
        sys.stdout.write("".join(f"{line}\n" for line in lines) + prompt)
        sys.stdout.flush()
        sys.stdin.readline()
    except (KeyboardInterrupt, OSError, ValueError):
        return

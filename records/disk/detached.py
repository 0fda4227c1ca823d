"""Background work in a separate process, which outlives the process that started it."""

from __future__ import annotations

import subprocess
import sys


def begin(module: str, *arguments: str) -> None:
    """Start a module of this program without a terminal, in the root folder; raise OSError."""
    # The shell exits at once, so this process is left with no child to wait for.
    subprocess.run(
        ["/bin/sh", "-c", '"$@" &', "sh", sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=False,
    )

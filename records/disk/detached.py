"""Work begun in a process of its own, for which nobody waits and which outlives whoever began it."""

from __future__ import annotations

import subprocess
import sys


def begin(module: str, *arguments: str) -> None:
    """Run a module of this program without a terminal, in the root folder; raise OSError."""
    # The shell ends at once, so no process of this program's is left to be waited for.
    subprocess.run(
        ["/bin/sh", "-c", '"$@" &', "sh", sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=False,
    )

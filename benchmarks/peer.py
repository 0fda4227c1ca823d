"""Stock git running in a register, to compare prozvit with."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.register import Register


def git(register: Register, *arguments: str) -> bytes:
    """Run git in the register and return its output."""
    command = ["git", "-C", str(register.path), "-c", "user.name=A", "-c", "user.email=a@rada.example"]
    return subprocess.run([*command, *arguments], check=True, capture_output=True).stdout

"""The officer's colour theme, kept beside the register for the next visit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from records.disk.durable import write_file
from records.values.numbers import slug

if TYPE_CHECKING:
    from records.register import Register


class Preferences:
    """The preferences of one officer in one clone of a register."""

    def __init__(self, register: Register) -> None:
        self._private = register.private
        self._file = register.private / "colours" / slug(register.me.login)

    @property
    def theme(self) -> str | None:
        """The name of the theme chosen last, as stored and unchecked; None if it can't be read."""
        try:
            return self._file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def remember(self, theme: str) -> None:
        """Store the name of a theme. If that fails, the next visit starts with the default."""
        with suppress(OSError):
            self._private.mkdir(mode=0o700, exist_ok=True)
            write_file(self._file, theme.encode())

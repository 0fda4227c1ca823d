"""What an officer chose for the eyes, kept beside the register for the next visit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from records.disk.durable import write_file
from records.values.numbers import slug

if TYPE_CHECKING:
    from records.register import Register


class Preferences:
    """The choices of one officer in one clone of a register."""

    def __init__(self, register: Register) -> None:
        self._private = register.private
        self._file = register.private / "colours" / slug(register.me.login)

    @property
    def theme(self) -> str | None:
        """The name of the theme that was chosen last, as it was written; None where none can be read."""
        try:
            return self._file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def remember(self, theme: str) -> None:
        """Keep the name of a theme. Where that fails, the next visit begins as a first one does."""
        with suppress(OSError):
            self._private.mkdir(mode=0o700, exist_ok=True)
            write_file(self._file, theme.encode())

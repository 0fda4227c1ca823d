"""What one of `doctor`'s looks comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from records.language import Message


class Finding(Struct, frozen=True):
    """One thing looked at: how it is, what it is about, what was seen and what to do."""

    state: Literal["fine", "warning", "error"]
    about: str
    message: Message

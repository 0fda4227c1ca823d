"""The result of one check of `doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from records.language import Message


class Finding(Struct, frozen=True):
    """One result: its state, the topic (`about`), and a message that says what was seen and what to do."""

    state: Literal["fine", "warning", "error"]
    about: str
    message: Message

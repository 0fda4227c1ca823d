"""A step of the demo's year: a commit to make, with its author and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from records.register import Register
    from records.values.changes import Change
    from records.values.periods import Period

AUTHORISED = "upovnovazhena"
#: The login that accepts answers, including the authorised officer's own, and closes periods.
ACCEPTING = "keruiucha"


class Step(Struct, frozen=True):
    """A future commit: its time, its author's login, and a function that plans the change on the register.

    `closes` is the period that the commit closes, if any.
    """

    at: datetime
    login: str
    change: Callable[[Register], Change]
    closes: Period | None = None


def always(change: Change) -> Callable[[Register], Change]:
    """Return a function that gives the same change for every register."""
    return lambda _: change

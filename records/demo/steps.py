"""A step of the sample's year: who makes which commit when."""

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
#: Accepts what units submitted, the authorised officer's own answers among them, and closes.
ACCEPTING = "keruiucha"


class Step(Struct, frozen=True):
    """One commit to be: its moment, the officer's login and the change, made from the register as it is then.

    `closes` is the period that it closes.
    """

    at: datetime
    login: str
    change: Callable[[Register], Change]
    closes: Period | None = None


def always(change: Change) -> Callable[[Register], Change]:
    """Return what makes the same change whatever the register is."""
    return lambda _: change

"""What a report tells of the time before it, as values: `corrections` reads them from the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from records.values.fields import FieldChange
    from records.values.layout import Place


class Correction(Struct, frozen=True):
    """What one commit changed of a measure's progress: its fields before and after, who, when, why."""

    where: Place
    fields: tuple[FieldChange, ...]
    by: str
    at: datetime
    reason: str


class Past(Struct, frozen=True):
    """What a report tells of the time before it.

    `closing` is the commit that closed its period, "" while that is open; `changes` are those of its period
    since the edition before; `corrections` are those made to closed periods since the report before.
    """

    closing: str = ""
    changes: tuple[Correction, ...] = ()
    corrections: tuple[Correction, ...] = ()

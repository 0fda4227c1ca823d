"""Changes to earlier periods that a report mentions, as values; `corrections` reads them from the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from records.values.fields import FieldChange
    from records.values.layout import Place


class Correction(Struct, frozen=True):
    """The changes of one commit to a measure's file: fields before and after, author, time and reason."""

    where: Place
    fields: tuple[FieldChange, ...]
    by: str
    at: datetime
    reason: str


class Past(Struct, frozen=True):
    """What a report mentions about the time before it.

    `closing` is the commit that closed the report's period, "" while it is open; `changes` are those to the
    period since its previous edition; `corrections` are those to closed periods since the previous report.
    """

    closing: str = ""
    changes: tuple[Correction, ...] = ()
    corrections: tuple[Correction, ...] = ()

"""The choice of measures for a report: those that the programme had in the period, optionally filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Status
    from records.values.periods import Period


class Choice(Struct, frozen=True):
    """The measures of a programme (by id), optionally only those of a unit (by id) or with a status."""

    programme: str
    unit: str | None = None
    status: Status | None = None

    def of(self, snapshot: Snapshot, period: Period) -> list[MeasureRecord]:
        """Return the chosen measures that exist in a period, in programme order."""
        return [
            record
            for record in snapshot.present(period, self.programme)
            if (self.unit is None or self.unit in record.measure.responsible)
            and (self.status is None or _status(record, period) is self.status)
        ]


def _status(record: MeasureRecord, period: Period) -> Status | None:
    progress = record.told(period)
    return progress.status if progress else None

"""The records behind a period's report: recorded when a period is closed and checked again by `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.values.layout import REGISTER, UNITS

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.periods import Period


def reported_on(snapshot: Snapshot, period: Period) -> list[MeasureRecord]:
    """Return the measures in a period's reports, across all programmes that include the period."""
    programmes = {programme.id for programme in snapshot.programmes_of(period)}
    return [record for record in snapshot.present(period) if record.programme in programmes]


def sums(snapshot: Snapshot, period: Period) -> dict[str, str]:
    """Return the sha256 of each record behind a period's reports, by path, sorted.

    The closing record stores them. `verify` compares every closing in the history with this function, so its
    result for a given register must never change.
    """
    used = {REGISTER, UNITS}.union(*(record.behind(period) for record in reported_on(snapshot, period)))
    return {path: snapshot.digests[path] for path in sorted(used) if path in snapshot.digests}

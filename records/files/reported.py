"""What a period's report is made of: whoever closes it records that, and whoever verifies asks it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.values.layout import REGISTER, UNITS

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.periods import Period


def reported_on(snapshot: Snapshot, period: Period) -> list[MeasureRecord]:
    """Return the measures that a period's reports hold, of all its programmes."""
    programmes = {programme.id for programme in snapshot.programmes_of(period)}
    return [record for record in snapshot.present(period) if record.programme in programmes]


def sums(snapshot: Snapshot, period: Period) -> dict[str, str]:
    """Return the sha256 of each record that the period's reports are made of, by path, sorted.

    The record of a closed period holds them. `verify` holds every closing that there ever was to this, so
    what it answers for a given register may not change.
    """
    used = {REGISTER, UNITS}.union(*(record.behind(period) for record in reported_on(snapshot, period)))
    return {path: snapshot.digests[path] for path in sorted(used) if path in snapshot.digests}

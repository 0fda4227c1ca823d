"""Which period and which programme a command is about, where not all was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.files.snapshot import Snapshot
    from records.values.periods import Period


def period_and_programme(
    snapshot: Snapshot, period: Period | None, programme: str | None, numbers: Sequence[str] = ()
) -> tuple[Period, str]:
    """Return the period asked for, else the open one of the programme, and the programme (its id).

    Where no programme is named it is the one that alone has measures with these numbers, else the one whose
    years hold the period. Raise `Misused` where several do, or the programme named doesn't.
    """
    if programme is None:
        programme = _bearer(snapshot, period, numbers)
    if programme is not None:
        period = period or snapshot.open_period(programme=snapshot.programme_called(programme).id)
    period = period or snapshot.open_period()
    return period, snapshot.programme(period, programme).id


def _bearer(snapshot: Snapshot, period: Period | None, numbers: Sequence[str]) -> str | None:
    """Return the programme that alone has all of these measures: of those at hand, else of all."""
    bearers = [
        programme.id
        for programme in snapshot.rules.programmes
        if numbers and all(snapshot.find(number, programme.id) is not None for number in numbers)
    ]
    at_hand = {programme.id for programme in snapshot.programmes_of(period or snapshot.open_period())}
    near = [bearer for bearer in bearers if bearer in at_hand]
    if len(near) == 1:
        return near[0]
    return bearers[0] if len(bearers) == 1 and period is None else None

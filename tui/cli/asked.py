"""Defaults for the period and the programme of a command that names only one of them, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.files.snapshot import Snapshot
    from records.values.periods import Period


def period_and_programme(
    snapshot: Snapshot, period: Period | None, programme: str | None, numbers: Sequence[str] = ()
) -> tuple[Period, str]:
    """Return the period (default: the programme's open one) and the id of the programme.

    If no programme is named, take the only one that has measures with all these `numbers`, else the one whose
    years include the period. Raise `Misused` if several programmes include it, or if the named one does not.
    """
    if programme is None:
        programme = _bearer(snapshot, period, numbers)
    if programme is not None:
        period = period or snapshot.open_period(programme=snapshot.programme_called(programme).id)
    period = period or snapshot.open_period()
    return period, snapshot.programme(period, programme).id


def _bearer(snapshot: Snapshot, period: Period | None, numbers: Sequence[str]) -> str | None:
    """Return the only programme that has all of these measures, or None if there is none or several.

    Programmes that include the period are tried first, then, if no period was named, all programmes.
    """
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

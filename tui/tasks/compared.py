"""The comparison of two periods of a register, for the command and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.closings.programmes import as_closed
from records.errors import Misused
from records.files.editions import recalled
from records.files.templates import templates

if TYPE_CHECKING:
    from exporters.comparing.model import Comparison
    from records.files.snapshot import Snapshot
    from records.register import Register
    from records.values.periods import Period


def compared(
    register: Register,
    snapshot: Snapshot,
    periods: tuple[Period, Period],
    programme: str | None = None,
    unit: str | None = None,
) -> Comparison:
    """Return the differences between two periods at a snapshot, for all measures or one unit's (its id).

    Raise `Misused` if the periods are equal or in different programmes, `NotExported` for a record that can't
    be read.
    """
    from exporters.comparing.building import Side, comparison

    before, after = periods
    if before == after:
        raise Misused("Both periods are {period}. Name two.", period=before)
    for period in (before, after):
        snapshot.refuse_strange(period)
    chosen, other = (snapshot.programme(period, programme) for period in (after, before))
    if chosen != other:
        raise Misused(
            "{before} and {after} are of two programmes: “{one}” and “{two}”. Their measures are not the "
            "same.",
            before=before,
            after=after,
            one=other.title,
            two=chosen.title,
        )
    # A report depends on its commit alone, not on which tags this clone has.
    snapshot = recalled(register.repository, snapshot)
    one, two = (Side(period, as_closed(register, snapshot, period)) for period in periods)
    made = comparison(snapshot, one, two, chosen, unit)
    return replace(made, templates=templates(register, snapshot.commit) or None)

"""Assembles a report with all that its formats need: past periods, the trail, the council's templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from exporters.formats import FORMATS, looking_back, with_trail
from exporters.report import report
from exporters.totals import periods_told, totals_of
from records.closings.corrections import past
from records.files.editions import all_closings, recalled
from records.files.templates import templates

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from exporters.model import Report
    from exporters.totals import Totals
    from records.files.snapshot import Snapshot
    from records.register import Register
    from records.trail.period_trail import PeriodTrail
    from records.values.model import Status
    from records.values.periods import Period


def read(register: Register, revision: str, period: Period, formats: Sequence[str]) -> Snapshot:
    """Return the register at a revision, with the answers that a period's report needs in these formats.

    Raise `Misused` for an unknown format.
    """
    if looking_back(formats):
        return register.snapshot(revision)
    return register.as_reported(period, revision)


def make(
    register: Register,
    snapshot: Snapshot,
    period: Period,
    formats: Sequence[str],
    *,
    programme: str | None = None,
    unit: str | None = None,
    status: Status | None = None,
) -> Report:
    """Return the report of a period, with its trail if a format needs it; raise the errors of `report`."""
    # A report depends on its commit alone, not on which tags this clone has.
    snapshot = recalled(register.repository, snapshot)
    made = report(
        snapshot,
        period,
        programme=programme,
        unit=unit,
        status=status,
        past=past(register, snapshot, period),
    )
    made = replace(
        made,
        templates=templates(register, snapshot.commit) or None,
        closed=closed_before(register, made) if looking_back(formats) else {},
    )

    def trail(only: Collection[str] | None) -> PeriodTrail:
        from records.trail.period_trail import read_trail

        return read_trail(register, snapshot, period, made.programme.id, only)

    return with_trail(made, formats, trail)


def closed_before(register: Register, made: Report) -> dict[Period, Totals]:
    """Return the totals of the closed periods in a report's trend, each as of the commit that closed it."""
    snapshot = made.register
    told = periods_told(snapshot, made.choice, made.period)
    wanted = [each for each in told if each in snapshot.closed and each != made.period]
    editions = all_closings(register.repository, snapshot.commit) if wanted else {}
    found = {}
    for each in wanted:
        if each in editions:
            then = register.as_of(editions[each][-1], snapshot)
            found[each] = totals_of(then, made.choice, each, made.language)
    return found


def check_templates(register: Register, period: Period, formats: Sequence[str]) -> None:
    """Check, before a period is closed, that the council's own templates can render its reports.

    A closing is final, and its reports are made from that commit with its templates. Raise `BadTemplate`.
    """
    snapshot = register.snapshot()
    if templates(register, snapshot.commit):
        for programme in snapshot.programmes_of(period):
            made = make(register, snapshot, period, formats, programme=programme.id)
            for name in formats:
                FORMATS[name].write(made)


def index(register: Register, snapshot: Snapshot, formats: Sequence[str]) -> bytes:
    """Return the page of all periods closed in a snapshot, newest first; raise the errors of `to_index`.

    Each period is summed up as of the commit that closed it, as in its report.
    """
    from exporters.index import entries, to_index

    listed = []
    editions = all_closings(register.repository, snapshot.commit)
    for period in sorted(snapshot.closed, reverse=True):
        then = register.as_of(editions[period][-1], snapshot) if period in editions else snapshot
        listed += entries(then, snapshot, period, formats)
    return to_index(snapshot, listed, templates(register, snapshot.commit) or None)

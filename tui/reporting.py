"""A report as its formats need it: what the history tells of it, and the council's own templates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exporters.formats import FORMATS, looking_back, with_trail
from exporters.report import report
from records.closings.corrections import past
from records.closings.editions import closings
from records.files.templates import templates

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from exporters.model import Report
    from records.files.snapshot import Snapshot
    from records.register import Register
    from records.trail.period_trail import PeriodTrail
    from records.values.model import Status
    from records.values.periods import Period


def read(register: Register, revision: str, period: Period, formats: Sequence[str]) -> Snapshot:
    """Return the register at a commit, with the answers that a period's report needs in some formats.

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
    """Return the report of a period, with its trail where a format needs that; raise as `report` does."""
    made = report(
        snapshot,
        period,
        programme=programme,
        unit=unit,
        status=status,
        past=past(register, snapshot, period),
    )
    made = replace(made, templates=templates(register, snapshot.commit) or None)

    def trail(only: Collection[str] | None) -> PeriodTrail:
        from records.trail.period_trail import read_trail

        return read_trail(register, snapshot, period, made.programme.id, only)

    return with_trail(made, formats, trail)


def check_templates(register: Register, period: Period, formats: Sequence[str]) -> None:
    """Look, before a period is closed, whether the council's own templates give its reports.

    What closes a period is final: its reports are made of that commit, templates and all. Raise
    `BadTemplate`.
    """
    snapshot = register.snapshot()
    if templates(register, snapshot.commit):
        for programme in snapshot.programmes_of(period):
            made = make(register, snapshot, period, formats, programme=programme.id)
            for name in formats:
                FORMATS[name].write(made)


def index(register: Register, snapshot: Snapshot, formats: Sequence[str]) -> bytes:
    """Return the page over all periods that are closed in a snapshot, newest first; raise as `to_index`.

    Each period is told as of the commit that closed it, as its report is.
    """
    from exporters.index import entries, to_index

    listed = []
    for period in sorted(snapshot.closed, reverse=True):
        made = closings(register.repository, snapshot.commit, period)
        then = register.snapshot(made[-1]) if made else snapshot
        listed += entries(then, snapshot, period, formats)
    return to_index(snapshot, listed, templates(register, snapshot.commit) or None)

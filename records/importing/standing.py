"""Notices for imports into a register in use: about retired measures and closed periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.importing.account import Outcome
from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.files.snapshot import Snapshot
    from records.importing.account import ImportPlan
    from records.values.model import Measure
    from records.values.periods import Period


def retirement(measure: Measure, period: Period, outcome: Outcome) -> Iterator[Message]:
    """Yield a doubt if an answer belongs to a measure that is retired by its period."""
    if outcome is not Outcome.UNCHANGED and measure.retired is not None and measure.retired <= period:
        yield Message(
            "the measure is retired from {from_}, so no report has this answer", from_=measure.retired
        )


def with_closing(plan: ImportPlan, snapshot: Snapshot, period: Period) -> ImportPlan:
    """Return the plan, with a notice if it changes a period that is already closed."""
    if plan.change is None or period not in snapshot.closed:
        return plan
    notice = Message(
        "{period} is closed: what this changes is a correction of its report, with the name of the file "
        "for a reason.",
        period=period,
    )
    return replace(plan, notices=(*plan.notices, notice))

"""The wording of a programme at the time when a period was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.files.editions import closings
from records.values.layout import place

if TYPE_CHECKING:
    from records.files.reader import Reader
    from records.files.snapshot import Snapshot
    from records.values.periods import Period


def as_closed(register: Reader, snapshot: Snapshot, period: Period) -> Snapshot:
    """Return the register, without progress, as of a period's last closing; the snapshot if it is open."""
    made = closings(register.repository, snapshot.commit, period) if period in snapshot.closed else []
    if not made or made[-1] == snapshot.commit:
        return snapshot
    return register.snapshot(made[-1], of=_is_no_answer)


def _is_no_answer(path: str) -> bool:
    where = place(path)
    return where is None or where.period is None

"""What a programme said when a period of it was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.files.editions import closings
from records.values.layout import place

if TYPE_CHECKING:
    from records.files.reader import Reader
    from records.files.snapshot import Snapshot
    from records.values.periods import Period


def as_closed(register: Reader, snapshot: Snapshot, period: Period) -> Snapshot:
    """Return the register as a period was closed in it, without answers; while it is open, the snapshot.

    Of a period with several editions it is the last one's.
    """
    made = closings(register.repository, snapshot.commit, period) if period in snapshot.closed else []
    if not made or made[-1] == snapshot.commit:
        return snapshot
    return register.snapshot(made[-1], of=_is_no_answer)


def _is_no_answer(path: str) -> bool:
    where = place(path)
    return where is None or where.period is None

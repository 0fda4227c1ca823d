"""What `prozvit check` reports: every error and doubt in the records of a register's work tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import InvalidDocument, NoRegister
from records.rules.plausibility import doubts
from records.rules.problems import Problem
from records.rules.validation import problems_of
from records.values.layout import REGISTER

if TYPE_CHECKING:
    from records.files.reader import Reader


def problems(register: Reader) -> list[Problem]:
    """Return the problems of the register's work tree: unreadable records first, doubts last."""
    try:
        snapshot = register.work_snapshot()
    except (InvalidDocument, NoRegister) as error:
        # Without readable rules no other record can be judged.
        return [Problem("error", REGISTER, "", None, error.message())]
    found = problems_of(snapshot)
    for period in snapshot.periods():
        found += doubts(snapshot, period)
    return found

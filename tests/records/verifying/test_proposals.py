"""A unit's proposal for a closed period: kept beside the report, settled by the authorised officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.closings.closing import closing, reopening
from records.errors import ClosedPeriod, NotAllowed
from records.merges.conflicts import conflict_of, open_marks, settling
from records.register import Register
from records.rules.findings import Code
from records.trail.history import Historian
from records.values.periods import Period
from tests.records.conftest import PROGRESS, progress
from tests.records.verifying.council import CHIEF, CLERK, LAWYER

if TYPE_CHECKING:
    from records.merges.conflicts import Mark
    from tests.records.verifying.council import Council

PERIOD = Period.from_code("2017-Q4")


def close(council: Council) -> None:
    with Register.open(council.folder) as register:
        change = closing(register, PERIOD, "Решта не відповіла")
    council.tag(council.save(change, CHIEF))


def text(council: Council) -> str:
    with Register.open(council.folder) as register:
        return register.snapshot().measure("4", "2017").progress[PERIOD].text


def left_open(council: Council) -> list[Mark]:
    with Register.open(council.folder) as register:
        return list(open_marks(register))


def test_proposed(council: Council) -> None:
    """A proposal for a closed period is in the history, signed, and waits while the report stands."""
    close(council)
    reported = text(council)
    commit = council.save(progress("Надійшли дані", text="Провели сім нарад.\n"), CLERK)
    assert text(council) == reported
    (mark,) = left_open(council)
    with Register.open(council.folder) as register:
        conflict = conflict_of(register, mark)
        told = [entry.commit for entry in Historian(register).of_file(PROGRESS)]
    assert (conflict.clash.first, conflict.clash.second) == (reported, "Провели сім нарад.\n")
    assert (conflict.second_by.name, conflict.second_by.commit) == (CLERK.name, commit)
    assert commit in told
    assert council.found() == []


@pytest.mark.parametrize("taken", [True, False])
def test_settled(council: Council, *, taken: bool) -> None:
    """The authorised officer turns it into a correction with a reason, or keeps the report."""
    close(council)
    reported = text(council)
    council.save(progress("Надійшли дані", text="Провели сім нарад.\n"), CLERK)
    (mark,) = left_open(council)
    with Register.open(council.folder) as register:
        chosen, kept = ({mark: "Провели сім нарад.\n"}, []) if taken else ({}, [mark])
        change = settling(register, chosen, kept, "За листом відділу")
    council.save(change, CHIEF)
    assert left_open(council) == []
    assert text(council) == ("Провели сім нарад.\n" if taken else reported)
    assert council.found() == []


def test_settled_by_another(council: Council) -> None:
    """An officer without rights to a measure can't settle its proposal, even by keeping the report."""
    close(council)
    council.save(progress("Надійшли дані", text="Провели сім нарад.\n"), CLERK)
    (mark,) = left_open(council)
    with Register.open(council.folder) as register:
        change = settling(register, {}, [mark], "Хай буде так")
    with pytest.raises(NotAllowed):
        council.save(change, LAWYER)
    honest = council.save(change, CHIEF)
    settled = council.message(honest)
    council.move(f"{honest}^")
    forged = council.commit({}, settled, by=LAWYER, key=LAWYER.key)
    assert council.findings() == [(Code.NOT_ALLOWED, forged)]


def test_second_thoughts(council: Council) -> None:
    """Further proposals, even for corrected progress, are separate and each waits on its own."""
    close(council)
    council.save(progress("Уточнено", text="Провели дві наради.\n"), CHIEF)
    for said in ("Провели сім нарад.\n", "Провели вісім нарад.\n"):
        council.save(progress("Надійшли дані", text=said), CLERK)
    with Register.open(council.folder) as register:
        seconds = [conflict_of(register, mark).clash.second for mark in open_marks(register)]
    assert seconds == ["Провели вісім нарад.\n", "Провели сім нарад.\n"]
    assert text(council) == "Провели дві наради.\n"
    assert council.found() == []


def test_another_unit(council: Council) -> None:
    """Nothing can be proposed for another unit's measure, nor in a period that was reopened."""
    close(council)
    with pytest.raises((ClosedPeriod, NotAllowed)):
        council.save(progress("Наше", text="Провели сім нарад.\n"), LAWYER)
    council.save(reopening(PERIOD, "Помилка"), CHIEF)
    council.save(progress("Надійшли дані", text="Провели сім нарад.\n"), CLERK)
    assert text(council) == "Провели сім нарад.\n"
    assert left_open(council) == []

"""Assumptions that fit most reports: an import counts them for the file and raises no doubt about a row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from records.importing import ImportPlan, plan_import, read_report
from records.language import UKRAINIAN
from records.values.model import Programme, Status
from tests.records.importing.conftest import HEADINGS, Q4, as_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.register import Register

LASTING = Programme(id="2017", title="Програма", from_=date(2017, 1, 1), until=date(2019, 12, 31))
WORDS = "Проведено {n} навчань для працівників."


@pytest.fixture
def imported(register: Register, tmp_path: Path) -> Callable[..., ImportPlan]:
    """Return a function that plans the import of rows of deadline, units and progress."""

    def plan(*rows: tuple[str, str, str], programme: Programme = LASTING, update: bool = False) -> ImportPlan:
        table = [(str(n), f"Захід {n}", *row) for n, row in enumerate(rows, 1)]
        file = tmp_path / "звіт.html"
        file.write_text(as_page([HEADINGS, *table]), encoding="utf-8")
        return plan_import(register.snapshot(), read_report(file), Q4, programme, update=update)

    return plan


def doubtful(plan: ImportPlan) -> list[str]:
    """Return the numbers of the rows with doubts."""
    return [row.number for row in plan.account if row.doubts]


def notices(plan: ImportPlan) -> str:
    """Return the notices about the file, in Ukrainian."""
    return "\n".join(each.render(UKRAINIAN) for each in plan.notices)


def test_ordinary_report(imported: Callable[..., ImportPlan]) -> None:
    """In an ordinary report only the rows that needed a guess have doubts."""
    plan = imported(
        ("Протягом року", "відділ кадрів", "Виконано. Є наказ."),
        ("щокварталу", "загальний відділ; сектор звернень", "Триває. Стан виконання – 40 %."),
        ("до 01.07.2017", "УЖКГ", "Є. Стан виконання – 100 %."),
        ("до 01.07.2017", "Архів", ""),
        ("до 1 липня", "Архів", "Не виконано"),
        ("до 01.07.2017", "відділ кадрів, архів", "Виконується"),
        ("до 01.07.2017", "Архів", "Роботи завершено."),
    )
    assert doubtful(plan) == ["5", "6", "7"]
    said = notices(plan)
    assert "статус 1 заходу визначено за відсотком" in said
    assert "про виконання 1 заходу інформації немає" in said
    assert "строк 1 заходу – протягом року" in said


def test_report_without_statuses(imported: Callable[..., ImportPlan]) -> None:
    """If most rows give no status and percent, one notice says so; otherwise each such row has a doubt."""
    prose = [("Постійно", "Архів", WORDS.format(n=n)) for n in range(4)]
    plan = imported(*prose)
    assert {row.status for row in plan.account} == {Status.IN_PROGRESS}
    assert doubtful(plan) == []
    assert "в інформації про 4 заходи, як і в більшості файлу, немає ні статусу, ні відсотка" in notices(plan)
    assert doubtful(imported(*prose[:1], *[("Постійно", "Архів", "Виконується")] * 2)) == ["1"]


def test_status_in_the_register(register: Register, imported: Callable[..., ImportPlan]) -> None:
    """A percent that overrides the register's status is a doubt, unless the text itself names the status."""
    first = imported(("до 01.07.2017", "Архів", "Виконано частково. Стан виконання – 40 %."))
    assert first.change is not None
    register.save(first.change)
    rows = [
        ("до 01.07.2017", "Архів", f"{words} Стан виконання – 60 %.")
        for words in ("Є.", "Виконано частково.")
    ]
    plans = [imported(row, update=True) for row in rows]
    assert [doubtful(plan) for plan in plans] == [["1"], []]
    (doubt,) = plans[0].account[0].doubts
    assert "«Виконано частково» у реєстрі поступається статусові «Виконується»" in doubt.render(UKRAINIAN)

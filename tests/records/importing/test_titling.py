"""The lines above a report's table: title, council, period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from exporters.formats import export
from exporters.report import report
from records.errors import UnreadableSource
from records.importing import plan_report, read_report
from records.importing.titling import read_heading
from records.language import UKRAINIAN
from records.values.model import PeriodWording
from records.values.periods import Cadence, Period
from tests.records.importing.conftest import ROWS, as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.importing import ImportPlan
    from records.register import Register

TITLE = "про виконання заходів програми"


@pytest.mark.parametrize(
    ("lines", "title", "wording"),
    [
        ((TITLE, "Інша міська рада"), TITLE, PeriodWording.NONE),
        ((TITLE, "відповідно до рішення", "Виконавчий комітет Іншої міської ради"), None, PeriodWording.NONE),
        ((f"{TITLE} за ІV кв. 2017 р.",), TITLE, PeriodWording.QUARTER),
        ((TITLE, "Інша рада", "за 9 місяців 2017 року"), TITLE, PeriodWording.CUMULATIVE),
        ((f"{TITLE} за 2017 рік",), TITLE, PeriodWording.CUMULATIVE),
        ((f"{TITLE} за II півріччя 2017 року",), TITLE, None),
        ((f"{TITLE} за I квартал 2017 року в місті",), None, None),
    ],
)
def test_heading(lines: tuple[str, ...], title: str | None, wording: PeriodWording | None) -> None:
    """The council's name is not part of the title; a period at the title's end sets the period's wording."""
    heading = read_heading(("ЗВІТ", *lines), "Зразківська міська рада")
    assert heading.title == (title or " ".join(line for line in lines if "комітет" not in line))
    assert heading.wording(Cadence.QUARTER) is wording


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (f"{TITLE} на 2017 рік за IV квартал 2017 року", f"{TITLE} на 2017 рік"),
        (f"{TITLE} у 2017 році", None),
        (f"{TITLE} на 2016 рік", None),
    ],
)
def test_kept(tmp_path: Path, planned: Callable[..., ImportPlan], title: str, kept: str | None) -> None:
    """A title that fits later reports is kept and shown; any other is reported."""
    file = tmp_path / "звіт.txt"
    file.write_text(f"ЗВІТ\n{title}\n\n{as_text(ROWS)}".replace("\\\n", "\n"), encoding="utf-8")
    plan = planned(file)
    assert plan.change is not None
    values = next((edit.values for edit in plan.change.edits if edit.path == "register.toml"), {})
    assert values.get(("report", "title")) == kept
    assert values.get(("report", "period_wording")) == ("quarter" if kept else None)
    told = [each.render(UKRAINIAN) for each in (*plan.kept, *plan.notices)]
    assert any(f"«{kept or title}»" in each for each in told)


def test_strange(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """Another council or another period above the table is reported."""
    file = tmp_path / "звіт.txt"
    above = f"ЗВІТ\n{TITLE}\nІнша міська рада\nза I квартал 2016 року\n\n"
    file.write_text(above.replace("\\\n", "\n") + as_text(ROWS), encoding="utf-8")
    plan = planned(file)
    told = " ".join(each.render(UKRAINIAN) for each in plan.notices)
    assert plan.elsewhere is not None
    assert "«за I квартал 2016 року»" in plan.elsewhere.render(UKRAINIAN)
    assert "Орган у файлі – «Інша міська рада»" in told


def test_lines_above_the_title(tmp_path: Path, planned: Callable[..., ImportPlan]) -> None:
    """The title is kept also where lines stand above it, and these are told as not read."""
    file = tmp_path / "звіт.txt"
    above = f"Додаток 2\nдо розпорядження міського голови\nЗВІТ\n{TITLE}\n\n"
    file.write_text(above.replace("\\\n", "\n") + as_text(ROWS), encoding="utf-8")
    plan = planned(file)
    assert any(f"«{TITLE}»" in each.render(UKRAINIAN) for each in plan.kept)
    told = " ".join(each.render(UKRAINIAN) for each in plan.notices)
    assert "«Додаток 2»; «до розпорядження міського голови»" in told


@pytest.mark.parametrize("name", ["md", "html", "docx"])
def test_other_period(
    register: Register, tmp_path: Path, planned: Callable[..., ImportPlan], name: str
) -> None:
    """An exported report is not imported for a period other than the one its foot names."""
    file = tmp_path / "звіт.txt"
    file.write_text(as_text(ROWS), encoding="utf-8")
    change = planned(file).change
    assert change is not None
    register.save(change)
    [written] = export(report(register.snapshot(), Period(2017, "Q3")), [name], tmp_path)
    with pytest.raises(UnreadableSource) as refused:
        plan_report(register, read_report(written.path), Period(2017, "Q4"), None, update=True)
    assert "III квартал 2017 року" in refused.value.message().render(UKRAINIAN)


def test_days() -> None:
    """A period in a heading gives its first and last day."""
    heading = read_heading(("Звіт про виконання протягом I півріччя 2017 року",), "Рада")
    assert heading.days == (date(2017, 1, 1), date(2017, 6, 30))
    assert heading.time == "протягом I півріччя 2017 року"

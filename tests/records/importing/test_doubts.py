"""Statuses that cells state themselves, and the doubts that an import raises about a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.errors import UnreadableSource
from records.language import UKRAINIAN
from records.values.model import Status
from tests.records.importing.conftest import HEADINGS, Q4, ROWS, as_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.importing import ImportPlan
    from records.register import Register


@pytest.fixture
def imported(tmp_path: Path, planned: Callable[..., ImportPlan]) -> Callable[..., ImportPlan]:
    """Return a function that plans the import of rows, given by their last cells."""

    def plan(
        *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, update: bool = False
    ) -> ImportPlan:
        file = tmp_path / "звіт.html"
        file.write_text(as_page([headings, *rows]), encoding="utf-8")
        return planned(file, update=update)

    return plan


def doubts(plan: ImportPlan) -> list[str]:
    """Return the doubts about the first row."""
    return [each.render(UKRAINIAN) for each in plan.account[0].doubts]


@pytest.mark.parametrize(
    ("words", "status", "percent", "text"),
    [
        ("Не виконано", Status.NOT_IMPLEMENTED, None, "Не виконано\n"),
        ("Захід виконано (100%)", Status.IMPLEMENTED, 100, "Захід виконано (100%)\n"),
        ("Виконано частково. Стан виконання – 40 %.", Status.PARTLY, 40, "Виконано частково.\n"),
        ("100%", Status.IMPLEMENTED, 100, None),
        ("Виконання: 80 %", Status.IN_PROGRESS, 80, None),
        ("Зроблено, не виконано.", Status.IN_PROGRESS, None, "Зроблено, не виконано.\n"),
        ("150 %", Status.IN_PROGRESS, None, "150 %\n"),
    ],
)
def test_words_for_a_status(
    words: str,
    status: Status,
    percent: int | None,
    text: str | None,
    register: Register,
    imported: Callable[..., ImportPlan],
) -> None:
    """A cell that is only a status or percent is read as such, others as text; reimport changes nothing."""
    row = (*ROWS[0][:4], words)
    plan = imported(row)
    assert plan.change is not None
    register.save(plan.change)
    progress = register.snapshot().measures[0].progress[Q4]
    assert (progress.status, progress.percent, progress.text or None) == (status, percent, text)
    assert imported(row).change is None


def test_another_status(register: Register, imported: Callable[..., ImportPlan]) -> None:
    """A status that differs from the register's is a difference, and --update replaces it."""
    headings = (*HEADINGS, "Статус")
    plan = imported((*ROWS[0][:4], "Є.", "Виконується"), headings=headings)
    assert plan.change is not None
    register.save(plan.change)
    other = (*ROWS[0][:4], "Є.", "Не виконано")
    with pytest.raises(UnreadableSource, match="Status differs"):
        imported(other, headings=headings)
    plan = imported(other, headings=headings, update=True)
    assert plan.change is not None
    assert [edit.values["status",] for edit in plan.change.edits] == ["not-implemented"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("1", "А", "до 01.03.2017", "Відділ", "Виконано на 50 % зусиль."), "(«Виконано на 50 % зусиль.»)"),
        (("1", "А", "-", "Відділ", "Стан виконання – 5 %."), "немає строку"),
        (("1", "А", "Постійно", "–", "Стан виконання – 5 %."), "немає відповідальних"),
        (("1", "А", "Постійно", "КНП «Ліки, Аптека", "Є."), "підрозділ «КНП «Ліки»"),
        (("1", "А", "Постійно", "Відділ<br>міської ради", "Є."), "підрозділ «міської ради»"),
    ],
)
def test_doubts(row: tuple[str, ...], words: str, imported: Callable[..., ImportPlan]) -> None:
    """Missing cells, halves of a unit's name and closing words without a percent are quoted in doubts."""
    assert any(words in each for each in doubts(imported(row)))


def test_status_against_percent(imported: Callable[..., ImportPlan]) -> None:
    """A percent overrides a status that does not fit it, or an earlier percent, with a doubt."""
    row = (*ROWS[0][:4], "Є. Стан виконання – 30 %.", "Виконано частково", "100")
    plan = imported(row, headings=(*HEADINGS, "Статус", "%"))
    assert plan.account[0].percent == 100
    assert doubts(plan)[0] == "у стовпці відсотків – 100 %, у тексті – 30 %; узято зі стовпця"
    assert doubts(plan)[1].startswith("«Виконано частково» не узгоджується з 100 %")

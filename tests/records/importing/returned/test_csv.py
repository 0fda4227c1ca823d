"""CSV files saved again by a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from records.importing import Outcome
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import Action, Change, Edit, Word
from records.values.model import ReviewState
from tests.records.importing.returned.conftest import (
    HOME,
    TEXTS,
    exported,
    imported,
    planned,
    progress,
    refusal,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_csv(register: Register, tmp_path: Path) -> None:
    """CSV is read with another delimiter, a byte-order mark and other columns."""
    file = exported(register, tmp_path, "csv")
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    places = [
        rows[0].index(name) for name in ("commit", "text", "status", "number", "percent", "id", "programme")
    ]
    told = [["наше", *(row[place] for place in places)] for row in ([*rows[:1]])]
    commit = register.head()
    told.append(["", commit, "'- так", "in-progress", "3", "10", "3", "2017"])
    told.append(["", commit, "Проведено два навчання.", "in-progress", "2", "41", "2", "2017"])
    file.write_text("\n".join(";".join(row) for row in told), encoding="utf-8-sig")
    imported(register, file)
    assert (progress(register, 3).text, progress(register, 3).percent) == ("- так\n", 10)
    # Plain text with the same words does not remove the emphasis.
    assert (progress(register, 2).text, progress(register, 2).percent) == (TEXTS[1], 41)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number,", "номер,", "бракує стовпців number"),
        ("in-progress,40", 'in-"progress",40', "рядок 2, стовпець «status»: Статусу"),
        (",reported,", ",reported", "рядок 2: клітинок"),
        (",2017,1,2017-Q4,", ",2017,1,2017-Q3,", "у стовпці «period» різні значення"),
        (",2017-Q4,", ",колись,", "колись» у стовпці «reported_period» – не звітний період"),
    ],
)
def test_csv_refused(still: Register, tmp_path: Path, old: str, new: str, said: str) -> None:
    """An invalid table is refused with the line."""
    file = exported(still, tmp_path, "csv")
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert said in refusal(still, file)


@pytest.fixture
def done(register: Register) -> Register:
    """Return a register with a measure whose "implemented" was accepted in the previous quarter."""
    path = f"{HOME}/3/2017-Q3.toml"
    told = {("status",): "implemented", ("percent",): 100, ("text",): "Ухвалено **порядок**.\n"}
    document = {("evidence",): [{"title": "Порядок", "url": "https://example.gov.ua/p"}]}
    deadline = {("deadline", "kind"): "within-year", ("deadline", "text"): "Протягом року"}
    edits = (Edit(f"{HOME}/3/measure.toml", deadline), Edit(path, told | document))
    register.save(Change(Action.PROGRAMME, edits, "Строк"))
    register.save(Change(Action.ACCEPT, (Edit(path, {}),), "Прийнято", word=Word(ReviewState.ACCEPTED)))
    return register


def test_done_earlier(done: Register, tmp_path: Path) -> None:
    """An earlier result in a table is imported only if it was changed, and never into another register."""
    file = exported(done, tmp_path / "out", "csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    [row] = [each for each in rows if each["number"] == "3"]
    assert (row["text"], row["reported_period"]) == ("Ухвалено порядок.", "2017-Q3")
    assert "https://example.gov.ua/p" in (file.parent / "evidence.csv").read_text(encoding="utf-8")
    assert planned(done, file, update=False).change is None
    changed = file.read_text(encoding="utf-8").replace("Ухвалено порядок", "Порядок чинний", 1)
    file.write_text(changed, encoding="utf-8")
    [account] = [each for each in planned(done, file).account if each.outcome is Outcome.ANSWERED]
    assert account.number == "3"
    assert "за III квартал 2017 року" in UKRAINIAN.show(account.doubts[-1])
    with Register.create(tmp_path / "new", rules=done.snapshot().rules) as other:
        plan = planned(other, file)
    paths = [edit.path for edit in plan.change.edits] if plan.change else []
    assert f"{HOME}/3/measure.toml" in paths
    assert f"{HOME}/3/2017-Q4.toml" not in paths

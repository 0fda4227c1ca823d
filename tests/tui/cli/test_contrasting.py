"""`compare` writes a comparison of two periods of a register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tui.cli.conftest import PERIOD

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Program

Q3 = "2017-Q3"


def test_compare(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline moved since a period was closed is shown as moved; the same commit gives the same bytes."""
    assert program("close", Q3, "--reason", "Листи", "--to", str(tmp_path / "z")).code == 0
    closed = program.head
    moved = ("deadline.text=до 01.10.2017", "deadline.until=2017-10-01", "--reason", "Рішення № 5")
    assert program("set", "6", *moved).code == 0
    monkeypatch.chdir(tmp_path)
    answer = program("compare", Q3, PERIOD, "--at", program.head)
    files = [tmp_path / f"porivniannia-{Q3}-{PERIOD}.{name}" for name in ("md", "html")]
    assert [Path(line) for line in answer.out.splitlines()] == files
    text = files[0].read_text(encoding="utf-8")
    assert "- **Строк виконання:** до 01.07.2017 → до 01.10.2017 (на 92 дні пізніше)" in text
    assert "- Не подано → Виконується: 1 (№ 4)" in text
    assert closed in text
    assert f"prozvit compare {Q3} {PERIOD} --at {program.head}" in text
    program("set", "4", "percent=70", "--period", PERIOD, "--reason", "Потім")
    again = program.json("compare", Q3, PERIOD, "--at", "HEAD~1", "--to", "again", "--format", "md, html,")
    assert again["periods"] == [Q3, PERIOD]
    assert [Path(each["path"]).read_bytes() for each in again["files"]] == [
        file.read_bytes() for file in files
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((PERIOD, PERIOD), "Name two"),
        ((Q3, PERIOD, "--format", "md,docx"), "There is no format “docx”"),
        ((Q3, "2018-Q1"), "2018-Q1 is no period of this register"),
        ((Q3, "2017-H2", "--programme", "2017"), "2017-H2 is no period of this register"),
        ((Q3, PERIOD, "--unit", "нема"), "There is no unit"),
    ],
)
def test_refused(program: Program, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """A comparison that can't be made or written is refused as wrong usage, and no file is written."""
    answer = program("compare", *arguments, "--to", str(tmp_path / "out"))
    assert (answer.code, said in answer.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_two_programmes(program: Program) -> None:
    """Comparing periods of two programmes is refused with the names of both."""
    rules = program.folder / "register.toml"
    more = '\n[[programmes]]\nid = "2018"\ntitle = "Нова"\nfrom = 2018-01-01\nto = 2018-12-31\n'
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    program.commit()
    answer = program("compare", PERIOD, "2018-Q1")
    assert (answer.code, "“Програма” and “Нова”" in answer.err) == (2, True)

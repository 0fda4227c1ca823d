"""`due` lists by unit what is missing, due or overdue on a day, and writes reminder letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tui.cli.conftest import PERIOD, PROGRESS
from tests.tui.conftest import let_officers_rule

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Program

IN_TIME, LATE = "2018-01-03", "2018-01-09"


def told(program: Program, *options: str) -> list[tuple[str | None, str, str, str, int]]:
    """Return the unit, number, kind, day and days left of each entry of `due`."""
    found = program.json("due", *options)["units"]
    return [
        (unit["id"], each["number"], each["what"], each["day"], each["days"])
        for unit in found
        for each in unit["due"]
    ]


def test_due(program: Program) -> None:
    """Entries are grouped by lead unit in programme order, each with its day and the days left."""
    expected = [
        ("office", "4", "unsubmitted", "2018-01-05", 2),
        ("office", "6", "missing", "2018-01-05", 2),
        ("office", "6", "overdue", "2017-07-01", -186),
        ("legal", "10", "missing", "2018-01-05", 2),
    ]
    assert told(program, "--on", IN_TIME) == expected
    assert told(program, "--on", LATE, "--unit", "юристи") == [("legal", "10", "missing", "2018-01-05", -4)]
    document = program.json("due", "--on", IN_TIME)
    assert [document[key] for key in ("period", "on", "units_by", "submit_by")] == [
        *(PERIOD, IN_TIME, "2018-01-05", "2018-01-15")
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Exactly thirty days before the units' day of the first quarter, and one day earlier.
        ("2017-03-06", ["4 missing", "6 missing", "10 missing"]),
        ("2017-03-05", []),
        # On the deadline itself a measure is not yet overdue.
        ("2017-06-01", ["6 due"]),
        ("2017-05-31", []),
        ("2017-07-01", ["6 due"]),
    ],
)
def test_days(program: Program, day: str, expected: list[str]) -> None:
    """Answers are listed from thirty days before the units' day, and deadlines likewise."""
    if day > "2017-04":
        for period in ("2017-Q1", "2017-Q2"):
            program("close", period, "--reason", "Подано листом", "--to", str(program.folder.parent / "z"))
    assert [f"{number} {what}" for _, number, what, _, _ in told(program, "--on", day)] == expected


def test_answers_on_their_way(program: Program) -> None:
    """Submitted and accepted answers are not due; a returned one is, with the reviewer's note."""
    program("submit", "4", "--period", PERIOD)
    assert "4" not in [number for _, number, *_ in told(program, "--on", IN_TIME)]
    program("return", "4", "--period", PERIOD, "--note", "Додайте дату")
    [office, _] = program.json("due", "--on", IN_TIME)["units"]
    assert (office["due"][0]["what"], office["due"][0]["note"]) == ("returned", "Додайте дату")
    program("set", "4", "percent=70", "--period", PERIOD, "--reason", "x")
    program("submit", "4", "--period", PERIOD)
    program("accept", "4", "--period", PERIOD)
    program("close", PERIOD, "--reason", "Строк минув", "--to", str(program.folder.parent / "out"))
    assert [what for _, _, what, _, _ in told(program, "--on", "2018-02-01")] == ["overdue"]


def test_plain(program: Program) -> None:
    """For people `due` prints a line for each entry under its unit, or one line if nothing is due."""
    answer = program("due", "--on", IN_TIME)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Зразківська міська рада · quarter IV of 2017 · on 03.01.2018"
    assert lines[3] == "Загальний відділ (3)"
    assert [line.split()[0] for line in lines[5:8]] == ["4", "6", "6"]
    assert "186 days late" in lines[7]
    assert program("due", "--on", "2017-01-02").out == "quarter I of 2017: nothing is due on 02.01.2017.\n"


def test_letters(program: Program, tmp_path: Path) -> None:
    """A unit's letter has its measures, dates and days left in the register's language, always the same."""
    config = ("config", "set", "contact.name=Ім’я ПРІЗВИЩЕ", "contact.phone=5-55-55", "--reason", "x")
    assert program(*config).code == 0
    answer = program("due", "--on", IN_TIME, "--letter", str(tmp_path / "once"))
    files = [Path(line) for line in answer.out.splitlines()]
    assert [file.name for file in files] == ["nahaduvannia-office.txt", "nahaduvannia-legal.txt"]
    text = files[0].read_text(encoding="utf-8").replace("\u00a0", " ")
    for part in (
        *(
            "Кому: Загальний відділ",
            "до 05.01.2018 включно",
            "лишилося 2 дні",
            "- № 6 Захід 6 – інформації",
        ),
        *("строк минув 01.07.2017, прострочено на 186 днів", "Ім’я ПРІЗВИЩЕ, 5-55-55"),
    ):
        assert part in text
    assert "Захід 10" not in text
    again = program.json("due", "--on", IN_TIME, "--letter", str(tmp_path / "again"))["files"]
    assert [Path(each["path"]).read_bytes() for each in again] == [file.read_bytes() for file in files]
    late = program("due", "--on", LATE, "--unit", "legal", "--letter", str(tmp_path / "late")).out.strip()
    assert "слід було подати" in Path(late).read_text(encoding="utf-8")


def test_letters_hold_hostile_texts(program: Program, tmp_path: Path) -> None:
    """Letters are plain text, so markup in a title appears as typed."""
    title = "[a](http://x) **ж** <script> | `ls`"
    program("set", "10", f"title={title}", "--reason", "x")
    program("due", "--on", IN_TIME, "--letter", str(tmp_path))
    text = (tmp_path / "nahaduvannia-legal.txt").read_text(encoding="utf-8")
    assert f"- №\u00a010 {title} – " in text
    assert text.count("*") == title.count("*")


def test_letters_are_short(program: Program, tmp_path: Path) -> None:
    """A letter names the first three of many other units, by their short names."""
    for number in range(1, 6):
        add = ("unit", "add", f"Відділ {number} ради", "--id", f"u{number}", "--short", f"В{number}")
        assert program(*add, "--reason", "x").code == 0
    units = '["legal", "u1", "u2", "u3", "u4", "u5"]'
    assert program("set", "10", f"responsible={units}", "--reason", "x").code == 0
    program("due", "--on", IN_TIME, "--letter", str(tmp_path))
    text = (tmp_path / "nahaduvannia-legal.txt").read_text(encoding="utf-8")
    assert "(разом із: В1; В2; В3 та ще 2)" in text


def test_refused(program: Program, tmp_path: Path) -> None:
    """If one letter can't be written, none is left; an unreadable record is reported with exit code 1."""
    (tmp_path / "out" / "nahaduvannia-legal.txt").mkdir(parents=True)
    answer = program("due", "--on", IN_TIME, "--letter", str(tmp_path / "out"))
    assert (answer.code, "nahaduvannia-legal.txt" in answer.err) == (1, True)
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["nahaduvannia-legal.txt"]
    (program.folder / PROGRESS).write_text("status = 5\n", encoding="utf-8")
    program.commit()
    answer = program("due", "--on", IN_TIME)
    assert (answer.code, PROGRESS in answer.err) == (1, True)


def test_proposals(program: Program) -> None:
    """Corrections that units proposed of a closed period are told of by `due` and `check`."""
    program("close", PERIOD, "--reason", "Подано листом", "--to", str(program.folder.parent / "z"))
    let_officers_rule(program.folder, "officer", "office")
    assert program("set", "4", "text=Інакше", "--period", PERIOD, "--reason", "Надійшли дані").code == 0
    for command in ("due", "check"):
        answer = program(command)
        assert "1 proposed correction waits for the authorised officer" in answer.err
        assert "prozvit resolve" in answer.err

"""`blame`, `diff` and the filters of `history`: who wrote each part, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.cli.conftest import PERIOD, PROGRESS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Program

TEXT = "Проведено нараду.\nГотуємо наради."


@pytest.fixture
def edited(program: Program) -> Program:
    """Return a register in which a second change added a paragraph and a percent to a progress."""
    program("set", "4", f"text={TEXT}", "percent=60", "--reason", "Проведено\nдругу")
    return program


def test_blame_json(edited: Program) -> None:
    """`blame --json` gives the commit, time, author and reason of each field and paragraph."""
    told = edited.json("blame", "4", "--period", PERIOD)
    first, last = edited.git("log", "-2", "--format=%H", "--reverse").split()
    origins = {each["key"]: each["commit"] for each in told["fields"]}
    assert {"number", "deadline.text", "responsible"} < set(origins)
    assert (origins["status"], origins["percent"]) == (first, last)
    assert [(each["text"], each["commit"]) for each in told["paragraphs"]] == [
        ("Проведено нараду.", last),
        ("Готуємо наради.", first),
    ]
    status = next(each for each in told["fields"] if each["key"] == "status")
    assert status == {
        "key": "status",
        "value": "in-progress",
        "commit": first,
        "at": "2017-01-10T09:00:00+02:00",
        "by": {"login": "clerk", "name": "Старший інспектор", "email": "clerk@rada.example"},
        "reason": "Подано",
    }


def test_blame_text(edited: Program) -> None:
    """`blame` groups the parts written in one change under one heading, paragraphs in their order."""
    lines = edited("blame", "4", "--period", PERIOD).out.splitlines()
    assert lines[0] == "4. Захід 4"
    assert "    Responsible units: Загальний відділ" in lines
    place = lines.index("    Percent: 60")
    assert lines[place - 1 : place + 2] == ["  » Проведено", "    Percent: 60", "    Проведено нараду."]
    assert lines.index("    Готуємо наради.") > place


def test_blame_before(edited: Program) -> None:
    """`blame` works at an earlier commit; for a period without progress it shows the measure alone."""
    then = edited.json("blame", "4", "--period", PERIOD, "--at", "HEAD~1")
    assert [each["text"] for each in then["paragraphs"]] == ["Готуємо наради."]
    answer = edited("blame", "4", "--period", "2017-Q1")
    assert (answer.code, answer.err) == (0, "There is no progress for quarter I of 2017.\n")
    assert "Number: 4" in answer.out
    assert edited("blame", "99").code == 1


def test_renumbered_and_taken_back(edited: Program) -> None:
    """Renumbering keeps a measure's history; a value restored by `undo` is attributed to the undo."""
    edited("set", "4", "number=41", "--reason", "Нова редакція")
    edited("undo", "HEAD~1", "--reason", "Помилка")
    assert len(edited.json("history", "41")["changes"]) == 5
    told = edited.json("blame", "41", "--period", PERIOD)
    commits = {each["key"]: each["commit"] for each in told["fields"]}
    renumbered, undone = (edited.git("rev-parse", name).strip() for name in ("HEAD~1", "HEAD"))
    assert (commits["number"], commits["percent"]) == (renumbered, undone)
    first = edited.git("rev-parse", "HEAD~3").strip()
    assert [(each["text"], each["commit"]) for each in told["paragraphs"]] == [("Готуємо наради.", first)]


def test_diff_of_revisions(edited: Program) -> None:
    """`diff` of two revisions lists every record that differs, field by field, and texts by words."""
    edited("set", "6", "title=Інакше", "--reason", "Зміна")
    edited("set", "6", "number=3", "--reason", "Зміна")
    told = edited.json("diff", "HEAD~3", "HEAD")
    assert told["from"] == {"commit": edited.git("rev-parse", "HEAD~3").strip(), "period": None}
    changes = [(each["path"], each["number"], len(each["fields"])) for each in told["changes"]]
    assert changes == [("measures/2017/6/measure.toml", "3", 2), (PROGRESS, "4", 2)]
    assert told["changes"][0]["fields"][0] == {"key": "number", "old": "6", "new": "3"}
    lines = edited("diff", "HEAD~3", "HEAD").out.splitlines()
    assert "    Percent: 50 → 60" in lines
    assert "    What was done: {+Проведено нараду.+}" in lines
    assert edited("diff", "HEAD", "HEAD").err == "Nothing differs.\n"


def test_diff_of_periods(edited: Program) -> None:
    """`diff` of two periods compares the progress of each measure, now or as of a revision."""
    edited("set", "4", "--period", "2017-Q3", "percent=20", "text=Готуємо.", "--reason", "Подано")
    told = edited.json("diff", "III кв 2017", PERIOD)
    assert (told["from"]["period"], told["to"]["period"]) == ("2017-Q3", PERIOD)
    [change] = told["changes"]
    assert (change["measure"], change["period"]) == ("2017/4", PERIOD)
    assert {each["key"]: (each["old"], each["new"]) for each in change["fields"]}["percent"] == (20, 60)
    before = edited.json("diff", f"{PERIOD}@HEAD~2", PERIOD)
    assert before == edited.json("diff", "HEAD~2", PERIOD)
    assert [each["key"] for each in before["changes"][0]["fields"]] == ["percent", "text"]
    [new] = edited.json("diff", f"2017-Q3@{before['from']['commit']}", "2017-Q3")["changes"]
    assert {each["old"] for each in new["fields"]} == {None}


def test_diff_of_a_year(edited: Program) -> None:
    """A year in a register that reports by quarter is refused as a period, but may be a tag's name."""
    assert edited("diff", "2017", "2017").code == edited("diff", PERIOD, "2030-Q1").code == 2
    edited.git("tag", "2017", "HEAD~1")
    assert edited.json("diff", "2017", "HEAD")["from"] == {
        "commit": edited.git("rev-parse", "HEAD~1").strip(),
        "period": None,
    }
    assert (edited("diff", "2017-Q5", "HEAD").code, edited("diff", "no-such-tag", "HEAD").code) == (2, 1)


def test_history_of_others_alone(program: Program) -> None:
    """`history --through other` lists commits made outside prozvit; a programme's id is a filter too."""
    (program.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    program.commit()
    [entry] = program.json("history", "--through", "other")["changes"]
    assert entry["reason"] == "Вручну"
    assert len(program.json("history", "--through", "prozvit")["changes"]) == 5
    own = program.json("history", "--programme", "2017")["changes"]
    assert {each["measure"] for each in own} == {"2017/4", "2017/6", "2017/10"}
    assert program("history", "--by", "nobody").err == "No changes.\n"
    assert program("history", "--programme", "2018").code == 2


def test_own_files(program: Program, tmp_path: Path) -> None:
    """Changes of units, rules and closing records are described in words, under their file."""
    before = program.head
    program("unit", "rename", "office", "Загальна служба", "--reason", "Назва")
    program("config", "set", "submit_by_day=20", "--reason", "Рішення")
    program("close", PERIOD, "--reason", "Усе", "--to", str(tmp_path / "out"))
    told = program("history", "--limit", "3").out
    for line in (
        "units.toml\n      Unit office: Загальний відділ → Загальна служба\n",
        "register.toml\n      The register submits by day: 15 → 20\n",
        f"periods/{PERIOD}.toml\n      Measures in the report: 3\n      Closed by: ",
    ):
        assert line in told
    entries = program.json("history", "--limit", "3")["changes"]
    paths = {field["path"] for entry in entries for field in entry["fields"]}
    assert paths == {"units.toml", "register.toml", f"periods/{PERIOD}.toml"}
    assert "    Unit office: Загальний відділ → Загальна служба\n" in program("diff", before, "HEAD").out

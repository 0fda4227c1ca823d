"""`add`, `set` and `retire`: each call makes one commit with the requested change, or none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.cli.conftest import PERIOD, PROGRESS, Program

WHY = ("--reason", "Так треба")


def added(program: Program, number: str, *options: str) -> Any:
    """Add a measure and return it as `show --json` prints it."""
    answer = program("add", number, "--title", "Новий захід", *options, *WHY)
    assert answer.code == 0, answer.err
    return program.json("show", number)


def test_add(program: Program) -> None:
    """`add` saves a measure with the dates read from its deadline's wording."""
    before = program.head
    found = added(program, "7а.", "--deadline", "II квартал 2017 року", "--responsible", "Юристи")
    assert (found["id"], found["number"]) == ("7a", "7а")
    assert found["deadline"] == {
        "text": "II квартал 2017 року",
        "kind": "quarter",
        "from": "2017-04-01",
        "until": "2017-06-30",
    }
    assert [unit["id"] for unit in found["responsible"]] == ["legal"]
    assert program.git("rev-list", "--count", f"{before}..HEAD") == "1\n"
    assert "Prozvit-Action: create" in program.git("log", "-1")


def test_number_taken(program: Program) -> None:
    """A number already in use is refused with the file of the measure that has it."""
    answer = program(
        "add", "4", "--title", "Т", "--deadline", "Постійно", "--responsible", "office", "--reason", "x"
    )
    assert answer.code == 1
    assert "measures/2017/4/measure.toml, key “number” (4)" in answer.err


def test_add_units(program: Program) -> None:
    """Units keep the order given; an unknown name becomes a new unit, and the program says so."""
    units = ("--responsible", "office", "Юристи", "--responsible", "Відділ освіти")
    answer = program("add", "12", "--title", "Т", "--deadline", "Постійно", *units, *WHY)
    assert answer.err == "“Відділ освіти” is a new unit, viddil-osvity: it is recorded with this change.\n"
    found = program.json("show", "12")["responsible"]
    assert {unit["id"]: unit["name"] for unit in found} == {
        "office": "Загальний відділ",
        "legal": "Юридичний відділ",
        "viddil-osvity": "Відділ освіти",
    }
    files = program.git("show", "--name-only", "--format=", "HEAD").split()
    assert files == ["measures/2017/12/measure.toml", "units.toml"]


def test_add_more(program: Program) -> None:
    """`add` also takes section, indicator and funding."""
    options = ("--section", "Розділ", "--indicator", "Наради", "--funding", "Не потребує")
    found = added(program, "12", "--deadline", "Постійно", "--responsible", "office", *options)
    assert [found[key] for key in ("section", "indicator", "funding")] == ["Розділ", "Наради", "Не потребує"]


def test_doubt(program: Program) -> None:
    """A deadline whose wording gives no date is saved with a warning."""
    answer = program(*("add", "12", "--title", "Т", "--deadline", "колись", "--responsible", "office"), *WHY)
    assert answer.code == 0
    assert program.json("show", "12")["deadline"]["kind"] == "other"


@pytest.mark.parametrize(
    ("status", "percent"),
    [("implemented", 100), ("not-started", 0), ("partly", 50), ("not-implemented", 50), ("in-progress", 50)],
)
def test_status_alone(program: Program, status: str, percent: int) -> None:
    """Setting the status alone also sets the percent that belongs to it."""
    answer = program("set", "4", f"status={status}", "--period", PERIOD, *WHY)
    assert answer.code == 0, answer.err
    assert program.json("show", "4")["progress"][PERIOD]["percent"] == percent


@pytest.mark.parametrize(
    ("status", "percent"), [("implemented", 100), ("partly", 1), ("in-progress", 0), ("not-implemented", 0)]
)
def test_first_status(program: Program, status: str, percent: int) -> None:
    """The status of a first progress, set alone, also sets the percent that belongs to it."""
    assert program("set", "10", f"status={status}", "text=Проведено навчання у школах.", *WHY).code == 0
    assert program.json("show", "10")["progress"][PERIOD]["percent"] == percent


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("deadline.text=до 01.12.2017", "The deadline passed on 01.07.2017"),
        ("deadline.text=до листопада 2017 року", "is read as up to"),
        ("responsible=", "No unit is responsible"),
    ],
)
def test_warned_as_the_form(program: Program, typed: str, warned: str) -> None:
    """`set` prints the same warnings as the form, both before a save and after it."""
    for options in ((*WHY, "--dry-run"), WHY):
        answer = program("set", "6", typed, *options)
        assert answer.code == 0, answer.err
        assert warned in answer.err
    assert "read as up to" not in program("set", "6", "section=Інше", *WHY).err


def test_first_progress(program: Program) -> None:
    """A first progress with a text alone is saved as in progress, 0 %."""
    program("set", "10", "text=Почали.", *WHY)
    found = program.json("show", "10")["progress"][PERIOD]
    assert (found["status"], found["percent"], found["text"]) == ("in-progress", 0, "Почали.")


def test_both(program: Program) -> None:
    """Fields of a measure and of its progress, set in one call, make one commit."""
    before = program.head
    answer = program("set", "4", "title=Інакше", "deadline.text=Постійно", "percent=100", *WHY)
    assert answer.code == 0, answer.err
    assert program.git("rev-list", "--count", f"{before}..HEAD") == "1\n"
    found = program.json("show", "4")
    assert (found["title"], found["deadline"]["kind"]) == ("Інакше", "continuous")
    assert found["progress"][PERIOD]["percent"] == 100


def test_overruled(program: Program) -> None:
    """The kind and dates read from a deadline's wording can be overridden in the same call."""
    program("set", "4", "deadline.text=до 01.07.2017", "deadline.until=01.08.2017", *WHY)
    assert program.json("show", "4")["deadline"]["until"] == "2017-08-01"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("percent=150", "at most 100"),
        ("status=done", "one of implemented"),
        ("deadline.kind=bogus", "one of continuous"),
        ("title=", "The title is empty. Write what the measure is."),
        ("title= ", "The title is empty. Write what the measure is."),
    ],
)
def test_not_valid(program: Program, typed: str, said: str) -> None:
    """A readable but invalid value is refused with exit code 1 and the reason; nothing is saved."""
    answer = program("set", "4", typed, *WHY)
    assert answer.code == 1
    assert answer.err.startswith("Nothing was saved. measures/2017/4/")
    assert said in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--unit", "nobody"),
        ("list", "--programme", "1999"),
        ("officer", "end", "nobody", *WHY),
        ("list", "--period", "2030-Q1"),
    ],
)
def test_unknown_name(program: Program, arguments: tuple[str, ...]) -> None:
    """An unknown unit, programme, officer or period is refused as wrong usage."""
    assert program(*arguments).code == 2


def test_emptied(program: Program) -> None:
    """KEY= removes an optional field."""
    program("set", "6", "section=", *WHY)
    assert program.json("show", "6")["section"] is None
    program("set", "6", "responsible=", "deadline.text=", *WHY)
    assert program.json("show", "6")["responsible"] == []
    program("set", "4", "text=", *WHY)
    assert program.json("show", "4")["progress"][PERIOD]["text"] == ""
    assert "text" not in (program.folder / PROGRESS).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["title", "number", "status"])
def test_not_emptied(program: Program, key: str) -> None:
    """A required field can't be removed."""
    before = program.head
    answer = program("set", "4", f"{key}=", *WHY)
    assert answer.code in {1, 2}, answer
    assert answer.err
    assert program.head == before


def test_renumbered(program: Program) -> None:
    """A measure's number can change but its id does not, and no two measures have the same number."""
    assert program("set", "4", "number=5", *WHY).code == 0
    assert program.json("show", "5")["id"] == "4"
    assert program("set", "5", "number=10", *WHY).code == 1


def test_dry_run(program: Program) -> None:
    """`set --dry-run` gives the warnings and refusals of `set`, and saves nothing."""
    head, wished = program.head, ("set", "6", "text=Дзвоніть: +380501234567, a@b.ua", "--period", PERIOD)
    assert program(*wished, "--dry-run").code == 1
    dry = program(*wished, *WHY, "--dry-run")
    assert program.head == head
    saved = program(*wished, *WHY)
    assert dry.err == saved.err
    assert dry.err.count("warning") >= 2


def test_retire(program: Program) -> None:
    """`retire` records the first period without the measure: the given one, or else the open period."""
    program("retire", "10", *WHY)
    assert program.json("show", "10")["retired"] == PERIOD
    head = program.head
    assert "already" in program("retire", "10", *WHY).err
    assert program.head == head
    program("retire", "6", "--period", "2018-Q1", "--programme", "2017", *WHY)
    assert program.json("show", "6", "--period", PERIOD)["retired"] == "2018-Q1"
    assert [each["number"] for each in program.json("list")["measures"]] == ["4", "6"]


def test_saved(program: Program) -> None:
    """After a save the program prints the commit and its subject."""
    answer = program.plain("set", "4", "percent=60", *WHY)
    assert answer.out == (f"Збережено: {program.head[:10]} Захід 4, IV квартал 2017 року: 50 % → 60 %\n")


def test_hand_edit(program: Program) -> None:
    """A hand edit that a save overwrites is set aside, and the program says where."""
    (program.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    answer = program("set", "4", "percent=60", *WHY)
    assert answer.code == 0
    assert "edited by hand" in answer.err
    assert program.git("status", "--porcelain") == ""


def test_removed(program: Program) -> None:
    """Characters that a register may not contain are removed, and their number is printed."""
    answer = program("set", "4", "text=Три\u202eнаради\x1b", *WHY)
    assert "2 characters" in answer.err
    assert program.json("show", "4")["progress"][PERIOD]["text"] == "Тринаради"


def test_closed(program: Program) -> None:
    """A closed period's progress is corrected if a reason is given, and refused without one."""
    closed = program.folder / "periods" / f"{PERIOD}.toml"
    closed.parent.mkdir()
    closed.write_text('count = 3\nby = "x"\nat = 2018-01-15T10:00:00+02:00\n', encoding="utf-8")
    program.commit()
    answer = program("set", "4", "percent=60", "--period", PERIOD)
    assert answer.code == 1
    assert "closed" in answer.err
    program("set", "4", "percent=60", "--period", PERIOD, *WHY)
    assert "Prozvit-Action: correct" in program.git("log", "-1")


def test_other_branch(program: Program) -> None:
    """On another branch a register can be read, and a save is refused with the reason."""
    program.git("switch", "-q", "-c", "spare")
    assert program("list").code == 0
    answer = program("set", "4", "percent=60", *WHY)
    assert answer.code == 1
    assert "spare" in answer.err


def test_warned(program: Program) -> None:
    """A valid but doubtful value is saved with a warning."""
    answer = program("set", "4", "text=Повідомив викривач Петренко Іван, тел. +380501234567.", *WHY)
    assert answer.code == 0
    lines = answer.err.splitlines()
    assert lines
    assert all(line.startswith("warning: ") for line in lines)
    assert program("set", "4", "text=Проведено дві наради з керівниками відділів.", *WHY).err == ""
    assert program("set", "10", "title=Kостянтинівка", *WHY).err.count("warning: ") == 1


def test_not_allowed(program: Program) -> None:
    """Where only officers may write, an account that is none saves nothing, and can still read."""
    rules = program.folder / "register.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("open = true", "open = false"), encoding="utf-8")
    program.commit()
    before = program.head
    answer = program("set", "4", "percent=60", *WHY)
    assert answer.code == 1
    assert "officers.toml" in answer.err
    assert program.head == before
    assert program("list").code == 0

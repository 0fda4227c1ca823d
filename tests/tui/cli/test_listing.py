"""`list`, `show` and `history` print the register's content for people and for scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from records.files.sealing import covers
from tests.tui.cli.conftest import PERIOD, PROGRESS, Program


def test_list(program: Program) -> None:
    """`list` shows number, title, deadline, units, status, percent and review, or missing progress."""
    assert [line.split("\t") for line in program("list").out.splitlines()] == [
        ["Зразківська міська рада · quarter IV of 2017"],
        ["No.", "Measure", "Deadline", "Responsible", "Status", "%", "Review"],
        ["4", "Захід 4", "Протягом року", "Загальний відділ", "In progress", "50", "recorded"],
        ["6", "Захід 6", "до 01.07.2017", "Загальний відділ", "not submitted", "", ""],
        ["10", "Захід 10", "Протягом року", "Юристи", "not submitted", "", ""],
        ["3 measures"],
    ]


def test_list_in_ukrainian(program: Program) -> None:
    """`list` is in the register's language by default."""
    lines = program.plain("list").out.splitlines()
    assert lines[0] == "Зразківська міська рада · IV квартал 2017 року"
    assert lines[2].endswith("Виконується\t50\tзбережено")
    assert lines[-1] == "3 заходи"


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--unit", "юристи"], ["10"]),
        (["--unit", "legal"], ["10"]),
        (["--overdue"], ["6"]),
        (["--missing", "--unit", "office"], ["6"]),
        (["--search", "розділ і"], ["6"]),
        (["--search", "юридичний"], ["10"]),
        (["--search", "готуємо ЗАХІД"], ["4"]),
        (["--status", "implemented"], []),
        (["--status", "виконується"], ["4"]),
        (["--period", "2017-Q3", "--missing"], ["4", "6", "10"]),
        (["--at", "HEAD~2"], []),
        (["--at", "2017-01-10"], ["4", "6", "10"]),
    ],
    ids=" ".join,
)
def test_filters(program: Program, options: list[str], numbers: list[str]) -> None:
    """Each filter keeps the matching measures, and filters combine."""
    assert [each["number"] for each in program.json("list", *options)["measures"]] == numbers


def test_filters_told(program: Program) -> None:
    """The JSON document of a filtered list names the filters, a unit by its id."""
    told = program.json("list", "--unit", "юристи", "--missing", "--search", "захід")["filters"]
    assert told == {"unit": "legal", "missing": True, "search": "захід"}


def test_no_such_status(program: Program) -> None:
    """An unknown status is refused with a list of all statuses by code and name."""
    answer = program("list", "--status", "done")
    assert answer.code == 2
    assert "implemented (Implemented); partly (Partly implemented)" in answer.err


def test_nothing(program: Program) -> None:
    """An empty list says that there are no measures."""
    assert program("list", "--status", "implemented").out.splitlines()[-1] == "No measures."


def test_done_earlier(program: Program) -> None:
    """A measure accepted as implemented earlier keeps its percent and is not missing until that changes."""
    file = program.folder / "measures/2017/4/2017-Q1.toml"
    text = 'status = "implemented"\npercent = 100\ntext = """\nЗроблено.\n"""\n\n'
    review = '[review]\nstate = "accepted"\nby = "x"\nat = 2017-04-03T10:00:00+03:00\n'
    file.write_text(f'{text}{review}covers = "{covers(text.encode())}"\n', encoding="utf-8")
    program.commit()
    line = program("list", "--period", "2017-Q2").out.splitlines()[2]
    assert line.split("\t")[-3:] == ["done earlier", "100", ""]
    assert program.json("show", "4", "--period", "2017-Q2")["progress"] == {"2017-Q2": None}
    file.write_text(file.read_text(encoding="utf-8").replace("Зроблено", "Зроблено ще раз"), encoding="utf-8")
    program.commit()
    line = program("list", "--period", "2017-Q2").out.splitlines()[2]
    assert line.split("\t")[-3:] == ["not submitted", "", ""]


def test_show(program: Program) -> None:
    """`show` prints all fields of the measure, then its progress for the period."""
    assert program("show", "4").out.splitlines() == [
        "4. Захід 4",
        "",
        "Deadline: Протягом року",
        "Responsible units: Загальний відділ",
        "",
        "quarter IV of 2017",
        "Status: In progress",
        "Percent: 50",
        "",
        "Готуємо наради.",
    ]
    assert program("show", "10.").out.splitlines()[-1] == "quarter IV of 2017: not submitted"


def test_show_json(program: Program) -> None:
    """`show --json` has every field that a progress can have, even empty ones."""
    (program.folder / PROGRESS).write_text(
        'status = "partly"\npercent = 40\ncompleted = 2017-12-20\n'
        'text = """\nПерше.\n- друге\n- третє\n"""\n\n'
        '[[evidence]]\ntitle = "Наказ"\nurl = "https://rada.example/n"\n\n'
        '[review]\nstate = "returned"\nby = "x"\nat = 2018-01-03T10:00:00+02:00\nnote = "Додати"\n',
        encoding="utf-8",
    )
    program.commit()
    assert program.json("show", "4")["progress"][PERIOD] == {
        "status": "partly",
        "percent": 40,
        "text": "Перше.\n- друге\n- третє",
        "paragraphs": ["Перше.", "друге", "третє"],
        "completed": "2017-12-20",
        "evidence": [{"title": "Наказ", "ref": None, "url": "https://rada.example/n", "sha256": None}],
        "review": {
            "state": "returned",
            "by": "x",
            "at": "2018-01-03T10:00:00+02:00",
            "note": "Додати",
            "covers": None,
            "lapsed": True,
        },
    }
    said = program("show", "4").out
    assert "· Наказ, https://rada.example/n" in said
    assert "returned: x, 03.01.2018 10:00" in said


def test_unreadable(program: Program) -> None:
    """`list` shows what can be read and names the rest; `show` fails only on files of its own measure."""
    (program.folder / PROGRESS).write_text("status = 5\n", encoding="utf-8")
    program.commit()
    answer = program("list")
    assert answer.code == 1
    assert "3 measures" in answer.out
    assert PROGRESS in answer.err
    own, other = program("show", "4", "--json"), program("show", "10", "--json")
    assert (own.code, other.code) == (1, 0)
    assert PROGRESS in own.err
    assert other.err == ""


def test_closed_period(program: Program) -> None:
    """A closed period lists its report's measures and notes later changes; --at shows the old values."""
    for period in ("2017-Q3", PERIOD):
        program("close", period, "--reason", "Строк минув", "--to", str(program.folder.parent / "out"))
    program("set", "4", "title=Захід тепер", "--reason", "Нове рішення")
    program(
        "add",
        "11",
        "--title",
        "Пізніший",
        "--deadline",
        "Постійно",
        "--responsible",
        "office",
        "--reason",
        "x",
    )
    told = program("list", "--period", PERIOD)
    assert "1 measure was changed in the programme since the closing" in told.err
    assert "\n4\tЗахід тепер\t" in told.out
    assert "Пізніший" not in told.out
    to = ("--to", str(program.folder.parent))
    # The second round runs after reopening: the next edition has the same rows.
    for _ in range(2):
        listed = program.json("list", "--period", PERIOD)["measures"]
        written = program.json("export", PERIOD, "--format", "json", *to)["files"]
        reported = json.loads(Path(written[0]["path"]).read_text(encoding="utf-8"))["measures"]
        assert [each["number"] for each in listed] == ["4", "6", "10"]
        assert listed == reported
        compared = program.json("compare", "2017-Q3", PERIOD, "--format", "md", *to)["files"]
        assert "Пізніший" not in Path(compared[0]["path"]).read_text(encoding="utf-8")
        program("reopen", PERIOD, "--reason", "Помилка")
    then = program("list", "--period", PERIOD, "--at", f"report/{PERIOD}")
    assert "\n4\tЗахід 4\t" in then.out
    assert then.err == ""
    assert "Пізніший" in program("list", "--period", "2017-Q2").out


def test_several_programmes(program: Program) -> None:
    """If two programmes have a period, one must be named."""
    rules = program.folder / "register.toml"
    more = '\n[[programmes]]\nid = "second"\ntitle = "Друга"\nfrom = 2017-06-01\nto = 2018-12-31\n'
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    program.commit()
    answer = program("list", "--period", PERIOD)
    assert answer.code == 2
    assert "--programme" in answer.err
    assert "2017, second" in answer.err.replace(";", ",")
    assert len(program.json("list", "--period", PERIOD, "--programme", "2017")["measures"]) == 3
    assert program.json("list", "--period", "2018-Q1")["measures"] == []


def test_history(program: Program) -> None:
    """`history` shows who made each change, when and why, with old and new values."""
    program("set", "4", "percent=60", "status=partly", "--reason", "Уточнено\nдвічі", "--basis", "лист № 7")
    lines = program("history", "4", "--limit", "1").out.splitlines()
    assert re.fullmatch(rf"{program.head[:10]}  \d\d\.\d\d\.\d{{4}} \d\d:\d\d  \S.*", lines[0])
    assert lines[1:] == [
        "    measure 4, quarter IV of 2017, progress changed",
        "    Status: In progress → Partly implemented",
        "    Percent: 50 → 60",
        "    » Уточнено",
        "    » двічі",
        "    Basis: лист № 7",
        "",
    ]


def test_history_filters(program: Program) -> None:
    """`history` filters by its options; a commit to several measures is an entry for each."""
    by = [each["measure"] for each in program.json("history", "--by", "clerk")["changes"]]
    assert by == ["2017/4", "2017/10", "2017/4", "2017/6", None]
    assert program.json("history", "--by", "somebody")["changes"] == []
    assert len(program.json("history", "--unit", "юристи")["changes"]) == 1
    assert len(program.json("history", "--period", PERIOD)["changes"]) == 1
    assert len(program.json("history", "--since", "11.01.2017")["changes"]) == 0
    assert len(program.json("history", "--until", "2017-01-10", "--limit", "2")["changes"]) == 2
    assert len(program.json("history", "--field", "deadline")["changes"]) == 3


def test_history_of_others(program: Program) -> None:
    """A commit made without prozvit is marked so, with its whole message as the reason."""
    (program.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    program.commit()
    [entry] = program.json("history", "--limit", "1")["changes"]
    told = {key: entry[key] for key in ("action", "reason", "basis", "through", "signature")}
    assert told == {
        "action": None,
        "reason": "Вручну",
        "basis": None,
        "through": "other",
        "signature": "none",
    }
    assert {each["key"] for each in entry["fields"]} == {"status", "percent", "text"}
    assert "not through prozvit" in program("history", "--limit", "1").out

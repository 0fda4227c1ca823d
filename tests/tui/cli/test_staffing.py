"""`unit`, `officer` and `config` list and change the units, officers and rules."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from records.files.snapshot import Snapshot
from records.identity import login
from tests.tui.cli.conftest import Program
from tests.tui.cli.test_making import KEY, TABLE

if TYPE_CHECKING:
    from pathlib import Path

WHY = ("--reason", "Розпорядження № 5")
PRINT = "SHA256:2siWF6UWcirVLa8PlDHUyMDuBU4rnhi1/oeI3IHzw/U"


def stored(program: Program, file: str) -> dict[str, Any]:
    """Return the content of a TOML file in the last commit."""
    return tomllib.loads(program.git("show", f"HEAD:{file}.toml"))


def rule(program: Program, role: str, *units: str) -> None:
    """Let officers.toml rule; the account that runs the tests gets a role, another one is administrator."""
    add = program("officer", "add", "boss", "--role", "administrator", *WHY)
    assert add.code == 0, add.err
    named = [word for unit in units for word in ("--unit", unit)]
    assert program("officer", "add", login(), "--name", "Я САМ", "--role", role, *named, *WHY).code == 0
    assert program("config", "set", "open=false", *WHY).code == 0


def test_units(program: Program) -> None:
    """A unit is added with an id made from its name, renamed without changing the id, edited and listed."""
    added = program("unit", "add", "Архівний відділ", "--short", "Архів", *WHY)
    assert added.err == "New unit arkhivnyi-viddil: Архівний відділ\n"
    assert "Підрозділи: додано Архів" in added.out
    assert program("unit", "rename", "Архів", "Архів ради", "--basis", "рішення № 1", *WHY).code == 0
    assert (
        program("unit", "set", "arkhivnyi-viddil", "phone=5-55", "email=a@rada.example", "short=", *WHY).code
        == 0
    )
    assert stored(program, "units")["units"]["arkhivnyi-viddil"] == {
        "name": "Архів ради",
        "phone": "5-55",
        "email": "a@rada.example",
    }
    assert "Prozvit-Basis: рішення № 1" in program.git("show", "-s", "--format=%B", "HEAD~1")
    listed = program.json("unit", "list")["units"]
    assert listed[0] == {
        "id": "office",
        "name": "Загальний відділ",
        "short": None,
        "phone": None,
        "email": None,
        "measures": 2,
        "officers": [],
    }
    listed = program("unit", "list")
    assert "Архів ради" in listed.out
    assert "counts with each of them" in listed.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("unit", "add", "загальний відділ"), 2, "office"),
        (("unit", "add", "Новий", "--id", "legal"), 2, "legal"),
        (("unit", "add", "Новий", "--id", "Ні"), 2, "Write it as ni"),
        (("unit", "set", "office", "email=хтось"), 1, "хтось"),
        (("unit", "set", "office", "colour=red"), 2, "colour"),
        (("unit", "set", "nobody", "phone=1"), 2, "nobody"),
        (("unit", "rename", "office", ""), 2, "has a name"),
        (("unit", "rename", "office", "Юридичний відділ"), 2, "already"),
        (("unit", "merge", "office", "office"), 2, "itself"),
        (("officer", "set", "nobody", "name=Х"), 2, "nobody"),
        (("officer", "add", "ann", "--unit", "nowhere"), 2, "nowhere"),
        (("officer", "add", "ann", "--key", "nowhere.pub"), 2, "nowhere.pub"),
        (("officer", "add", "a b"), 1, "login"),
        (("officer", "add", "ann", "--unit", "office", "--from", "tomorrow"), 2, "tomorrow"),
        (("unit", "set", "office", "name=Х" + "х" * 3000), 1, "units.office.name"),
        (("config", "get", "opened"), 2, "opened"),
        (("config", "set", "opened=1"), 2, "opened"),
        (("config", "set", "open=perhaps"), 1, "true or false"),
        (("config", "set", "units_by_day=99"), 1, "at most 28"),
        (("config", "set", "cadence=monthly"), 1, "half-year"),
        (("config", "set", "report.columns=number"), 2, "report.columns"),
        (("config", "set", 'report.columns=["colour"]'), 1, "report.columns"),
        (("config", "set", "body="), 1, "body"),
        (("config", "set", 'programmes=[{"id": "2017"}]'), 1, "programmes.0"),
    ],
)
def test_refused(program: Program, arguments: tuple[str, ...], code: int, said: str) -> None:
    """An invalid change is refused with the key, the value or the alternatives, and nothing is written."""
    head = program.head
    more = () if arguments[1] == "get" else WHY
    answer = program(*arguments, *more)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert program.head == head


def test_merge(program: Program) -> None:
    """`unit merge` moves a unit's measures and officers to another in one commit and removes the unit."""
    program("officer", "add", "ann", "--name", "Ганна КОВАЛЬ", "--unit", "office", "--unit", "legal", *WHY)
    before = program.head
    answer = program("unit", "merge", "office", "Юристи", *WHY)
    assert answer.code == 0
    assert "Підрозділи: 2 заходи, Загальний відділ → Юристи" in answer.out
    assert program.git("rev-list", "--count", f"{before}..HEAD").strip() == "1"
    assert list(stored(program, "units")["units"]) == ["legal"]
    assert stored(program, "officers")["officers"]["ann"]["units"] == ["legal"]
    assert stored(program, "measures/2017/4/measure")["responsible"] == ["legal"]
    assert program("check").code == 0


def test_merge_keeps_history(program: Program) -> None:
    """A merged unit is kept if a retired measure still names it as responsible."""
    program("retire", "6", "--period", "2017-Q2", *WHY)
    answer = program("unit", "merge", "office", "legal", *WHY)
    assert "1 finished measure" in answer.err
    assert list(stored(program, "units")["units"]) == ["office", "legal"]
    assert stored(program, "measures/2017/6/measure")["responsible"] == ["office"]
    assert stored(program, "measures/2017/4/measure")["responsible"] == ["legal"]


def test_merge_not_allowed(program: Program) -> None:
    """The authorised officer may merge a unit only after its officers, who are named, were moved."""
    program("officer", "add", "ann", "--name", "Ганна КОВАЛЬ", "--unit", "office", *WHY)
    rule(program, "authorised")
    refused = program("unit", "merge", "office", "legal", *WHY)
    assert refused.code == 1
    assert "Ганна КОВАЛЬ" in refused.err
    assert "Загальний відділ" in refused.err


def test_administrator_merges_no_measures(program: Program) -> None:
    """The administrator can't merge a unit with measures, which only the authorised officer may change."""
    rule(program, "administrator")
    refused = program("unit", "merge", "office", "legal", *WHY)
    assert refused.code == 1
    assert "4, 6" in refused.err


def test_officers(program: Program, tmp_path: Path) -> None:
    """An officer is added with a key, edited and ended; keys are added and closed, never removed."""
    file = tmp_path / "ann.pub"
    file.write_text(KEY + "\n", encoding="utf-8")
    days = ("--from", "2026-01-10", "--until", "31.12.2026")
    named = ("--name", "Ганна КОВАЛЬ", "--email", "ann@rada.example", "--unit", "Юристи")
    assert program("officer", "add", "ann", *named, *days, "--key", str(file), *WHY).code == 0
    assert (
        program("officer", "set", "ann", "role=authorised", 'units=["office", "Юристи"]', "until=", *WHY).code
        == 0
    )
    assert program("officer", "key", "end", "ann", PRINT[:16], "--on", "2026-03-01", *WHY).code == 0
    file.write_text(KEY.replace("IHy0", "IHy1"), encoding="utf-8")
    assert program("officer", "key", "add", "ann", str(file), "--from", "2026-03-02", *WHY).code == 0
    assert program("officer", "end", "ann", "--on", "2026-12-01", *WHY).code == 0
    [ann] = program.json("officer", "list")["officers"]
    assert {name: value for name, value in ann.items() if name != "keys"} == {
        "login": "ann",
        "name": "Ганна КОВАЛЬ",
        "email": "ann@rada.example",
        "role": "authorised",
        "units": ["office", "legal"],
        "from": "2026-01-10",
        "until": "2026-12-01",
    }
    assert [(key["fingerprint"] == PRINT, key["from"], key["until"]) for key in ann["keys"]] == [
        (True, "2026-01-10", "2026-03-01"),
        (False, "2026-03-02", None),
    ]
    listed = program("officer", "list").out
    assert f"{PRINT} from 10.01.2026 to 01.03.2026" in listed
    again = program("officer", "add", "ann", "--name", "Інша ОСОБА", *WHY)
    assert (again.code, "Ганна КОВАЛЬ" in again.err) == (2, True)


def test_not_taken_back(program: Program) -> None:
    """Adding an officer or a key can't be undone; adding a unit that nothing uses can."""
    program("officer", "add", "ann", "--name", "Ганна КОВАЛЬ", *WHY)
    undone = program("undo", "HEAD", *WHY)
    assert (undone.code, "Ганна КОВАЛЬ stays" in undone.err) == (1, True)
    program("unit", "add", "Архів", *WHY)
    assert program("undo", "HEAD", *WHY).code == 0
    assert list(stored(program, "units")["units"]) == ["office", "legal"]


def test_end_today(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """An officer's right to write ends today unless a day is given."""
    monkeypatch.setattr(Snapshot, "today", lambda _: date(2028, 2, 29))
    program("officer", "add", "ann", *WHY)
    program("officer", "end", "ann", *WHY)
    assert stored(program, "officers")["officers"]["ann"]["until"] == date(2028, 2, 29)


def test_rules(program: Program) -> None:
    """`config` prints rules as `config set` takes them, and reads each kind of value as the model has it."""
    programmes = program("config", "get", "programmes").out.strip()
    wanted = {
        "units_by_day": "3",
        "require_reason": "false",
        "report.columns": '["number", "title"]',
        "report.headings.title": "Захід",
        "report.approval.name": "Ім’я ПРІЗВИЩЕ",
        "report.signatures": '[{"position": "Голова", "name": "Ім’я ПРІЗВИЩЕ"}]',
        "contact.phone": "5-55",
        "programmes": programmes.replace('"Програма"', '"Програма ради"'),
    }
    assert program("config", "set", *(f"{key}={value}" for key, value in wanted.items()), *WHY).code == 0
    for key, value in wanted.items():
        assert program("config", "get", key).out.strip() == value
    rules = stored(program, "register")
    assert rules["programmes"][0]["from"] == date(2017, 1, 1)
    document = program.json("config", "get")
    assert document["report"]["approval"] == {"position": None, "name": "Ім’я ПРІЗВИЩЕ"}
    assert program.json("config", "get", "units_by_day") == 3
    assert json.loads(program("config", "get", "programmes").out)[0]["title"] == "Програма ради"
    assert program("config", "set", "report.headings.title=", *WHY).code == 0
    assert program("config", "get", "report.headings.title").out == "\n"
    assert program("config", "set", "units_by_day=3", *WHY).err == "Nothing to change.\n"


def test_doubts(program: Program, tmp_path: Path) -> None:
    """A rule that leaves an officer without a key is recorded with a warning that names the officer."""
    (tmp_path / "key.pub").write_text(KEY, encoding="utf-8")
    program("officer", "add", "boss", "--role", "administrator", "--key", str(tmp_path / "key.pub"), *WHY)
    program("officer", "add", "ann", "--name", "Ганна КОВАЛЬ", *WHY)
    answer = program("config", "set", "require_signature=true", *WHY)
    assert answer.code == 0
    assert "Ганна КОВАЛЬ may write and has no key" in answer.err
    assert "boss" not in answer.err


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("officer", set()),
        ("auditor", set()),
        ("authorised", {"unit"}),
        ("administrator", {"unit", "officer", "config"}),
    ],
)
def test_roles(program: Program, role: str, allowed: set[str]) -> None:
    """Only authorised roles change units, officers and rules, and nobody can give themselves a role."""
    rule(program, role, *(["office"] if role == "officer" else []))
    calls = {
        "unit": ("set", "office", "phone=1"),
        "officer": ("set", login(), "role=administrator"),
        "config": ("set", "open=true"),
    }
    for name in ("unit", "officer", "config"):
        head = program.head
        answer = program(name, *calls[name], *WHY)
        if name in allowed:
            assert answer.code == 0 or "Nothing to change" in answer.err
        else:
            assert (answer.code, program.head) == (1, head)
            assert answer.err.startswith("Nothing was saved: You")


def test_first_refusals(program: Program, tmp_path: Path) -> None:
    """A person who may not change measures is told so before any other error."""
    (tmp_path / "r.md").write_text(TABLE, encoding="utf-8")
    rule(program, "officer", "office")
    calls = (
        ("add", "7", "--title", "Т", "--deadline", "Постійно", "--responsible", "Новий відділ", *WHY),
        ("retire", "4", *WHY),
        ("undo", "HEAD", *WHY),
        ("import", str(tmp_path / "r.md"), "--period", "2017-Q4"),
    )
    for call in calls:
        answer = program(*call)
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith("Nothing was saved: Your role (officer)")


def test_authorised_imports(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where officers rule the authorised officer may import, but not change rules, as the program says."""
    fresh = Program(tmp_path / "new", program._capsys)
    named = ("--body", "Рада", "--programme", "Програма на 2017 рік")
    assert fresh("init", str(fresh.folder), *named, "--officer", login()).code == 0
    fresh("officer", "add", "lead", "--role", "authorised", *WHY)
    (tmp_path / "r.md").write_text(TABLE.replace("Строк виконання", "Строки виконання"), encoding="utf-8")
    call = ("import", str(tmp_path / "r.md"), "--period", "2017-Q4")
    assert fresh(*call).code == 1
    monkeypatch.setattr("records.identity.login", lambda: "lead")
    rules = stored(fresh, "register")
    answer = fresh(*call)
    assert answer.code == 0
    assert "only the administrator" in answer.err
    assert stored(fresh, "register") == rules
    assert len(fresh.json("list", "--period", "2017-Q4")["measures"]) == 2


def test_first_administrator(program: Program, tmp_path: Path) -> None:
    """`init --officer` limits writing to officers; its first commit has the administrator and their key."""
    fresh = Program(tmp_path / "new", program._capsys)
    (tmp_path / "key.pub").write_text(KEY, encoding="utf-8")
    named = ("--body", "Рада", "--programme", "Програма на 2017 рік")
    fresh.plain("init", str(fresh.folder), *named, "--officer", "boss", "--key", str(tmp_path / "key.pub"))
    assert f"Перший адміністратор: boss\nКлюч: {PRINT}\n" in fresh.git("show", "-s", "--format=%B")
    refused = fresh("config", "set", "open=true", *WHY)
    assert (refused.code, login() in refused.err) == (1, True)

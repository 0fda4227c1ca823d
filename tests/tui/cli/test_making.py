"""`init`, `import`, `demo` and the screen: how a register is made and opened."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from records.demo.story import Story
from records.language import ENGLISH
from records.register import Register
from tests.tui.cli.conftest import PERIOD, Program
from tui.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

    from records.language import Message

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHy0PT4sMzW1vvdjPMXoCpMkpL0cWyxpl2WmzUQO8iAh officer1"
TABLE = (
    "| № | Найменування заходу | Строк виконання | Відповідальні | Стан виконання |\n"
    "| --- | --- | --- | --- | --- |\n"
    "| 4 | Захід 4 | Протягом року | Загальний відділ | Готуємо наради.<br><br>Стан виконання – 50 %. |\n"
    "| 5 | Захід 5 | колись | Загальний відділ; Відділ освіти | Почали. |\n"
)


@pytest.fixture
def fresh(program: Program, tmp_path: Path) -> Program:
    """Return the program in a folder without a register."""
    return Program(tmp_path / "new", program._capsys)


def init(fresh: Program, *options: str, programme: str = "Програма на 2024–2026 роки") -> Any:
    """Make a register; return the answer and its register.toml."""
    named = ("--body", " Рада ", "--programme", programme)
    answer = fresh("init", str(fresh.folder), *named, *options)
    file = fresh.folder / "register.toml"
    return answer, tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def test_init(fresh: Program) -> None:
    """`init` reads the programme's years from its title, prints them, and says what to do next."""
    answer, rules = init(fresh)
    assert answer.code == 0
    assert answer.out == f"Register made: {fresh.folder}\n"
    assert "Programme 2024-2026: 01.01.2024 – 31.12.2026." in answer.err
    assert "prozvit import" in answer.err
    assert rules["body"] == "Рада"
    assert rules["open"] is True
    assert rules["language"] == "en"
    assert rules["programmes"] == [
        {
            "id": "2024-2026",
            "title": "Програма на 2024–2026 роки",
            "from": date(2024, 1, 1),
            "to": date(2026, 12, 31),
        }
    ]
    assert rules["report"] == {"period_wording": "quarter"}
    assert fresh("list").code == 0


def test_imported_period(fresh: Program, tmp_path: Path) -> None:
    """A report is imported for the period that its title names, or with a warning for the one in the call."""
    init(fresh, programme="Програма на 2017 рік")
    file = tmp_path / "report.md"
    file.write_text(f"# ЗВІТ\n\nпро виконання за III квартал 2017 року\n\n{TABLE}", encoding="utf-8")
    taken = fresh("import", str(file))
    assert (taken.code, "quarter III of 2017, which it names" in taken.err) == (0, True)
    assert "not submitted yet: prozvit submit 4 5 --period 2017-Q3" in taken.err
    warned = fresh("import", str(file), "--period", "2017-Q4")
    assert (warned.code, warned.err.split(",")[0]) == (0, "The title says “за III квартал 2017 року”")
    answers = sorted(path.name for path in (fresh.folder / "measures" / "2017" / "4").iterdir())
    assert answers == ["2017-Q3.toml", "2017-Q4.toml", "measure.toml"]
    file.write_text(TABLE, encoding="utf-8")
    assert fresh("import", str(file)).code == 2


def test_imported_title(fresh: Program, tmp_path: Path) -> None:
    """A new register's reports name their quarter, but not after the import of a report that names none."""
    init(fresh, programme="Програма на 2017 рік")
    (tmp_path / "report.md").write_text(f"# ЗВІТ\n\nпро виконання\n\nРада\n\n{TABLE}", encoding="utf-8")
    assert fresh("import", str(tmp_path / "report.md"), "--period", PERIOD).code == 0
    rules = tomllib.loads((fresh.folder / "register.toml").read_text(encoding="utf-8"))
    assert rules["report"]["title"] == "про виконання"
    assert rules["report"]["period_wording"] == "none"


def test_init_dates(fresh: Program) -> None:
    """`init` takes a programme's id and dates if given."""
    days = ("--from", "01.07.2025", "--to", "2027-06-30")
    _, rules = init(fresh, "--programme-id", "second", *days)
    [programme] = rules["programmes"]
    assert (programme["id"], programme["from"], programme["to"]) == (
        "second",
        date(2025, 7, 1),
        date(2027, 6, 30),
    )


def test_init_officer(fresh: Program, tmp_path: Path) -> None:
    """With --officer only officers may write; that login is the first administrator, with name and key."""
    (tmp_path / "key.pub").write_text(KEY + "\n", encoding="utf-8")
    named = ("--name", "Ганна КОВАЛЬ", "--email", "koval@rada.example")
    answer, rules = init(fresh, "--officer", "officer1", "--key", str(tmp_path / "key.pub"), *named)
    assert rules["open"] is False
    assert "prozvit unit add" in answer.err
    with Register.open(fresh.folder) as register:
        officer = register.snapshot().officers["officer1"]
    assert officer.role == "administrator"
    assert (officer.name, officer.email) == ("Ганна КОВАЛЬ", "koval@rada.example")
    assert [key.key for key in officer.keys] == [KEY]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "private key"),
        ("not a key", "no public SSH key"),
        (f"{KEY}\n{KEY}", "no public SSH key"),
        (None, "can't be read"),
        (b"\xff", "no public SSH key"),
    ],
)
def test_init_key(fresh: Program, tmp_path: Path, content: str | bytes | None, said: str) -> None:
    """A value that is no public key is never recorded."""
    if content is not None:
        (tmp_path / "key").write_bytes(content if isinstance(content, bytes) else content.encode())
    answer, _ = init(fresh, "--officer", "officer1", "--key", str(tmp_path / "key"))
    assert answer.code == 2
    assert said in answer.err
    assert not fresh.folder.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--key", "key.pub"],
        ["--name", "Ганна КОВАЛЬ"],
        ["--to", "2023-12-31"],
        ["--from", "учора"],
        ["--programme-id", "Моя програма"],
        ["--officer", ""],
    ],
    ids=" ".join,
)
def test_init_refused(fresh: Program, options: list[str]) -> None:
    """`init` refuses a register that would be invalid."""
    answer, _ = init(fresh, *options)
    assert answer.code in {1, 2}
    assert answer.err
    assert not fresh.folder.exists()


def test_import(program: Program, tmp_path: Path) -> None:
    """`import` shows each new row as understood, then each doubt once."""
    report = tmp_path / "zvit.md"
    report.write_text(TABLE, encoding="utf-8")
    before = program.head
    dry = program("import", str(report), "--period", PERIOD, "--dry-run")
    assert program.head == before
    assert dry.out.startswith("zvit.md\n5  Захід 5\n    new measure · In progress · 1 paragraph\n    Due: ")
    assert "\n    Units: Загальний відділ; Відділ освіти (new)\nnothing new: 4\n1 new unit: " in dry.out
    assert "\nTo be recorded: Внесено звіт" in dry.out
    assert "Prozvit-" not in dry.out
    answer = program("import", str(report), "--period", PERIOD)
    assert answer.code == 0
    assert "Measure 5: " in answer.err
    assert [unit["name"] for unit in program.json("show", "5")["responsible"]] == [
        "Загальний відділ",
        "Відділ освіти",
    ]
    again = program("import", str(report), "--period", PERIOD)
    assert again.err.endswith("Nothing to change.\n")


def test_import_ranges(program: Program, tmp_path: Path) -> None:
    """A remark that applies to many measures is printed once, with ranges of their numbers."""
    report = tmp_path / "zvit.md"
    heading, rule, *_ = TABLE.splitlines()
    row = "| {n} | Захід {n} | Постійно | Відділ освіти | Почали. |"
    lines = [heading, rule, *(row.format(n=n) for n in range(20, 24)), "| 13 | Ні | Постійно | Архів | |"]
    report.write_text("\n".join(lines), encoding="utf-8")
    told = program("import", str(report), "--period", PERIOD, "--dry-run").err
    assert "Measure 20–23: no percent" in told
    assert "1 measure has no progress" in told


def test_import_several(program: Program, tmp_path: Path) -> None:
    """If one of several files is refused, none is saved; the call fails even if only the save finds it."""
    one, bad, other = (tmp_path / name for name in ("one.md", "bad.md", "other.md"))
    one.write_text(TABLE, encoding="utf-8")
    bad.write_text(TABLE.replace("| Захід 4 |", "| Захід 44 |"), encoding="utf-8")
    other.write_text(TABLE.replace("| Захід 5 |", "| Захід 55 |"), encoding="utf-8")
    before = program.head
    refused = program("import", str(one), str(bad), "--period", PERIOD)
    assert (refused.code, program.head) == (1, before)
    half = program("import", str(one), str(other), "--period", PERIOD)
    assert half.code == 1
    assert "Захід 55" in half.err
    assert half.err.endswith("Imported: 1 of 2 files.\n")
    assert program.git("rev-list", "--count", f"{before}..HEAD") == "1\n"


def test_import_table(program: Program, tmp_path: Path) -> None:
    """Reimporting an edited export of a table with --update saves the edited cells and no other."""
    program("export", PERIOD, "--format", "csv", "--to", str(tmp_path))
    table = tmp_path / f"zvit-{PERIOD}" / "measures.csv"
    assert program("import", str(table), "--period", PERIOD, "--update").err.endswith("Nothing to change.\n")
    table.write_text(table.read_text(encoding="utf-8").replace("in-progress,50", "in-progress,60"), "utf-8")
    refused = program("import", str(table), "--period", PERIOD)
    assert (refused.code, "--update" in refused.err) == (1, True)
    program("set", "4", "text=Провели.", "--period", PERIOD, "--reason", "Так")
    assert program("import", str(table), "--period", PERIOD, "--update").code == 0
    progress = program.json("show", "4", "--period", PERIOD)["progress"][PERIOD]
    assert (progress["percent"], progress["text"]) == (60, "Провели.")


def test_no_terminal(program: Program) -> None:
    """Without a terminal the screen is refused as wrong usage."""
    answer = program()
    assert answer.code == 2
    assert "terminal" in answer.err


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Pretend to be at a terminal, and record the arguments of each screen that is opened."""
    opened: list[dict[str, Any]] = []

    def run(register: Register, **options: Any) -> int:
        opened.append({"folder": register.path, **options})
        return 0

    monkeypatch.setattr("tui.running.run", run)
    for module in ("opening", "demonstrating"):
        monkeypatch.setattr(f"tui.cli.{module}.is_terminal", lambda: True)
    for name in ("TEXTUAL_DISABLE_KITTY_KEY", "ESCDELAY", "TEXTUAL_ANIMATIONS"):
        monkeypatch.setenv(name, "1")
    return opened


def test_screen(program: Program, screens: list[dict[str, Any]]) -> None:
    """Without a command the register's screen opens, with the given language and options."""
    assert program("--mouse", "--ascii").code == 0
    [opened] = screens
    assert opened["folder"] == program.folder
    assert (opened["mouse"], opened["plain"]) == (True, True)
    assert opened["language"].code == "en"


@pytest.fixture
def first_screens(screens: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Pretend to be at a terminal, and record the arguments of each first screen that is opened."""

    def begin(why: Message | None, folder: Path | None, **options: Any) -> int:
        screens.append({"why": why, "folder": folder, **options})
        return 0

    monkeypatch.setattr("tui.running.begin", begin)
    return screens


def test_first_screen(
    first_screens: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal without a register the first screen opens, and no error is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROZVIT_REGISTER", raising=False)
    assert run(["--ascii"]) == 0
    [opened] = first_screens
    assert (opened["why"], opened["folder"], opened["plain"]) == (None, None, True)


def test_first_screen_named(fresh: Program, first_screens: list[dict[str, Any]]) -> None:
    """A named folder that is no register is reported on the first screen, where its path is filled in."""
    assert fresh().code == 0
    [opened] = first_screens
    assert opened["folder"] == fresh.folder
    assert "no register" in opened["why"].render(ENGLISH)


def test_first_screen_emptied(
    fresh: Program, first_screens: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A git repository without register.toml is treated as a folder that is no register."""
    init(fresh)
    fresh.git("rm", "-q", "register.toml")
    fresh.commit()
    monkeypatch.setattr("tui.running.run", lambda register, **_: register.snapshot())
    assert fresh().code == 0
    [opened] = first_screens
    assert "register.toml" in opened["why"].render(ENGLISH)


def test_no_register_no_terminal(fresh: Program) -> None:
    """Without a terminal a folder that is no register is an error."""
    answer = fresh()
    assert answer.code == 1
    assert "no register" in answer.err


def test_demo(fresh: Program, screens: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal `demo` builds the sample once and opens it."""
    whole = Story.steps
    monkeypatch.setattr(Story, "steps", lambda story: whole(story)[:3])
    for _ in range(2):
        assert fresh("demo", str(fresh.folder)).code == 0
    assert [opened["folder"] for opened in screens] == [fresh.folder] * 2
    assert [each.name for each in fresh.folder.parent.iterdir() if each.name.startswith(".")] == []


def test_demo_interrupted(fresh: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted `demo` leaves no folder that looks like a finished sample."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Register, "save", interrupt)
    assert fresh("demo", str(fresh.folder)).code == 130
    assert sorted(each.name for each in fresh.folder.parent.iterdir()) == ["register"]


def test_demo_refused(fresh: Program) -> None:
    """`demo` refuses a folder with other content."""
    fresh.folder.mkdir()
    (fresh.folder / "note.txt").write_text("x", encoding="utf-8")
    answer = fresh("demo", str(fresh.folder))
    assert answer.code == 2
    assert str(fresh.folder) in answer.err

"""The real program called from scripts: its output, its exit codes, and the register afterwards."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.system.calling import PERIOD, PROGRESS, Caller, installed

pytestmark = installed


def test_made(call: Caller) -> None:
    """`init` and `add` leave a clean repository that passes `git fsck`, with one commit per change."""
    assert call.git("fsck", "--strict") == ""
    assert call.git("status", "--porcelain") == ""
    subjects = call.git("log", "--reverse", "--format=%s").splitlines()
    assert len(subjects) == 5
    assert subjects[-1] == "Захід 4, IV квартал 2017 року: Виконується, 50 %"
    assert sorted(call.git("ls-files").splitlines()) == [
        ".gitattributes",
        "README.md",
        "measures/2017/10/measure.toml",
        "measures/2017/4/2017-Q4.toml",
        "measures/2017/4/measure.toml",
        "measures/2017/7a/measure.toml",
        "register.toml",
        "units.toml",
    ]


def test_list(call: Caller) -> None:
    """`list` shows the measures of the open period in programme order and names the period."""
    lines = call("list").stdout.splitlines()
    assert lines[0] == "Зразківська міська рада · quarter IV of 2017"
    assert [line.split()[0] for line in lines[2:-1]] == ["4", "7а", "10"]
    assert lines[2].split()[-4:] == ["In", "progress", "50", "recorded"]
    assert lines[-1] == "3 measures"


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ([], ["4", "7а", "10"]),
        (["--missing"], ["7а", "10"]),
        (["--overdue"], ["7а"]),
        (["--status", "in-progress"], ["4"]),
        (["--search", "НАРАДИ готуємо"], ["4"]),
        (["--unit", "загальний ВІДДІЛ"], ["4", "7а", "10"]),
        (["--period", "IV кв 2017", "--missing"], ["7а", "10"]),
        (["--period", "2017-Q1", "--status", "in-progress"], []),
        (["--at", "HEAD~1", "--status", "in-progress"], []),
    ],
    ids=" ".join,
)
def test_filters(call: Caller, options: list[str], numbers: list[str]) -> None:
    """Each filter option of `list` keeps the matching measures only."""
    document = call.json("list", *options)
    assert [measure["number"] for measure in document["measures"]] == numbers


def test_list_json(call: Caller) -> None:
    """`list --json` has the shape that scripts rely on: every key, progress of the requested period only."""
    document = call.json("list", "--period", PERIOD)
    head = call.git("rev-parse", "HEAD").strip()
    assert list(document) == ["register", "commit", "period", "measures"]
    assert [document[key] for key in ("register", "commit", "period")] == [
        "Зразківська міська рада",
        head,
        PERIOD,
    ]
    first, second, _ = document["measures"]
    assert first == {
        "id": "4",
        "programme": "2017",
        "number": "4",
        "title": "Захід 4",
        "retired": None,
        "deadline": {
            "text": "Протягом року",
            "kind": "within-year",
            "from": "2017-01-01",
            "until": "2017-12-31",
        },
        "responsible": [{"id": "zahalnyi-viddil", "name": "Загальний відділ"}],
        "section": None,
        "indicator": None,
        "funding": None,
        "overdue": False,
        "progress": {
            PERIOD: {
                "status": "in-progress",
                "percent": 50,
                "text": "Готуємо наради.",
                "paragraphs": ["Готуємо наради."],
                "completed": None,
                "evidence": [],
                "review": None,
            }
        },
    }
    assert second["progress"] == {PERIOD: None}
    assert call.json("show", "4", "--period", PERIOD) == first


def test_set(call: Caller) -> None:
    """`set` with two keys makes one commit of two lines with reason and trailers, and leaves a clean tree."""
    before = call.git("rev-parse", "HEAD").strip()
    call("set", "4", "percent=80", "status=in-progress", "--period", PERIOD, "--reason", "Уточнено")
    assert call.git("diff", "--numstat", before, "HEAD") == f"1\t1\t{PROGRESS}\n"
    call("set", "4", "percent=90", "status=partly", "--period", PERIOD, "--reason", "Ще", "--basis", "№ 5")
    assert call.git("diff", "--numstat", "HEAD~1", "HEAD") == f"2\t2\t{PROGRESS}\n"
    assert call.git("log", "--format=%P", "-1").strip() == call.git("rev-parse", "HEAD~1").strip()
    trailers = call.git("log", "-1", "--format=%(trailers:only,unfold)").splitlines()
    assert [line for line in trailers if line] == [
        "Prozvit-Action: progress",
        "Prozvit-Measure: 2017/4",
        f"Prozvit-Period: {PERIOD}",
        "Prozvit-Fields: status, percent",
        "Prozvit-Basis: № 5",
        "Prozvit-Format: 1",
    ]
    assert "\n  Ще\n" in call.git("log", "-1", "--format=%B")
    assert call.git("status", "--porcelain") == ""


def test_nothing_to_change(call: Caller) -> None:
    """`set` to the recorded values makes no commit and succeeds."""
    before = call.state()
    done = call("set", "4", "percent=50", "--period", PERIOD, "--reason", "Те саме")
    assert done.stderr == "Nothing to change.\n"
    assert call.state() == before


def test_dry_run(call: Caller) -> None:
    """`set --dry-run` shows the commit message it would write, and writes nothing."""
    before = call.state()
    done = call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Уточнено", "--dry-run")
    assert "Prozvit-Fields: percent" in done.stdout
    assert call.state() == before


def test_values(call: Caller, tmp_path: Path) -> None:
    """A value is read from a file or standard input, or typed with a leading @ escaped; lists are JSON."""
    text = tmp_path / "text.txt"
    text.write_text("Перше.\nДруге.\n", encoding="utf-8")
    common = ("--period", PERIOD, "--reason", "Уточнено")
    call("set", "4", f"text=@{text}", *common)
    assert progress(call)["paragraphs"] == ["Перше.", "Друге."]
    with text.open(encoding="utf-8") as typed:
        call("set", "4", "text=-", "percent=51", *common, stdin=typed)
    assert progress(call)["text"] == "Перше.\nДруге."
    assert progress(call)["percent"] == 51
    call("set", "4", "text=@@так", 'evidence=[{"title": "Наказ", "ref": "№ 5"}]', *common)
    assert progress(call)["text"] == "@так"
    assert progress(call)["evidence"][0]["ref"] == "№ 5"
    call("set", "4", 'responsible=["zahalnyi-viddil", "Юридичний відділ"]', *common)
    assert "юр" in call("show", "4").stdout.casefold()
    assert call.git("show", "--stat", "--format=", "HEAD").count("|") == 2


def progress(call: Caller) -> dict[str, object]:
    """Return the progress of measure 4."""
    return call.json("show", "4", "--period", PERIOD)["progress"][PERIOD]


def test_base(call: Caller) -> None:
    """`set --base` refuses a field changed since that commit, naming both values, and saves another field."""
    base = call.git("rev-parse", "HEAD").strip()
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Перший")
    before = call.state()
    common = ("--period", PERIOD, "--reason", "Другий", "--base", base)
    done = call("set", "4", "percent=70", *common, code=1)
    for said in (PROGRESS, "percent", "60", "70"):
        assert said in done.stderr
    assert call.state() == before
    call("set", "4", "text=Інше поле.", *common)
    assert progress(call)["percent"] == 60


def test_retire(call: Caller) -> None:
    """A retired measure is absent from its retirement period on; its history stays."""
    call("retire", "4", "--period", PERIOD, "--reason", "Рішення ради")
    assert [each["number"] for each in call.json("list")["measures"]] == ["7а", "10"]
    assert len(call.json("list", "--period", "2017-Q3")["measures"]) == 3
    assert call.json("history", "4")["changes"][0]["action"] == "retire"


def test_undo(call: Caller) -> None:
    """`undo` reverts a change in a new commit, and refuses if the field was written again since."""
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Хибно")
    wrong = call.git("rev-parse", "HEAD").strip()
    call("undo", wrong, "--dry-run")
    assert call.git("rev-parse", "HEAD").strip() == wrong
    call("undo", wrong, "--reason", "Переплутано заходи")
    newest = call.json("history", "4", "--limit", "1")["changes"][0]
    assert (newest["action"], newest["fields"]) == ("undo", [{"key": "percent", "old": 60, "new": 50}])
    call("set", "4", "percent=70", "--period", PERIOD, "--reason", "Далі")
    said = call("undo", wrong, "--reason", "Ще раз", code=1).stderr
    assert "70" in said
    call("undo", "no-such", "--reason", "Ні", code=1)


def test_history(call: Caller) -> None:
    """`history --json` lists changes newest first, with field, old and new value, author and reason."""
    call("set", "4", "percent=60", "--period", PERIOD, "--reason", "Уточнено", "--basis", "лист № 7")
    changes = call.json("history", "4")["changes"]
    head, parent = call.git("log", "-1", "--format=%H %P").split()
    at = call.git("log", "-1", "--format=%cI").strip()
    email = call.git("log", "-1", "--format=%ae").strip()
    by = changes[0].pop("by")
    assert by.keys() == {"login", "name", "email"}
    assert by["email"] == email
    assert changes[0] == {
        "commit": head,
        "parents": [parent],
        "at": at,
        "measure": "2017/4",
        "period": PERIOD,
        "action": "progress",
        "reason": "Уточнено",
        "basis": "лист № 7",
        "fields": [{"key": "percent", "old": 50, "new": 60}],
        "signature": "none",
        "through": "prozvit",
    }
    assert [each["action"] for each in changes] == ["progress", "progress", "create"]
    assert len(call.json("history", "--limit", "2")["changes"]) == 2
    assert call.json("history", "--field", "title", "4")["changes"][0]["action"] == "create"
    assert "» Уточнено" in call("history", "4", "--period", PERIOD).stdout


def test_export(call: Caller, tmp_path: Path) -> None:
    """`export` writes the same bytes for the same commit, and prints path, size and SHA-256 of each file."""
    first = call.json("export", PERIOD, "--to", str(tmp_path / "one"))
    call("export", PERIOD, "--to", str(tmp_path / "two"), "--format", "md,html")
    assert first["period"] == PERIOD
    assert first["commit"] == call.git("rev-parse", "HEAD").strip()
    assert [each["format"] for each in first["files"]] == ["md", "html"]
    for each in first["files"]:
        file = Path(each["path"])
        assert file.parent == tmp_path / "one"
        assert file.stem == f"zvit-{PERIOD}"
        data = file.read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert (tmp_path / "two" / file.name).read_bytes() == data
    assert "Готуємо наради." in (tmp_path / "one" / f"zvit-{PERIOD}.md").read_text(encoding="utf-8")


def test_schema(call: Caller) -> None:
    """`schema` prints one JSON Schema for each kind of file."""
    kinds = ["register", "units", "officers", "measure", "progress", "period"]
    assert sorted(json.loads(call("schema").stdout)) == sorted(kinds)
    assert json.loads(call("schema", "progress").stdout)["properties"].keys() >= {"status", "percent"}


def test_doctor(call: Caller) -> None:
    """`doctor` finds no fault in a fresh register, and reports hand edits."""
    assert call.json("doctor")["ok"] is True
    (call.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    assert PROGRESS in call("doctor").stdout


def test_demo(tmp_path: Path) -> None:
    """Without a terminal `demo` describes the sample and writes its latest report; a second run keeps it."""
    call = Caller(tmp_path)
    done = call("demo", "sample")
    assert "28 measures" in done.stdout
    assert (tmp_path / "sample-export" / "zvit-2025-Q4.html").stat().st_size > 10_000
    assert call("demo", "sample").stdout == done.stdout
    assert call("list", "--register", "sample", code=0).stderr == ""

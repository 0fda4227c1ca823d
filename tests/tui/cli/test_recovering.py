"""`recover` and `commit`: unsaved work is listed, restored, recorded, or discarded by its id."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from records.disk.locks import locked
from tests.tui.cli.conftest import PERIOD, PROGRESS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tui.cli.conftest import Program


def write(program: Program, old: str, new: str, path: str = PROGRESS) -> None:
    file = program.folder / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def set_aside(program: Program) -> str:
    """Set a hand edit aside; return its id."""
    write(program, "percent = 50", "percent = 70")
    assert program("commit", "--aside").code == 0
    [unsaved] = program.json("recover")["unsaved"]
    return str(unsaved["id"])


def test_commit(program: Program) -> None:
    """`commit` records hand edits with a reason, names foreign files, and does nothing the second time."""
    write(program, "percent = 50", "percent = 70")
    (program.folder / "notes.txt").write_text("x")
    assert program("commit").code == 1
    told = program("commit", "--reason", "By hand", "--basis", "№ 7")
    assert told.code == 0
    assert told.out.startswith("Saved: ")
    assert "notes.txt" in told.err
    assert program.git("log", "-1", "--format=%B").count("Prozvit-Action: hand\n") == 1
    assert program.git("status", "--porcelain") == "?? notes.txt\n"
    assert "Nothing to change." in program("commit", "--reason", "By hand").err


def test_commit_dry_run(program: Program) -> None:
    """`commit --dry-run` shows the change and writes nothing."""
    head = program.head
    write(program, "percent = 50", "percent = 70")
    assert "50 → 70" in program("commit", "--reason", "x", "--dry-run").out
    assert program.head == head


def test_nothing_unsaved(program: Program) -> None:
    """If everything is saved, `recover` says so."""
    assert program("recover").err == "Nothing is left unsaved.\n"
    assert program.json("recover") == {"unsaved": []}


def test_since_when(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """`recover` prints times in the register's time zone, whatever the machine's is."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    set_aside(program)
    [unsaved] = program.json("recover")["unsaved"]
    at = datetime.fromisoformat(unsaved["at"]).astimezone(ZoneInfo("Europe/Kyiv"))
    assert f"{at:%d.%m.%Y %H:%M}" in program("recover").out
    monkeypatch.undo()
    time.tzset()


def test_restored(program: Program) -> None:
    """Edits set aside are restored into the folder by id, and are kept until they are discarded."""
    kept = set_aside(program)
    assert program.git("status", "--porcelain") == ""
    assert PROGRESS in program("recover", "--list").out
    assert "prozvit commit" in program("recover", "--restore", kept).out
    assert "percent = 70" in (program.folder / PROGRESS).read_text(encoding="utf-8")
    assert [each["id"] for each in program.json("recover")["unsaved"]] == [kept]
    assert program("recover", "--discard", kept).code == 0
    assert program.json("recover") == {"unsaved": []}


def test_restored_later(program: Program) -> None:
    """If the file was saved since, edits set aside become a draft with the fields they change."""
    kept = set_aside(program)
    program("set", "4", "text=Проведено нараду.", "--period", PERIOD, "--reason", "x")
    assert "draft" in program("recover", "--restore", kept).out
    assert "text = " in (program.folder / PROGRESS).read_text(encoding="utf-8")
    found = {each["kind"]: each for each in program.json("recover")["unsaved"]}
    assert found["draft"]["id"] == f"2017/4/{PERIOD}"
    [file] = (program.folder / ".git" / "prozvit" / "drafts").rglob("*.json")
    assert '"percent": "70"' in file.read_text(encoding="utf-8")
    assert "Проведено" not in file.read_text(encoding="utf-8")
    # An existing draft is not overwritten.
    assert program("recover", "--restore", kept).code == 1


def test_not_overwritten(program: Program) -> None:
    """An invalid file set aside does not replace a newer version; the program says where it is kept."""
    write(program, "percent = 50", "percent = ")
    program("commit", "--aside")
    [unsaved] = program.json("recover")["unsaved"]
    program("set", "4", "percent=60", "--period", PERIOD, "--reason", "x")
    refused = program("recover", "--restore", unsaved["id"])
    assert refused.code == 1
    assert unsaved["id"] in refused.err


def test_unknown(program: Program) -> None:
    """An unknown id, or two actions at once, is refused as wrong usage."""
    assert program("recover", "--discard", "x").code == 2
    assert program("recover", "--discard", "x", "--restore", "x").code == 2


def test_kept(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that a command could not save is kept as a draft; an older draft is left alone."""
    monkeypatch.setattr("records.writing.saving.locked", lambda path, who: locked(path, who, 0.01))
    change = ("set", "10", "text=Проведено нараду.", "percent=40", "--period", PERIOD, "--reason", "Подано")
    with locked(program.folder / ".git" / "prozvit" / "lock", "other"):
        refused = program(*change)
        program("set", "10", "text=Інше.", "--period", PERIOD, "--reason", "Подано")
    assert refused.code == 1
    # The error is printed before the line on the draft.
    assert 0 <= refused.err.index("other") < refused.err.index("kept as a draft")
    [unsaved] = program.json("recover")["unsaved"]
    assert (unsaved["kind"], unsaved["id"]) == ("draft", f"2017/10/{PERIOD}")
    [file] = (program.folder / ".git" / "prozvit" / "drafts").rglob("*.json")
    assert "Проведено нараду." in file.read_text(encoding="utf-8")
    assert "form" in program("recover", "--restore", unsaved["id"]).out
    program("recover", "--discard", unsaved["id"])
    assert not file.exists()


def test_kept_measure(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A measure that could not be added is kept as a draft of a new measure, with the names of its units."""
    monkeypatch.setattr("records.writing.saving.locked", lambda path, who: locked(path, who, 0.01))
    with locked(program.folder / ".git" / "prozvit" / "lock", "other"):
        program(
            *("add", "11", "--title", "Захід 11", "--deadline", "до 01.07.2017", "--reason", "x"),
            *("--responsible", "Пресслужба", "--responsible", "legal"),
        )
    [file] = (program.folder / ".git" / "prozvit" / "drafts").rglob("*.json")
    text = file.read_text(encoding="utf-8")
    assert '"responsible": "Пресслужба; legal"' in text
    assert '"deadline.until": "01.07.2017"' in text
    assert "+new" in file.name


def test_upkeep(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Repository maintenance starts after a command that saved, and not after one with nothing to save."""
    begun: list[Path] = []
    monkeypatch.setattr("records.writing.upkeep.begin", begun.append)
    for _ in range(2):
        assert program("set", "4", "percent=60", "--period", PERIOD, "--reason", "x").code == 0
    assert begun == [program.folder / ".git"]

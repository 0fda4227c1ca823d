"""Invalid input to the real program: an exit code, a line that names the fault, and no change."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, PROGRAM, PROGRESS, Caller, installed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = installed


BAD = {
    "unknown command": (["lst"], 2, "lst"),
    "unknown option": (["list", "--colour"], 2, "--colour"),
    "no such period": (["list", "--period", "2017-Q5"], 2, "2017-Q5"),
    "no such number": (["show", "99"], 1, "99"),
    "percent above": (["set", "4", "percent=101", "--period", PERIOD, "--reason", "x"], 1, "101"),
    "percent below": (["set", "4", "percent=-1", "--period", PERIOD, "--reason", "x"], 1, "-1"),
    "no percent": (["set", "4", "percent=half", "--period", PERIOD, "--reason", "x"], 2, "half"),
    "contradiction": (
        ["set", "4", "status=implemented", "percent=5", "--period", PERIOD, "--reason", "x"],
        1,
        "Implemented",
    ),
    "no status": (["set", "4", "status=done", "--period", PERIOD, "--reason", "x"], 1, "done"),
    "no field": (["set", "4", "colour=red", "--period", PERIOD, "--reason", "x"], 2, "colour"),
    "no value": (["set", "4", "percent", "--period", PERIOD, "--reason", "x"], 2, "percent"),
    "no date": (["set", "4", "completed=учора", "--period", PERIOD, "--reason", "x"], 2, "учора"),
    "no list": (["set", "4", "evidence=[oops", "--period", PERIOD, "--reason", "x"], 2, "evidence"),
    "list of numbers": (["set", "4", "responsible=[1]", "--reason", "x"], 2, "responsible"),
    "evidence of numbers": (
        ["set", "4", "evidence=[1]", "--period", PERIOD, "--reason", "x"],
        2,
        "evidence",
    ),
    "no file": (["set", "4", "text=@nowhere.txt", "--period", PERIOD, "--reason", "x"], 2, "nowhere.txt"),
    "no reason": (["set", "4", "percent=60", "--period", PERIOD], 1, "--reason"),
    "two of one number": (
        ["add", "4", "--title", "Т", "--deadline", "Постійно", "--responsible", "Відділ", "--reason", "x"],
        1,
        "4",
    ),
    "no number": (
        ["add", " ", "--title", "Т", "--deadline", "Постійно", "--responsible", "Відділ", "--reason", "x"],
        1,
        "number",
    ),
    "no such unit": (["list", "--unit", "nobody"], 2, "nobody"),
    "no such commit": (["list", "--at", "deadbeef"], 1, "deadbeef"),
    "an option for a commit": (["list", "--at", "--output=x"], 1, "--output=x"),
    "no such programme": (["list", "--programme", "1999"], 2, "1999"),
    "no such format": (["export", PERIOD, "--format", "pdf"], 2, "pdf"),
    "period of no programme": (["export", "2031-Q1"], 2, "2031"),
    "no such schema": (["schema", "colour"], 2, "colour"),
    "no such day": (["history", "--since", "yesterday"], 2, "yesterday"),
    "no such base": (["set", "4", "percent=60", "--base", "deadbeef", "--reason", "x"], 1, "deadbeef"),
    "no screen": ([], 2, "terminal"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(call: Caller, name: str) -> None:
    """Invalid input gets its exit code and a line that names it, and changes nothing."""
    arguments, code, said = BAD[name]
    before = call.state()
    done = call(*arguments, code=code)
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert call.state() == before


@pytest.mark.parametrize("name", ["no such period", "no reason", "contradiction", "no such schema"])
def test_in_ukrainian(call: Caller, name: str) -> None:
    """Errors are in Ukrainian unless another language is asked for."""
    arguments, code, _ = BAD[name]
    plain = Caller(call.folder, language="")
    done = plain(*arguments, code=code)
    last = re.sub(r"[«'‘“(].*?[»'’”)]|--\w+|\S*\.toml", "", done.stderr.splitlines()[-1])
    assert re.search(r"[а-яіїєґ]{4}", last)


def test_no_register(tmp_path: Path) -> None:
    """Outside a register commands say that there is none; `init` and `schema` need none."""
    call = Caller(tmp_path)
    assert "no register" in call("list", code=1).stderr
    assert "no register" in call("--register", str(tmp_path), "list", code=1).stderr
    assert "no register" in call("list", "--register", str(tmp_path / "nowhere"), code=1).stderr
    call("schema")
    assert list(tmp_path.iterdir()) == []


def test_which_register(call: Caller, tmp_path: Path) -> None:
    """The register is --register's, else the environment's, else the nearest one upwards."""
    inside = Caller(call.folder / "measures" / "2017")
    assert inside("list").stdout == call("list").stdout
    away = Caller(tmp_path)
    assert away("list", "--register", "register").stdout == call("list").stdout
    assert away("--register=register", "list").stdout == call("list").stdout
    away.environment["PROZVIT_REGISTER"] = str(call.folder)
    assert away("list").stdout == call("list").stdout


def test_invalid_toml(call: Caller) -> None:
    """`check` names a file and line with invalid TOML; once it is committed, `list` still shows the rest."""
    (call.folder / PROGRESS).write_text('status = "partly\n', encoding="utf-8")
    assert PROGRESS in call("check", code=1).stdout
    call("list")
    commit(call)
    done = call("list", code=1)
    assert PROGRESS in done.stderr
    assert "7а" in done.stdout
    refused = call("export", PERIOD, code=1)
    assert PROGRESS in refused.stderr
    assert list(call.folder.glob("zvit*")) == []


def test_wrong_type(call: Caller) -> None:
    """A value of the wrong type is reported with file, key and expected type."""
    (call.folder / PROGRESS).write_text('status = "partly"\npercent = "many"\n', encoding="utf-8")
    [finding] = call_json(call, "check", code=1)["findings"]
    assert finding["severity"] == "error"
    assert finding["path"] == PROGRESS
    assert "percent" in finding["message"]
    assert "whole number" in finding["message"]


def call_json(call: Caller, *arguments: str, code: int) -> dict[str, object]:
    """Return the JSON document of a command that exits with `code`."""
    return json.loads(call(*arguments, "--json", code=code).stdout)


def commit(call: Caller) -> None:
    """Commit the folder's files with stock git, as a person without prozvit does."""
    who = ("-c", "user.name=Хтось", "-c", "user.email=x@rada.example")
    call.git(*who, "commit", "-q", "-a", "-m", "Вручну")


def test_hostile_text(call: Caller) -> None:
    """Escape sequences in a hand-made commit's message can't control the terminal of a person reading it."""
    file = call.folder / PROGRESS
    file.write_text('status = "partly"\npercent = 1\ntext = "\\u001b[2J\\u202eтекст"\n', encoding="utf-8")
    who = ("-c", "user.name=Х\x9bтось", "-c", "user.email=x@rada.example")
    call.git(*who, "commit", "-q", "-a", "-m", "Вручну \x1b]0;x\x07")
    for command in (["history"], ["history", "--json"], ["show", "4"], ["list"], ["check"]):
        done = subprocess.run(
            [PROGRAM, *command], cwd=call.folder, env=call.environment, capture_output=True, check=False
        )
        said = (done.stdout + done.stderr).decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", said), command


def test_init_refused(tmp_path: Path) -> None:
    """`init` refuses a folder with content, and a register without body or programme."""
    call = Caller(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("x", encoding="utf-8")
    named = ("--body", "Рада", "--programme", "Програма на 2017 рік")
    assert "full" in call("init", "full", *named, code=2).stderr
    assert "--body" in call("init", "new", *named[2:], code=2).stderr
    call("init", "new", "--body", "  ", *named[2:], code=2)
    call("init", "new", *named, "--to", "2016-12-31", code=2)
    call("init", "new", *named, "--key", "key.pub", code=2)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["full"]

"""`verify`: its output, its exit codes, and what it caches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from records.values.layout import REGISTER
from tests.tui.cli.conftest import PROGRESS, Program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _outside(program: Program) -> str:
    """Change a percent and commit with stock git; return the commit."""
    file = program.folder / PROGRESS
    file.write_text(file.read_text().replace("50", "60"))
    program.commit()
    return program.head


def _invalid(program: Program) -> str:
    file = program.folder / PROGRESS
    file.write_text(file.read_text().replace("in-progress", "done"))
    program.commit()
    return program.head


def test_honest(program: Program) -> None:
    """A sound register exits with 0, and the output says what this proves and what it does not."""
    answer = program("verify")
    first, _, rest = answer.out.partition("\n")
    assert (answer.code, answer.err) == (0, "")
    assert first == f"Commit {program.head}: 3 commits, 3 judged now, 0 errors, 0 warnings."
    proved, _, not_proved = rest.partition("Not proved:")
    assert "Proved:" in proved
    assert "valid at each commit" in proved
    assert "3 commits that are not signed" in not_proved
    assert "open to any user" in not_proved


@pytest.mark.parametrize(
    ("command", "named"),
    [(("-c", "spare"), "spare"), (("--detach",), None), (("--detach", "HEAD~1"), "HEAD"), (("main",), None)],
)
def test_elsewhere(program: Program, command: tuple[str, ...], named: str | None) -> None:
    """`verify` judges main, and says so if the folder has another commit checked out."""
    main = program.head
    program.git("switch", "-q", *command)
    if named == "spare":
        _outside(program)
    answer = program("verify")
    assert (answer.code, answer.out.startswith(f"Commit {main}: ")) == (0, True)
    shown = program.head[:10] if named == "HEAD" else named
    assert (f"anything of “{shown}”, whose files the folder shows" in answer.out) is (named is not None)


def test_warning(program: Program) -> None:
    """Warnings alone exit with 0."""
    commit = _outside(program)
    answer = program("verify")
    assert answer.code == 0
    assert answer.out.startswith(f"warning outside: {commit[:10]}: Not made through prozvit.\n")


def test_error(program: Program) -> None:
    """An error exits with 1 and is listed with its code, commit, file and key."""
    commit = _invalid(program)
    answer = program("verify")
    assert answer.code == 1
    assert f"error invalid-record: {commit[:10]} {PROGRESS}: " in answer.out
    assert "what the errors above are about" in answer.out


def test_ukrainian(program: Program) -> None:
    """The headings are in the register's language."""
    out = program.plain("verify").out
    assert "\nДоведено:\n" in out
    assert "\nНе доведено:\n" in out


def test_json(program: Program) -> None:
    """`--json` prints one document with every key present."""
    commit = _invalid(program)
    answer = program("verify", "--json")
    document = json.loads(answer.out)
    assert answer.code == 1
    assert list(document) == ["head", "commits", "checked", "ok", "findings"]
    assert [document[key] for key in ("head", "commits", "checked", "ok")] == [commit, 4, 4, False]
    outside, invalid = sorted(document["findings"], key=lambda each: each["severity"], reverse=True)
    assert outside == {
        "code": "outside",
        "severity": "warning",
        "commit": commit,
        "path": None,
        "key": None,
        "message": "Not made through prozvit.",
    }
    assert list(invalid) == list(outside)
    assert [invalid[key] for key in ("code", "severity", "path")] == ["invalid-record", "error", PROGRESS]


def test_again(program: Program) -> None:
    """Verified commits are not judged again unless asked for, but their findings are repeated."""
    _invalid(program)
    first = program.json("verify")
    again, full = program.json("verify"), program.json("verify", "--full")
    assert [each["checked"] for each in (first, again, full)] == [4, 0, 4]
    assert first["findings"] == again["findings"] == full["findings"]


def test_receipt(program: Program, tmp_path: Path) -> None:
    """A receipt records the expected state, and the next verification is checked against it."""
    file = tmp_path / "receipt.json"
    answer = program("verify", "--receipt", str(file))
    assert (answer.code, answer.err) == (0, f"What to expect next time is in {file}.\n")
    noted = json.loads(file.read_text())
    assert noted["head"] == program.head
    assert noted["next"] == "prozvit verify --expect receipt.json"
    assert program("verify", "--expect", str(file), "--trust", noted["root"]).code == 0
    assert program("verify", "--expect", noted["head"], "--trust", noted["root"]).code == 0
    program.git("reset", "-q", "--hard", "HEAD~1")
    answer = program("verify", "--expect", str(file))
    assert answer.code == 1
    assert "error history-rewritten" in answer.out


def test_receipt_among_the_records(program: Program) -> None:
    """A receipt can't be written over a file of the register."""
    assert program("verify", "--receipt", str(program.folder.parent / "no" / "receipt")).code == 2
    assert not (program.folder.parent / "no").exists()
    answer = program("verify", "--receipt", str(program.folder / REGISTER))
    assert (answer.code, "lies in the register" in answer.err) == (2, True)
    assert program.git("status", "--porcelain") == ""


def test_receipt_of_broken(program: Program, tmp_path: Path) -> None:
    """A receipt can be made of a register whose rules can't be read."""
    (program.folder / REGISTER).write_text("body = ")
    program.commit()
    file = tmp_path / "receipt.json"
    assert program("verify", "--receipt", str(file)).code == 1
    assert json.loads(file.read_text())["errors"] == 1


def test_since(program: Program) -> None:
    """`--since` judges only later commits."""
    document = program.json("verify", "--since", "HEAD~1")
    assert (document["commits"], document["checked"]) == (3, 1)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--trust", "/nowhere"), ("--expect", "/nowhere"), ("--since", "/nowhere"), ("--since", "1" * 40)],
)
def test_misused(program: Program, option: str, value: str) -> None:
    """A name that matches nothing is refused in one line."""
    answer = program("verify", option, value)
    assert answer.code == (2 if option == "--trust" else 1)
    assert answer.out == ""
    assert value in answer.err

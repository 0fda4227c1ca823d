"""`check`, `schema`, `doctor` and `export`: the state of a register, and its report."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from records.git.signatures import fingerprint
from records.identity import login
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.layout import Place
from records.values.periods import Period
from records.writing.drafts import Draft, Drafts
from tests.tui.cli.conftest import PERIOD, PROGRESS, Program
from tui.cli.doctor.machine import terminal

MEASURE = "measures/2017/4/measure.toml"


def test_fine(program: Program) -> None:
    """A register without errors passes `check`, even with warnings."""
    answer = program("check")
    assert answer.code == 0
    assert answer.err.startswith("0 errors, ")
    assert program.json("check")["ok"] is True


def test_doubt(program: Program) -> None:
    """A valid but doubtful value is a warning, and `check` still exits with 0."""
    program("set", "4", "status=implemented", "text=", "--reason", "x")
    found = program.json("check")
    assert found["ok"] is True
    assert [(each["severity"], each["path"]) for each in found["findings"]][-1] == ("warning", PROGRESS)


@pytest.mark.parametrize(
    ("path", "content", "key"),
    [
        (PROGRESS, 'status = "partly"\npercent = 100\n', "percent"),
        (PROGRESS, 'status = "partly"\npercent = true\n', None),
        (PROGRESS, "status = \n", None),
        (PROGRESS, "", None),
        (MEASURE, 'number = "10"\ntitle = "Т"\nresponsible = ["legal"]\n', "number"),
        (MEASURE, 'number = "4"\ntitle = "Т"\nresponsible = ["nobody"]\n', "responsible"),
        ("units.toml", "units = 5\n", None),
        ("register.toml", "schema = 2\n", None),
    ],
)
def test_errors(program: Program, path: str, content: str, key: str | None) -> None:
    """`check` reports each error of the files in the folder with the file's name, and exits with 1."""
    (program.folder / path).write_text(content, encoding="utf-8")
    answer = program("check")
    assert answer.code == 1
    assert path in answer.out
    assert path in [each["path"] for each in json.loads(program("check", "--json").out)["findings"]]
    assert key is None or key in answer.out


def test_schema(program: Program) -> None:
    """`schema` prints the schema of one kind of file, or all of them by name."""
    both = json.loads(program("schema").out)
    assert json.loads(program("schema", "measure").out) == both["measure"]


def finding(program: Program, about: str) -> list[tuple[str, str]]:
    """Return the level and text of each of `doctor`'s findings on one subject."""
    found = program.json("doctor")["findings"]
    return [(each["state"], each["message"]) for each in found if each["about"] == about]


def test_doctor(program: Program) -> None:
    """In a sound register `doctor` reports no error, and advises only to keep a copy elsewhere."""
    answer = program("doctor")
    assert answer.code == 0
    assert [line[0] for line in answer.out.splitlines() if line[0] != "+"] == ["!"]
    assert "backup" in answer.out
    program.git("remote", "add", "origin", "https://rada.example/register.git")
    assert ("fine", "The remote: https://rada.example/register.git") in finding(program, "remotes")


def test_doctor_hand_edits(program: Program) -> None:
    """`doctor` names the files that differ from the last commit, removed ones included."""
    (program.folder / PROGRESS).unlink()
    [(state, message)] = finding(program, "files")
    assert state == "warning"
    assert PROGRESS in message


@pytest.mark.parametrize(
    ("size", "state"), [((80, 24), "fine"), ((79, 40), "warning"), ((100, 20), "warning")]
)
def test_doctor_terminal(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], state: str) -> None:
    """`doctor` warns of a terminal that is too narrow or too low, even if the other dimension is large."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size(size))
    assert [each.state for each in terminal()] == ["fine", state]


def test_doctor_drafts(program: Program) -> None:
    """`doctor` lists drafts and hand edits that were set aside."""
    with Register.open(program.folder) as register:
        place = Place("2017", "4", Period.from_code(PERIOD))
        now = register.snapshot().provenance.at
        Drafts(register).keep(Draft(place.programme, place.id, place.period, program.head, {}, now))
    assert finding(program, "drafts")[0][1].startswith("1 draft")
    (program.folder / PROGRESS).write_text('status = "partly"\npercent = 1\n', encoding="utf-8")
    program("set", "4", "percent=60", "--reason", "x")
    assert "`prozvit recover`" in finding(program, "aside")[0][1]


def test_doctor_locks(program: Program) -> None:
    """`doctor` names whoever is saving now, and the locks left by a killed git."""
    assert finding(program, "locks")[0][0] == "fine"
    lock = program.folder / ".git" / "prozvit" / "lock"
    with lock.open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("clerk (PID 7)")
        held.flush()
        assert finding(program, "locks") == [("warning", "clerk (PID 7) is saving right now.")]
    (program.folder / ".git" / "index.lock").touch()
    [(state, message)] = finding(program, "locks")
    assert state == "warning"
    assert "index.lock" in message


def test_doctor_strangers(program: Program) -> None:
    """`doctor` warns of configuration that runs programs, of hooks, and of an account that is no officer."""
    program.git("config", "core.fsmonitor", "/bin/true")
    hook = program.folder / ".git" / "hooks" / "post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    hook.chmod(0o755)
    assert "core.fsmonitor" in finding(program, "configuration")[0][1]
    assert "post-commit" in finding(program, "hooks")[0][1]
    rules = program.folder / "register.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("open = true", "open = false"), encoding="utf-8"
    )
    program.commit()
    assert finding(program, "identity")[0][0] == "warning"


def test_doctor_branch(program: Program) -> None:
    """`doctor` says why the register can't be written."""
    program.git("switch", "-q", "-c", "spare")
    assert finding(program, "writing")[0][0] == "warning"


def test_doctor_clock(program: Program) -> None:
    """`doctor` and the next save report a last commit that is later than this computer's clock."""
    assert finding(program, "clock")[0][0] == "fine"
    with Register.open(program.folder) as register:
        edit = Edit(PROGRESS, {("percent",): 55})
        fast = datetime.now(UTC) + timedelta(days=3)
        register.save(Change(Action.PROGRESS, (edit,), "x"), at=fast)
    [(state, message)] = finding(program, "clock")
    assert (state, "no other clone takes it before that day" in message) == ("warning", True)
    assert "bears that date too" in program("set", "4", "percent=60", "--reason", "x").err


def test_doctor_silent_git(program: Program) -> None:
    """If git fails, `doctor` quotes git's own words with control characters made harmless."""
    blob = program.git("rev-parse", f"main:{PROGRESS}").strip()
    loose = program.folder / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"spoilt")
    assert any(message.startswith("git itself says: error: ") for _, message in finding(program, "git"))
    with (program.folder / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write("[include]\n\tpath = \x1b[31mred\n[bad")
    answer = program("doctor")
    assert answer.code == 1
    assert "git itself says: fatal: bad config line" in answer.out
    assert "\x1b" not in answer.out


def test_doctor_elsewhere(program: Program, tmp_path: Path) -> None:
    """Without a register `doctor` checks everything else; a broken register is an error."""
    assert Program(tmp_path, program._capsys)("doctor").code == 0
    (program.folder / "register.toml").write_text("schema = 1\n", encoding="utf-8")
    program.commit()
    answer = program("doctor")
    assert answer.code == 1
    assert "× " in answer.out


def test_doctor_without_git(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without git `doctor` says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = program("doctor")
    assert answer.code == 1
    assert "git is not on PATH" in answer.out


@pytest.mark.parametrize(
    ("locale", "state"), [("ru_RU.KOI8-R", "warning"), ("uk_UA.UTF-8", "fine"), ("C", "fine")]
)
def test_doctor_locale(program: Program, monkeypatch: pytest.MonkeyPatch, locale: str, state: str) -> None:
    """`doctor` warns of a locale that may not show Cyrillic, as the screen does, and of no other."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.setenv(name, locale)
    assert finding(program, "terminal")[0][0] == state


def test_export(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`export` writes to the current folder unless told otherwise, and prints absolute paths."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    answer = program("export", PERIOD, "--to", "../there", "--format", "md")
    assert answer.out == f"{tmp_path}/there/zvit-{PERIOD}.md\n"
    interim = "The period is not closed: the report is interim; 1 answer in it is not accepted."
    assert answer.err == f"Made from commit {program.head[:10]}.\n{interim}\n"
    program("export", PERIOD)
    assert sorted(each.name for each in Path().iterdir()) == [f"zvit-{PERIOD}.html", f"zvit-{PERIOD}.md"]


def test_export_of_several_programmes(program: Program, tmp_path: Path) -> None:
    """If several programmes have a period, the report of one never overwrites the report of another."""
    rules = program.folder / "register.toml"
    more = '\n[[programmes]]\nid = "oblast"\ntitle = "Друга"\nfrom = 2017-10-01\nto = 2018-12-31\n'
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    program.commit()
    calls = [
        *(("export", PERIOD, "--programme", programme) for programme in ("2017", "oblast")),
        ("export", "2018-Q1"),
        ("compare", "2017-Q3", PERIOD, "--programme", "2017"),
    ]
    to = ("--to", str(tmp_path), "--format", "md")
    written = [program(*call, *to).out.strip().removeprefix(f"{tmp_path}/") for call in calls]
    assert written == [
        *(f"2017/zvit-{PERIOD}.md", f"oblast/zvit-{PERIOD}.md", "zvit-2018-Q1.md"),
        f"2017/porivniannia-2017-Q3-{PERIOD}.md",
    ]
    assert all((tmp_path / each).is_file() for each in written)


def test_export_filtered(program: Program, tmp_path: Path) -> None:
    """`export` can filter by unit or status, as of any commit."""
    to = ("--to", str(tmp_path / "out"), "--format", "md")
    file = tmp_path / "out" / f"zvit-{PERIOD}.md"
    for options, said in (
        (["--unit", "юристи"], ["10"]),
        (["--status", "in-progress"], ["4"]),
        (["--at", "HEAD~1"], ["4", "6", "10"]),
    ):
        assert program("export", PERIOD, *to, *options).code == 0
        text = file.read_text(encoding="utf-8")
        assert [number for number in ("4", "6", "10") if f"Захід {number}" in text] == said


def test_export_replaces(program: Program, tmp_path: Path) -> None:
    """A filtered report names each file of another selection that it replaces, and no other file."""
    formats = "md,html,fragment,docx,xlsx,csv,json,audit"
    names = [*("md", "html", "fragment.html", "docx", "xlsx", "json", "audit.html"), "datapackage.json"]
    said = []
    call = ("export", PERIOD, "--to", str(tmp_path), "--format", formats)
    for options in ([], ["--unit", "юристи"], ["--unit", "legal"], ["--status", "in-progress"], []):
        err = program(*call, *options).err.splitlines()
        said.append(sum(line.endswith("--to.") for line in err))
    assert said == [0, len(names), 0, len(names), 0]


def test_export_of_the_trail(program: Program, tmp_path: Path) -> None:
    """`export --format audit` writes the period's audit trail as a page, identical for the same commit."""
    call = ("export", PERIOD, "--format", "audit", "--at", program.head, "--to")
    [written] = program.json(*call, str(tmp_path / "once"))["files"]
    assert (written["format"], Path(written["path"]).name) == ("audit", f"zvit-{PERIOD}.audit.html")
    program("set", "4", "percent=70", "--reason", "Потім")
    assert program.json(*call, str(tmp_path / "again"))["files"][0]["sha256"] == written["sha256"]
    assert "Готуємо наради." in Path(written["path"]).read_text(encoding="utf-8")


def test_export_refused(program: Program, tmp_path: Path) -> None:
    """With an unreadable record nothing is exported."""
    (program.folder / PROGRESS).write_text("status = 5\n", encoding="utf-8")
    program.commit()
    answer = program("export", PERIOD, "--to", str(tmp_path / "out"))
    assert answer.code == 1
    assert PROGRESS in answer.err
    assert not (tmp_path / "out").exists()


def test_doctor_signing(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`doctor` says whether signatures are required, which key signs, its source, and the agent's state."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    assert finding(program, "signing") == [("fine", "This register asks for no signatures.")]
    (tmp_path / ".ssh").mkdir()
    file = tmp_path / ".ssh" / "mine"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    line = file.with_suffix(".pub").read_text(encoding="ascii").strip()
    rules = (program.folder / "register.toml").read_text(encoding="utf-8")
    asked = rules.replace("require_signature = false", "require_signature = true")
    (program.folder / "register.toml").write_text(asked, encoding="utf-8")
    keys = f'[officers.{login()}]\nrole = "authorised"\n\n[[officers.{login()}.keys]]\nkey = "{line}"\n'
    (program.folder / "officers.toml").write_text(keys, encoding="utf-8")
    program.git("add", "--all")
    program.git("-c", "user.name=X", "-c", "user.email=x@rada.example", "commit", "-qm", "Rules")
    assert finding(program, "signing")[1] == ("fine", f"Your key: {fingerprint(line)}, from {file}")
    assert finding(program, "agent") == [("fine", "There is no agent (SSH_AUTH_SOCK is not set).")]
    file.unlink()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "gone"))
    assert finding(program, "agent") == [("fine", f"The agent at {tmp_path / 'gone'} is dead.")]
    (why,) = finding(program, "writing")
    assert why[0] == "warning"
    assert "ssh -A" in why[1]

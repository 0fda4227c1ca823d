"""`hub` and `doctor --server`: create a hub, admit officers, and report what is wrong."""

from __future__ import annotations

import errno
import os
import subprocess
import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from records.hub.logins import lines
from tests.tui.cli.test_making import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Program

_WEEK = 7 * 24 * 3600


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def hub(program: Program, tmp_path: Path) -> Path:
    made = program("hub", "init", str(tmp_path / "hub"), "--from", str(program.folder))
    assert made.code == 0, made.err
    return tmp_path / "hub"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "koval.pub"
    file.write_text(f"{KEY}\n")
    return file


def _git(folder: Path, *command: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_init(program: Program, hub: Path, tmp_path: Path) -> None:
    """A hub starts with the register's main; a register whose history has errors is refused."""
    assert _git(hub, "rev-parse", "main") == program.head
    (program.folder / "strange.txt").write_text("x")
    program.commit()
    answer = program("hub", "init", str(tmp_path / "second"), "--from", str(program.folder))
    assert (answer.code, (tmp_path / "second").exists()) == (1, False)
    assert "error unexpected-path: " in answer.err
    assert "No hub was made" in answer.err


def test_user(program: Program, hub: Path, key: Path, tmp_path: Path) -> None:
    """One call adds an officer and their login line with the key; repeating it changes nothing."""
    file = tmp_path / "ssh" / "authorized_keys"
    call = (
        "hub",
        "user",
        "add",
        "koval",
        "--key",
        str(key),
        "--hub",
        str(hub),
        "--authorized-keys",
        str(file),
    )
    answer = program(*call)
    assert answer.out == f"koval now has access to the hub with this key: {file}\n"
    assert [(each.login, each.hub) for each in lines(file.read_text())] == [("koval", str(hub))]
    entered = (*call, "--unit", "Юристи", "--name", "Ганна КОВАЛЬ", "--reason", "Призначено")
    answer = program(*entered)
    assert answer.code == 0, answer.err
    assert answer.out.endswith(f"koval already has access with this key: {file}\n")
    officer = tomllib.loads(program.git("show", "HEAD:officers.toml"))["officers"]["koval"]
    assert officer["units"] == ["legal"]
    assert [each["key"] for each in officer["keys"]] == [KEY]
    head = program.head
    assert program(*entered).code == 0
    assert program.head == head


def test_user_refused(program: Program, hub: Path, key: Path, tmp_path: Path) -> None:
    """If no login line can be written, nothing is recorded; a later failure is reported with exit code 1."""
    head = program.head
    call = ("hub", "user", "add", "koval", "--key", str(key), "--unit", "legal", "--reason", "x")
    assert program(*call).code == 2
    assert program(*call, "--hub", str(tmp_path)).code == 1
    assert program("hub", "user", "add", "ko;val", *call[4:], "--hub", str(hub)).code == 2
    assert program.head == head
    answer = program(*call, "--hub", str(hub), "--authorized-keys", str(key / "nowhere"))
    assert answer.code == 1
    assert "No login line was written" in answer.err
    assert program.head != head


def test_hub_closed(program: Program, hub: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator without access to the hub records the officer, and is told the next step."""
    monkeypatch.setattr("tui.cli.hub._hub", _closed)
    call = ("hub", "user", "add", "koval", "--key", str(key), "--hub", str(hub))
    answer = program(*call, "--unit", "legal", "--reason", "x")
    assert answer.code == 0
    assert "koval is entered. Next:" in answer.err
    assert "koval" in program.git("show", "HEAD:officers.toml")
    assert program(*call).code == 1


def _closed(_place: str | None) -> Path:
    raise PermissionError(errno.EACCES, "", "hub")


def test_stranger(program: Program, key: Path, tmp_path: Path) -> None:
    """Where officers.toml rules, the hub admits no key of a person it does not name."""
    add = program("officer", "add", "boss", "--role", "administrator", "--key", str(key), "--reason", "x")
    assert add.code == 0, add.err
    assert program("officer", "add", "reader", "--role", "auditor", "--reason", "x").code == 0
    assert program("config", "set", "open=false", "--reason", "x").code == 0
    hub, file = tmp_path / "hub", tmp_path / "keys"
    assert program("hub", "init", str(hub), "--from", str(program.folder)).code == 0
    call = ("--key", str(key), "--hub", str(hub), "--authorized-keys", str(file))
    assert program("hub", "user", "add", "koval", *call).code == 2
    assert not file.exists()
    assert program("hub", "user", "add", "boss", *call).code == 0
    # An auditor is meant to read the hub; any other login without the right to write gets a warning.
    line = file.read_text()
    for login, told in (("reader", ["fine"]), ("koval", ["warning", "fine"])):
        file.write_text(line.replace("boss", login))
        assert _looked(program, hub)["logins"] == told
    file.write_text(line)
    officers = program.folder / "officers.toml"
    officers.write_text(
        officers.read_text().replace("[[officers.boss.keys]]", "[[officers.boss.keys]]\nuntil = 2020-01-01")
    )
    program.commit()
    _git(hub, "fetch", "--quiet", str(program.folder), "main:main")
    assert _looked(program, hub)["logins"] == ["error", "fine"]


def test_shell(program: Program, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login that asks for a shell is told, in the register's language, what the login is for."""
    monkeypatch.delenv("SSH_ORIGINAL_COMMAND", raising=False)
    answer = program("hub", "serve", "koval", "--hub", str(hub))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Цей вхід не відкриває оболонки")


def _looked(program: Program, hub: Path, *more: str) -> dict[str, list[str]]:
    """Return the levels of `doctor --server`'s findings by their subject."""
    found: dict[str, list[str]] = {}
    each: dict[str, Any]
    keys = str(hub.parent / "keys")
    for each in program.json("doctor", "--server", "--hub", str(hub), "--authorized-keys", keys, *more)[
        "findings"
    ]:
        found.setdefault(each["about"], []).append(each["state"])
    return {about: states for about, states in found.items() if about not in {"program", "git"}}


def test_server(program: Program, hub: Path, key: Path, tmp_path: Path) -> None:
    """`doctor --server` passes a good server, and restores its backup to test it."""
    keys = str(tmp_path / "keys")
    assert (
        program(
            "hub", "user", "add", "koval", "--key", str(key), "--hub", str(hub), "--authorized-keys", keys
        ).code
        == 0
    )
    program.folder.chmod(0o700)
    for folder in ("backup", "backup.bundle"):
        if folder == "backup":
            _git(tmp_path, "clone", "--quiet", "--mirror", str(hub), folder)
        else:
            _git(hub, "bundle", "create", "--quiet", str(tmp_path / folder), "main")
        more = ("--clone", str(program.folder), "--backup", str(tmp_path / folder))
        fine = {"hub": ["fine"], "logins": ["fine"], "clones": ["fine"], "backup": ["fine", "fine"]}
        assert _looked(program, hub, *more) == fine


def test_bad_server(program: Program, hub: Path, tmp_path: Path) -> None:
    """`doctor --server` names the permissions, login lines and backups that are wrong."""
    (tmp_path / "keys").write_text(f"{KEY}\n")
    (program.folder / "register.toml").chmod(0o666)
    hub.chmod(0o755)
    (hub / "hooks" / "pre-receive").unlink()
    bundle = tmp_path / "old.bundle"
    _git(program.folder, "bundle", "create", "--quiet", str(bundle), "main")
    program("set", "4", "percent=60", "--reason", "x")
    _git(hub, "fetch", "--quiet", str(program.folder), "main:main")
    more = ("--clone", str(program.folder), "--backup", str(bundle))
    bad = {"hub": ["error", "error"], "logins": ["error", "fine"], "clones": ["error", "warning"]}
    assert _looked(program, hub, *more) == {**bad, "backup": ["fine", "fine"]}
    old = time.time() - _WEEK - 1
    os.utime(bundle, (old, old))
    assert _looked(program, hub, *more)["backup"] == ["fine", "error"]
    bundle.write_bytes(bundle.read_bytes()[:-100])
    assert _looked(program, hub, *more)["backup"] == ["error"]
    assert _looked(program, hub)["backup"] == ["warning"]
    assert _looked(program, tmp_path)["hub"] == ["error"]
    assert program("doctor", "--backup", str(bundle)).code == 2

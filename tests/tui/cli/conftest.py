"""A small register, and the program called in the test's own process."""

from __future__ import annotations

import gettext
import json
import os
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from records.identity import Identity
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Programme, Rules, Unit
from tui.cli.main import run

CLERK = Identity("clerk", "Старший інспектор", "clerk@rada.example")
PERIOD = "2017-Q4"
PROGRESS = f"measures/2017/4/{PERIOD}.toml"
_AT = datetime(2017, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Kyiv"))


class Answer(Struct, frozen=True):
    """The output of a call and its exit code."""

    code: int
    out: str
    err: str


class Program:
    """The program, called in process on one register."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Answer:
        """Call the program in English."""
        return self.plain("--lang", "en", *arguments)

    def plain(self, *arguments: str) -> Answer:
        """Call the program in the register's language."""
        self._capsys.readouterr()
        code = run(["--register", str(self.folder), *arguments])
        return Answer(code, *self._capsys.readouterr())

    def json(self, *arguments: str) -> Any:
        """Return the JSON document that a call prints."""
        return json.loads(self(*arguments, "--json").out)

    def git(self, *arguments: str) -> str:
        """Run stock git in the register and return its output."""
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def commit(self) -> None:
        """Commit the folder's files with stock git, as a person without prozvit does."""
        self.git("add", "--all")
        self.git("-c", "user.name=Хтось", "-c", "user.email=x@rada.example", "commit", "-q", "-m", "Вручну")

    @property
    def head(self) -> str:
        """The commit that the register's folder has checked out."""
        return self.git("rev-parse", "HEAD").strip()


def measure(number: str, deadline: dict[str, Any] | None = None, **values: Any) -> Edit:
    """Return the edit that adds a measure with the given fields."""
    deadline = {"text": "Протягом року", "kind": "within-year"} if deadline is None else deadline
    fields = {"number": number, "title": f"Захід {number}", "responsible": ["office"]} | values
    return Edit(
        f"measures/2017/{number}/measure.toml",
        {(key,): value for key, value in fields.items()}
        | {("deadline", key): value for key, value in deadline.items()},
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "register"
    programme = Programme(id="2017", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31))
    register = Register.create(
        folder,
        rules=Rules(schema=1, body="Зразківська міська рада", programmes=(programme,)),
        units={
            "office": Unit(name="Загальний відділ"),
            "legal": Unit(name="Юридичний відділ", short="Юристи"),
        },
        author=CLERK,
        at=_AT,
    )
    until = {"text": "до 01.07.2017", "kind": "by-date", "until": date(2017, 7, 1)}
    measures = (measure("4"), measure("10", responsible=["legal"]), measure("6", until, section="Розділ I"))
    progress = Edit(PROGRESS, {("status",): "in-progress", ("percent",): 50, ("text",): "Готуємо наради."})
    with register:
        register.save(Change(Action.CREATE, measures, "Програма"), author=CLERK, at=_AT)
        register.save(Change(Action.PROGRESS, (progress,), "Подано"), author=CLERK, at=_AT)
    return folder


@pytest.fixture
def program(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Program:
    # The program tells click its language through these two; monkeypatch restores them after the test.
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(gettext, "_current_domain", "messages")
    for name in [name for name in os.environ if name.startswith("PROZVIT_")]:
        monkeypatch.delenv(name)
    return Program(Path(shutil.copytree(small, tmp_path / "register")), capsys)

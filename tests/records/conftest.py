"""A small register of an invented council, and builders of changes to it."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from records.identity import Identity
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Programme, Rules, Unit

if TYPE_CHECKING:
    from pathlib import Path

KYIV = ZoneInfo("Europe/Kyiv")
CLERK = Identity("clerk", "Старший інспектор", "clerk@rada.example")
MEASURE = "measures/2017/4/measure.toml"
PROGRESS = "measures/2017/4/2017-Q4.toml"


def rules(**changed: object) -> Rules:
    """Return the rules of a register for 2017."""
    values: dict[str, object] = {
        "schema": 1,
        "body": "Зразківська міська рада",
        "programmes": (
            Programme(id="2017", title="Програма", from_=date(2017, 1, 1), until=date(2017, 12, 31)),
        ),
    }
    return Rules(**{**values, **changed})


def measure(number: str, path: str = "", **values: object) -> Change:
    """Return a change that adds a measure."""
    fields = {"number": number, "title": f"Захід {number}", "responsible": ["office"]} | values
    deadline = {("deadline", "text"): "Протягом року", ("deadline", "kind"): "within-year"}
    edit = Edit(
        path or f"measures/2017/{number}/measure.toml",
        {**{(key,): value for key, value in fields.items()}, **deadline},
    )
    return Change(Action.CREATE, (edit,), "За текстом програми")


def progress(
    reason: str = "Проведено нараду", path: str = PROGRESS, basis: str = "", **values: object
) -> Change:
    """Return a change that writes fields of a progress."""
    edit = Edit(path, {(key,): value for key, value in values.items()})
    return Change(Action.PROGRESS, (edit,), reason, basis)


def git(register: Register | Path, *command: str) -> str:
    """Run stock git in a register and return its output."""
    path = register.path if isinstance(register, Register) else register
    done = subprocess.run(["git", "-C", str(path), *command], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def register(tmp_path: Path) -> Register:
    made = Register.create(
        tmp_path / "register",
        rules=rules(),
        units={
            "office": Unit(name="Загальний відділ"),
            "legal": Unit(name="Юридичний відділ", short="Юристи"),
        },
        author=CLERK,
        at=datetime(2017, 1, 10, 9, 0, tzinfo=KYIV),
    )
    made.save(measure("4"), author=CLERK, at=datetime(2017, 1, 11, 9, 0, tzinfo=KYIV))
    return made

"""A council of five officers whose register is closed to others and signed; each test forges a copy."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from records.register import Register
from records.values.model import Officer, Role, SigningKey, Unit
from tests.records.conftest import measure, progress, rules
from tests.records.verifying.council import ADMIN, CHIEF, CLERK, LAWYER, START, Council, Key, Person

_UNTIL = date(2017, 6, 30)


def _officer(person: Person, role: Role, *units: str, **more: object) -> Officer:
    keys = (SigningKey(key=person.key.line),)
    return Officer(name=person.name, email=person.email, role=role, units=units, **({"keys": keys} | more))


def officers() -> dict[str, Officer]:
    """Return the officers; the clerk's first key expired in June."""
    keys = (SigningKey(key=Key("old").line, until=_UNTIL), SigningKey(key=CLERK.key.line))
    return {
        "admin": _officer(ADMIN, Role.ADMINISTRATOR),
        "chief": _officer(CHIEF, Role.AUTHORISED),
        "clerk": _officer(CLERK, Role.OFFICER, "office", keys=keys),
        "lawyer": _officer(LAWYER, Role.OFFICER, "legal"),
    }


def founded(folder: Path) -> Council:
    """Create the council's register in a folder, with two measures and one progress."""
    units = {"office": Unit(name="Загальний відділ"), "legal": Unit(name="Юридичний відділ")}
    made = Register.create(
        folder,
        rules=rules(open=False, require_signature=True),
        units=units,
        officers=officers(),
        author=ADMIN.identity,
        at=START,
    )
    made.close()
    council = Council(folder)
    council.sign(council.head, ADMIN.key)
    council.save(measure("4"), CHIEF, START + timedelta(hours=1))
    council.save(measure("10", responsible=["legal"]), CHIEF, START + timedelta(hours=2))
    council.save(progress(percent=10, text="Готуємо наради."), CLERK, START + timedelta(days=1))
    return council


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return founded(tmp_path_factory.mktemp("council") / "register").folder


@pytest.fixture
def council(honest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Council:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Council(Path(shutil.copytree(honest, tmp_path / "register", symlinks=True)))

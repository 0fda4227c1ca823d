"""Rules on changes of officers, whoever makes them, that keep a register safe at every save."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from records.errors import InvalidChange
from records.identity import Identity
from records.language import ENGLISH
from records.register import Register
from records.rules.continuity import problems_of_change
from records.rules.keys import key_fault
from records.values.changes import Action, Change, Edit
from records.values.layout import OFFICERS, REGISTER
from records.values.model import Officer, Role, SigningKey, Unit
from tests.records.conftest import rules

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import Snapshot

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHy0PT4sMzW1vvdjPMXoCpMkpL0cWyxpl2WmzUQO8iAh"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
ADMIN = Identity("admin", "Адміністратор", "admin@rada.example")
AT = datetime(2017, 3, 1, 12, tzinfo=UTC)
CLOSED = SigningKey(key=OTHER_KEY, until=date(2017, 1, 31))
OFFICERS_NOW = {
    "admin": Officer(name="Адміністратор", email="admin@rada.example", role=Role.ADMINISTRATOR),
    "ann": Officer(
        name="Ганна КОВАЛЬ", email="ann@rada.example", units=("office",), keys=(SigningKey(key=KEY), CLOSED)
    ),
    "former": Officer(name="Петро ЛІС", email="lis@rada.example", until=date(2017, 2, 1)),
}


@pytest.fixture
def closed(tmp_path: Path) -> Register:
    return Register.create(
        tmp_path / "register",
        rules=rules(open=False),
        units={"office": Unit(name="Загальний відділ")},
        officers=OFFICERS_NOW,
        author=ADMIN,
        at=datetime(2017, 1, 10, tzinfo=UTC),
    )


def officers(**values: Any) -> Change:
    """Return a change of officers; the key `ann__name` stands for a field of an officer."""
    edit = Edit(OFFICERS, {("officers", *key.split("__")): value for key, value in values.items()})
    return Change(Action.REGISTER, (edit,), "Розпорядження")


def ruled(**values: Any) -> Change:
    """Return a change of the rules."""
    return Change(
        Action.REGISTER, (Edit(REGISTER, {(key,): value for key, value in values.items()}),), "Розпорядження"
    )


def keys(*kept: dict[str, Any]) -> Change:
    """Return the change that replaces an officer's keys."""
    return officers(ann__keys=list(kept))


FIRST = {"key": KEY}
SECOND = {"key": OTHER_KEY, "until": date(2017, 1, 31)}


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (
            officers(former__name=None, former__email=None, former__role=None, former__until=None),
            "officers.former",
            "stays",
        ),
        (officers(ann__name="Інша ОСОБА", ann__email="inshyi@rada.example"), "officers.ann.name", "somebody"),
        (officers(former__name="Петро ЛИС"), "officers.former.name", "01.02.2017"),
        (officers(ann__name=None), "officers.ann.name", "has a name"),
        (officers(ann__email="LIS@rada.example"), "officers.former.email", "address of ann"),
        (officers(ann__name="Ганна <КОВАЛЬ>"), "officers.ann.name", "commit"),
        (officers(ann__email="ann<x>@rada.example"), "officers.ann.email", "e-mail"),
        (keys(SECOND), "officers.ann.keys.0", "neither removed"),
        (keys(), "officers.ann.keys.0", "neither removed"),
        (keys(FIRST | {"from": date(2017, 1, 1)}, SECOND), "officers.ann.keys.0", "nor changed"),
        (keys(FIRST, {"key": OTHER_KEY}), "officers.ann.keys.1.until", "not opened again"),
        (keys(FIRST, SECOND, {"key": f"{KEY} again"}), "officers.ann.keys.2.key", "already"),
        (officers(admin__keys=[{"key": f"{KEY} mine"}]), "officers.ann.keys.0.key", "too"),
        (officers(ann__until=date(2017, 1, 1), ann__from=date(2017, 2, 1)), "officers.ann.from", "after"),
        (officers(admin__role="authorised"), "officers.admin", "administrator is needed"),
        (officers(admin__until=date(2017, 2, 28)), "officers.admin", "administrator is needed"),
        (officers(admin__until=date(2018, 1, 1)), "officers.admin", "without a last day"),
        (ruled(require_signature=True), "require_signature", "with a key"),
    ],
)
def test_refused(closed: Register, change: Change, key: str, words: str) -> None:
    """A change by which the register would lose an author, a signer or its administrator is refused."""
    head = closed.head()
    with pytest.raises(InvalidChange) as refused:
        closed.save(change, author=ADMIN, at=AT)
    found = [problem for problem in refused.value.problems if problem.key == key]
    assert [problem for problem in found if words in str(refused.value)]
    assert closed.head() == head


@pytest.mark.parametrize(
    "change",
    [
        officers(ann__name="Ганна МОРОЗ"),
        officers(ann__email="moroz@rada.example"),
        officers(former__until=None),
        officers(former__units=["office"]),
        keys(FIRST | {"until": date(2017, 2, 20)}, SECOND),
        officers(admin__keys=[{"key": KEY.replace("IHy0", "IHy1")}]),
        officers(admin__until=date(2018, 1, 1), ann__role="administrator"),
        ruled(open=True),
    ],
)
def test_taken(closed: Register, change: Change) -> None:
    """A person may change their name, move units, return, close a key, add one, and hand over."""
    assert closed.save(change, author=ADMIN, at=AT).commit


def test_signed_register(closed: Register) -> None:
    """In a signed register an administrator's last key can be closed only once another key exists."""
    first = SigningKey(key=KEY)
    ended, second = SigningKey(key=KEY, until=date(2017, 4, 1)), SigningKey(key=OTHER_KEY)

    def register(*keys: SigningKey) -> Snapshot:
        admin = Officer(name="А", role=Role.ADMINISTRATOR, keys=keys)
        return replace(closed.snapshot(), rules=rules(require_signature=True), officers={"admin": admin})

    [problem] = problems_of_change(register(first), register(ended), [OFFICERS], AT.date())
    assert "have no last day" in problem.message.render(ENGLISH)
    assert not problems_of_change(register(first), register(ended, second), [OFFICERS], AT.date())


def test_open_asks_for_an_administrator(tmp_path: Path) -> None:
    """A register can be closed to others only if an administrator can open it again."""
    register = Register.create(tmp_path / "register", rules=rules(), author=ADMIN, at=AT)
    with pytest.raises(InvalidChange, match="administrator is needed"):
        register.save(ruled(open=False), author=ADMIN, at=AT)
    register.save(officers(admin__name="А", admin__role="administrator"), author=ADMIN, at=AT)
    assert register.save(ruled(open=False), author=ADMIN, at=AT).commit


def test_former_address(closed: Register) -> None:
    """An officer's former address can't go to someone else, but can come back to its owner."""
    closed.save(officers(ann__email="koval@rada.example"), author=ADMIN, at=AT)
    with pytest.raises(InvalidChange, match="was the address of Ганна КОВАЛЬ"):
        closed.save(officers(new__name="Нова ОСОБА", new__email="Ann@rada.example"), author=ADMIN, at=AT)
    assert closed.save(officers(ann__email="ann@rada.example"), author=ADMIN, at=AT).commit


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private"),
        ("", "no public SSH key"),
        ("ssh-ed25519", "no public SSH key"),
        ("ssh-ed25519 AAAAAA==", "damaged"),
        (KEY[:-4], "no public SSH key"),
        (KEY.replace("ssh-ed25519 ", "ssh-rsa "), "damaged"),
        (KEY.replace("ssh-ed25519 ", "ssh-dss "), "no type of key"),
        (f'command="sh" {KEY}', "no public SSH key"),
    ],
)
def test_keys(closed: Register, line: str, words: str) -> None:
    """Only a public key that can sign is accepted in officers.toml."""
    with pytest.raises(InvalidChange, match=words):
        closed.save(officers(admin__keys=[{"key": line}]), author=ADMIN, at=AT)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        (("ed25519",), True),
        (("rsa", "-b", "2048"), True),
        (("rsa", "-b", "1024"), False),
        (("ecdsa", "-b", "256"), True),
        (("ecdsa", "-b", "521"), True),
    ],
)
def test_made_keys(tmp_path: Path, kind: tuple[str, ...], *, taken: bool) -> None:
    """Keys made by ssh-keygen are accepted, except an RSA key that is too short to be safe."""
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-f", file, "-C", "officer1", "-t", *kind], check=True)
    assert (key_fault(file.with_suffix(".pub").read_text(encoding="utf-8").strip()) is None) is taken

"""The standing of signatures: judged by the officers of each commit's parents, not by its own."""

from __future__ import annotations

import base64
import hashlib
import struct
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from records.git.objects import ObjectStore
from records.identity import Identity
from records.register import Register
from records.trail import standing
from records.trail.history import Historian, history
from records.trail.standing import Standing
from records.values.model import Officer, SigningKey
from tests.records.conftest import KYIV, PROGRESS, rules

if TYPE_CHECKING:
    from pathlib import Path

CLERK = Identity("clerk", "Спеціаліст", "clerk@rada.example")
LEAD = Identity("lead", "Уповноважена особа", "lead@rada.example")
AT = datetime(2017, 3, 1, 12, 0, tzinfo=KYIV)


class Key:
    """A key held in this process."""

    def __init__(self) -> None:
        self._secret = Ed25519PrivateKey.generate()
        self._public = string(b"ssh-ed25519") + string(self._secret.public_key().public_bytes_raw())
        self.line = f"ssh-ed25519 {base64.b64encode(self._public).decode()}"

    def __call__(self, payload: bytes) -> str:
        """Return the signature of bytes (PROTOCOL.sshsig)."""
        told = string(b"git") + string(b"") + string(b"sha512")
        made = self._secret.sign(b"SSHSIG" + told + string(hashlib.sha512(payload).digest()))
        raw = b"SSHSIG\0\0\0\1" + string(self._public) + told + string(string(b"ssh-ed25519") + string(made))
        body = base64.b64encode(raw).decode()
        return f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"


def string(data: bytes) -> bytes:
    """Return bytes in SSH's string format."""
    return struct.pack(">I", len(data)) + data


MINE, OLD, THEIRS, STRANGE = Key(), Key(), Key(), Key()


@pytest.fixture
def register(tmp_path: Path) -> Register:
    old = SigningKey(key=OLD.line, until=date(2017, 2, 28))
    officers = {
        "clerk": Officer(name="Спеціаліст", email=CLERK.email, keys=(SigningKey(key=MINE.line), old)),
        "lead": Officer(name="Уповноважена особа", keys=(SigningKey(key=f"{THEIRS.line} lead@home"),)),
    }
    place = tmp_path / "register"
    return Register.create(place, rules=rules(open=False), officers=officers, author=CLERK, at=AT)


def write(
    register: Register,
    key: Key | None,
    author: Identity = CLERK,
    at: datetime = AT,
    files: dict[str, bytes] | None = None,
    parents: list[str] | None = None,
) -> str:
    """Write a commit that bypasses all rules, as anyone with git can; return its id."""
    head = register.head()
    files = files or {PROGRESS: f'note = "after {head}"\n'.encode()}
    made = register.repository.write_commit(parents or [head], files, author, at, "Зміна\n", sign=key)
    (register.path / ".git" / "refs" / "heads" / "main").write_text(f"{made}\n", encoding="ascii")
    return made


def stands(register: Register) -> Standing | None:
    """Return the standing of the last commit's signature."""
    return next(entry.signature for entry in history(register) if entry.commit == register.head())


def test_states(register: Register) -> None:
    """Only the author's own key within its days is good; every other case has its own standing."""
    late = AT.replace(month=2, day=28, hour=23)
    cases = {
        "own": (MINE, CLERK, AT, Standing.GOOD),
        "without an address in the file": (THEIRS, LEAD, AT, Standing.GOOD),
        "none": (None, CLERK, AT, Standing.NONE),
        "another officer's": (THEIRS, CLERK, AT, Standing.BAD),
        "past its last day": (OLD, CLERK, AT, Standing.BAD),
        "on its last day, by the register's clock": (OLD, CLERK, late, Standing.GOOD),
        "nobody's": (STRANGE, CLERK, AT, Standing.UNKNOWN),
    }
    for name, (key, author, at, expected) in cases.items():
        write(register, key, author, at)
        assert (name, stands(register)) == (name, expected)


def test_tampered(register: Register) -> None:
    """A commit whose message was changed after signing is bad."""
    made = write(register, MINE)
    data = register.repository.blob(made).replace("Зміна".encode(), "Заміна".encode())
    store = ObjectStore(register.path / ".git" / "objects", register.repository.blob)
    other = store.write("commit", data)
    (register.path / ".git" / "refs" / "heads" / "main").write_text(f"{other}\n", encoding="ascii")
    assert stands(register) is Standing.BAD


def test_not_by_its_own_word(register: Register) -> None:
    """A commit that adds its own key is signed by an unknown key; the next commit by that key is good."""
    text = (register.path / "officers.toml").read_text(encoding="utf-8").replace(MINE.line, STRANGE.line)
    write(register, STRANGE, files={"officers.toml": text.encode()})
    assert stands(register) is Standing.UNKNOWN
    write(register, STRANGE)
    assert stands(register) is Standing.GOOD


def test_root(register: Register) -> None:
    """The first commit is judged by its own officers, since it has no parents."""
    files = {"register.toml": b"", "officers.toml": (register.path / "officers.toml").read_bytes()}
    first = register.repository.write_commit([], files, CLERK, AT, "Перший\n", sign=MINE)
    commit = register.repository.commit(first)
    assert Historian(register)._standings.of(commit) is Standing.GOOD


def test_merge(register: Register) -> None:
    """A merge has the worst standing that the officers of its parents give it."""
    base = register.head()
    text = (register.path / "officers.toml").read_text(encoding="utf-8").replace(MINE.line, STRANGE.line)
    other = write(register, MINE, files={"officers.toml": text.encode()})
    write(register, MINE, parents=[base, other])
    assert stands(register) is Standing.UNKNOWN


def test_unsigned_costs_nothing(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """For unsigned commits neither officers nor signatures are read."""
    write(register, None)
    historian = Historian(register)
    monkeypatch.setattr(historian._standings, "_staff", None)
    monkeypatch.setattr(standing, "signer", None)
    assert {entry.signature for entry in historian.entries()} == {Standing.NONE}


def test_missing_program(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that can't be checked on this machine is unknown, neither good nor an error."""

    def lacking(*_: object) -> str:
        raise FileNotFoundError(2, "ssh-keygen")

    write(register, MINE)
    monkeypatch.setattr(standing, "signer", lacking)
    assert stands(register) is Standing.UNKNOWN

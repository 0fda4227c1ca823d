"""A synthetic history in which every commit is signed and has the message that prozvit writes."""

from __future__ import annotations

import base64
import hashlib
import random
import subprocess
import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benchmarks import registers
from records.files.documents import read_document
from records.git.commits import stamp, with_signature
from records.identity import Identity
from records.language import UKRAINIAN
from records.register import Register
from records.telling.messages import compose
from records.telling.subjects import Names
from records.values.changes import Action, Change
from records.values.fields import FileChange, differences, flatten
from records.values.model import Officer, Programme, Role, Rules, SigningKey, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLERK = Identity("clerk", "Спеціаліст", "clerk@rada.example")
_CHIEF = Identity("chief", "Уповноважена особа", "chief@rada.example")
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_MINUTE = 60


class Signer:
    """An Ed25519 key derived from a number, so that it is the same in each run."""

    def __init__(self, number: int) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._blob = _strings(b"ssh-ed25519", raw)
        self.line = f"ssh-ed25519 {base64.b64encode(self._blob).decode()}"

    def sign(self, data: bytes) -> str:
        """Return git's signature of the data (PROTOCOL.sshsig)."""
        namespace, digest = b"git", hashlib.sha512(data).digest()
        raw = self._key.sign(b"SSHSIG" + _strings(namespace, b"", b"sha512", digest))
        outer = _strings(self._blob, namespace, b"", b"sha512", _strings(b"ssh-ed25519", raw))
        text = base64.b64encode(b"SSHSIG" + (1).to_bytes(4, "big") + outer).decode()
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"])


def _strings(*values: bytes) -> bytes:
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def make(path: Path, measures: int, commits: int) -> Register:
    """Make a register with `commits` signed commits; git checks them by the keys in `.git/signers`."""
    signer, chief = Signer(1), Signer(2)
    programme = Programme(id="2025", title="Програма", from_=date(2025, 1, 1), until=date(2025, 12, 31))
    rules = Rules(
        schema=1, body="Зразкова міська рада", programmes=(programme,), open=False, require_signature=True
    )
    units = {f"unit{n}": Unit(name=f"Відділ {n}") for n in range(6)}
    officers = {
        "clerk": _officer(CLERK, Role.OFFICER, signer, *units),
        "chief": _officer(_CHIEF, Role.AUTHORISED, chief),
        "admin": Officer(name="Адміністратор", role=Role.ADMINISTRATOR),
    }
    home = {f"{registers.home(n)}/measure.toml": registers.measure(n) for n in range(measures)}
    with Register.create(
        path, rules=rules, units=units, officers=officers, author=CLERK, at=_BEGIN
    ) as register:
        first = register.repository.write_commit(
            [register.head()], home, _CHIEF, _BEGIN, "Заходи\n", sign=chief.sign
        )
    _git(path, "update-ref", "refs/heads/main", first)
    stream = b"".join(_stream(first, measures, commits))
    _git(path, "fast-import", "--quiet", "--force", stdin=stream)
    _sign(path, first, signer)
    _git(path, "repack", "-adq")
    (path / ".git" / "signers").write_text(f"{CLERK.email} {signer.line}\n")
    return Register.open(path)


def _officer(who: Identity, role: Role, signer: Signer, *units: str) -> Officer:
    key = SigningKey(key=signer.line)
    return Officer(name=who.name, email=who.email, role=role, units=units, keys=(key,))


def _git(path: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(
        ["git", "-C", str(path), *arguments], input=stdin, check=True, capture_output=True
    ).stdout


def _stream(first: str, measures: int, commits: int) -> Iterator[bytes]:
    chance = random.Random(commits)
    there: dict[str, bytes] = {}
    for place in range(1, commits + 1):
        number, quarter = chance.randrange(measures), chance.choice(registers.QUARTERS)
        path = f"{registers.home(number)}/{quarter}.toml"
        new = registers.progress(chance, place % 100)
        old = flatten(read_document(there[path], path)) if path in there else {}
        there[path] = new
        change = FileChange(path, differences(old, flatten(read_document(new, path))))
        names = Names({f"2025/{number + 1}": str(number + 1)}, {})
        message = compose(Change(Action.PROGRESS, (), "Подано"), [change], names, UKRAINIAN).encode()
        who = stamp(CLERK, _BEGIN.fromtimestamp(_BEGIN.timestamp() + place * _MINUTE, UTC))
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
        yield b"data %d\n" % len(message) + message
        if place == 1:
            yield f"from {first}\n".encode()
        yield f"M 644 inline {path}\n".encode() + b"data %d\n" % len(new) + new + b"\n"


def _sign(path: Path, first: str, signer: Signer) -> None:
    """Replace all commits after `first` by signed copies and move main to the last one.

    The copies are loose objects, written without syncing.
    """
    commits = _git(path, "rev-list", "--reverse", f"{first}..main").decode().split()
    done = _git(path, "cat-file", "--batch", stdin="\n".join(commits).encode())
    parent, at = first, 0
    for _ in commits:
        end = done.index(b"\n", at)
        size = int(done[at:end].rpartition(b" ")[2])
        data = done[end + 1 : end + 1 + size]
        at = end + size + 2
        old = data.partition(b"\nparent ")[2][:40]
        data = data.replace(b"\nparent " + old, b"\nparent " + parent.encode(), 1)
        parent = _store(path, with_signature(data, signer.sign(data)))
    _git(path, "update-ref", "refs/heads/main", parent)


def _store(path: Path, data: bytes) -> str:
    whole = b"commit %d\0" % len(data) + data
    name = hashlib.sha1(whole).hexdigest()
    file = path / ".git" / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(whole, 1))
    return name

"""SSH signatures of commits: the check in process agrees with git for every key type and every damage."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from records.git.commits import with_signature, without_signature
from records.git.objects import ObjectStore
from records.git.repository import Repository
from records.git.signatures import bare_key, signer
from records.values.model import SigningKey
from records.writing.signers import counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: The commit time of every commit here, and a day on either side.
AT = datetime(2024, 6, 15, 12, 0, tzinfo=UTC)
BEFORE, AFTER = date(2024, 6, 1), date(2024, 7, 1)
KINDS = {
    "ed25519": ("ed25519",),
    "rsa": ("rsa", "-b", "2048"),
    "ecdsa-256": ("ecdsa", "-b", "256"),
    "ecdsa-384": ("ecdsa", "-b", "384"),
    "ecdsa-521": ("ecdsa", "-b", "521"),
}
APPLICATION = b"ssh:"
_TRIES = 3


class Key(Struct, frozen=True):
    """A key: its public line, and a function that signs with it."""

    line: str
    sign: Callable[[bytes], str]


def string(data: bytes) -> bytes:
    """Return bytes in SSH's string format, prefixed with their length."""
    return struct.pack(">I", len(data)) + data


def made_by_openssh(folder: Path, name: str, *kind: str) -> Key:
    """Return a key made by OpenSSH."""
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", name, "-t", *kind, "-f", str(file)], check=True)
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(file)]

    def sign(payload: bytes) -> str:
        return subprocess.run(command, input=payload, capture_output=True, check=True).stdout.decode()

    return Key(file.with_suffix(".pub").read_text().strip(), sign)


def armoured(public: bytes, signature: bytes, namespace: bytes = b"git") -> str:
    """Return a signature in OpenSSH's armoured format."""
    parts = [string(public), string(namespace), string(b""), string(b"sha512"), string(signature)]
    body = base64.b64encode(b"SSHSIG" + struct.pack(">I", 1) + b"".join(parts)).decode()
    lines = [body[at : at + 70] for at in range(0, len(body), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def signed_data(payload: bytes, namespace: bytes = b"git") -> bytes:
    """Return the data that is signed for a payload (PROTOCOL.sshsig)."""
    digest = hashlib.sha512(payload).digest()
    return b"SSHSIG" + string(namespace) + string(b"") + string(b"sha512") + string(digest)


def token_data(message: bytes) -> tuple[bytes, bytes]:
    """Return the data that a FIDO token signs for a message, and its flags and counter (PROTOCOL.u2f)."""
    said = b"\x01" + struct.pack(">I", 7)
    return hashlib.sha256(APPLICATION).digest() + said + hashlib.sha256(message).digest(), said


def token_ed25519() -> Key:
    """Return an sk-ssh-ed25519 key whose token is simulated here."""
    secret = ed25519.Ed25519PrivateKey.generate()
    kind = b"sk-ssh-ed25519@openssh.com"
    public = string(kind) + string(secret.public_key().public_bytes_raw()) + string(APPLICATION)

    def sign(payload: bytes) -> str:
        data, said = token_data(signed_data(payload))
        return armoured(public, string(kind) + string(secret.sign(data)) + said)

    return Key(f"{kind.decode()} {base64.b64encode(public).decode()} token", sign)


def token_ecdsa() -> Key:
    """Return an sk-ecdsa key whose token is simulated here."""
    secret = ec.generate_private_key(ec.SECP256R1())
    kind = b"sk-ecdsa-sha2-nistp256@openssh.com"
    numbers = secret.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    public = string(kind) + string(b"nistp256") + string(point) + string(APPLICATION)

    def number(value: int) -> bytes:
        return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))

    def sign(payload: bytes) -> str:
        data, said = token_data(signed_data(payload))
        r, s = decode_dss_signature(secret.sign(data, ec.ECDSA(hashes.SHA256())))
        return armoured(public, string(kind) + string(number(r) + number(s)) + said)

    return Key(f"{kind.decode()} {base64.b64encode(public).decode()} token", sign)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Key]:
    folder = tmp_path_factory.mktemp("keys")
    made = {name: made_by_openssh(folder, name, *kind) for name, kind in KINDS.items()}
    tokens = {"sk-ed25519": token_ed25519(), "sk-ecdsa": token_ecdsa()}
    others = {name: made_by_openssh(folder, name, "ed25519") for name in ("stranger", "past", "future")}
    return made | tokens | others


class Case:
    """A repository for one test, with commits that no reference leads to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.repository = Repository.create(folder)
        self._store = ObjectStore(folder / ".git" / "objects", self.repository.blob)
        self.tree = self._store.write("tree", b"")
        self._allowed = folder / "allowed_signers"

    def bytes_of(self, message: str, parent: str = "") -> bytes:
        """Return the bytes of an unsigned commit."""
        who = f"Особа <osoba@rada.example> {int(AT.timestamp())} +0000"
        head = [f"tree {self.tree}", *([f"parent {parent}"] if parent else [])]
        return "\n".join([*head, f"author {who}", f"committer {who}", "", message]).encode()

    def store(self, data: bytes) -> str:
        """Store a commit with these bytes and return its id."""
        return self._store.write("commit", data)

    def allow(self, *keys: SigningKey) -> None:
        """Write the allowed-signers file: these keys, each with its period of validity."""
        lines = []
        for key in keys:
            days = [f'valid-after="{key.from_:%Y%m%d}Z"'] if key.from_ else []
            days += [f'valid-before="{key.until:%Y%m%d}235959Z"'] if key.until else []
            options = ",".join([*days, 'namespaces="git"'])
            lines.append(f"osoba@rada.example {options} {key.key}\n")
        self._allowed.write_text("".join(lines))

    def verdict(self, commit: str) -> str:
        """Return git's verdict on a commit: G(ood), U(nknown key or outside its days), B(ad) or N(one)."""
        command = ["git", "-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={self._allowed}"]
        for _ in range(_TRIES):
            done = subprocess.run(
                [*command, "log", "-1", "--format=%G?", commit],
                cwd=self.repository.root,
                env={**os.environ, "TZ": "UTC"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0:
                return done.stdout.strip()
        # When ssh-keygen exits before it has read the commit, git dies of the broken pipe every time.
        return "B"


def ours(data: bytes, allowed: list[SigningKey]) -> str:
    """Return this program's verdict on a commit's bytes, in git's letters."""
    payload, signature = without_signature(data)
    if signature is None:
        return "N"
    key = signer(payload, signature)
    if key is None:
        return "B"
    good = any(bare_key(each.key) == key and counts(each, AT.date()) for each in allowed)
    return "G" if good else "U"


def damaged(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield a signed commit with one byte changed in each header, the message or the signature."""
    regions = [b"tree ", b"author ", b"committer ", b"\n\n"]
    starts = [data.index(mark) + len(mark) for mark in regions]
    first, last = data.index(b"gpgsig "), data.index(b"-----END")
    places = [start + chance.randrange(8) for start in starts]
    places += [chance.randrange(first + 38, last) for _ in range(9)]
    for place in places:
        other = ord("b") if data[place] == ord("a") else ord("a")
        if data[place] not in b"\n ":
            yield data[:place] + bytes([other]) + data[place + 1 :]


def odd(payload: bytes, key: Key, other: Key) -> Iterator[bytes]:
    """Yield commits with malformed signatures."""
    good = key.sign(payload)
    lines = good.rstrip("\n").split("\n")
    yield with_signature(payload, other.sign(payload + b" "))
    yield with_signature(payload, "\n".join([*lines[:-2], lines[-1]]))
    yield with_signature(payload, "\n".join(lines[:-1]))
    yield with_signature(payload, good + "\nmore")
    yield with_signature(payload, "\n".join([lines[0], "", *lines[1:]]))
    yield with_signature(payload, "\n".join([lines[0], "A" + lines[1], *lines[2:]]))
    yield with_signature(payload, "\n".join([lines[0], lines[1] + "=", *lines[2:]]))
    yield with_signature(payload, "\n".join([lines[0], "!" + lines[1][1:], *lines[2:]]))
    head, gap, message = with_signature(payload, good).partition(b"\n\n")
    yield head + b"\ngpgsig-sha256 one\n two\nencoding UTF-8" + gap + message
    yield head + b"\ngpgsig " + lines[0].encode() + gap + message
    yield with_signature(payload.replace(b"\n\n", b"\nx-note gpgsig\n gpgsig one\n\n"), good)
    raw = base64.b64decode("".join(lines[1:-1]))
    for changed in (raw + b"\0", raw[:-1], raw.replace(b"git", b"tig", 1), b"SSHSIG\0\0\0\2" + raw[10:], b""):
        body = base64.b64encode(changed).decode()
        yield with_signature(payload, "\n".join([lines[0], body, lines[-1]]))
    md5 = raw.replace(string(b"sha512"), string(b"md5"), 1)
    yield with_signature(payload, "\n".join([lines[0], base64.b64encode(md5).decode(), lines[-1]]))
    for public, signature in misfits(*parts(raw[10:])[::4]):
        yield with_signature(payload, armoured(public, signature))
    reserved = raw.replace(string(b"git") + string(b""), string(b"git") + string(b"x"), 1)
    yield with_signature(payload, "\n".join([lines[0], base64.b64encode(reserved).decode(), lines[-1]]))


def parts(data: bytes) -> list[bytes]:
    """Return the SSH strings at the beginning of these bytes."""
    found = []
    while len(data) >= 4 and (size := int.from_bytes(data[:4])) <= len(data) - 4:
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def misfits(public: bytes, signature: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield pairs of a key and a signature whose inner parts are malformed."""
    algorithm, made = parts(signature)[:2]
    rest = signature[len(string(algorithm)) :]
    yield from ((public, signature + more) for more in (b"\0", string(b"more")))
    yield from ((public + more, signature) for more in (b"\0", string(b"more")))
    for other in (b"ssh-ed25519", b"ssh-rsa", b"rsa-sha2-256", b"", b"\xff"):
        if other != algorithm:
            yield public, string(other) + rest
    yield public, string(algorithm) + struct.pack(">I", 9999) + made
    yield public, string(algorithm) + string(b"\0" + made)
    yield public, string(algorithm) + string(made[:-1])
    yield public[:-1], signature
    yield string(parts(public)[0]), signature
    yield string(b"ssh-nothing") + string(b"one"), signature
    yield b"", signature
    if algorithm.startswith(b"rsa"):
        # The same key with a zero byte before its exponent.
        kind, exponent, modulus = parts(public)
        yield string(kind) + string(b"\0" + exponent) + string(modulus), signature


def test_as_git_says(keys: dict[str, Key], tmp_path: Path) -> None:
    """Both verdicts agree on over 200 commits: good, damaged, unknown, expired, of every key type."""
    case, chance = Case(tmp_path / "register"), random.Random(7)
    usual = [
        SigningKey(key=key.line) for name, key in keys.items() if name not in {"past", "future", "stranger"}
    ]
    allowed = [
        *usual,
        SigningKey(key=keys["past"].line, until=BEFORE),
        SigningKey(key=keys["future"].line, from_=AFTER),
    ]
    written: list[bytes] = [case.bytes_of("Без підпису\n")]
    for name, key in keys.items():
        payload = case.bytes_of(f"Захід 4: {name}\n\n  Причина – «так»\n")
        good = with_signature(payload, key.sign(payload))
        written += [good, *damaged(good, chance)]
        if name in {"ed25519", "rsa", "ecdsa-256", "sk-ed25519"}:
            written += odd(payload, key, keys["stranger"])
    theirs = held_to_git(case, written, allowed)
    assert len(theirs) > 200, len(theirs)
    assert set(theirs) == {"G", "B", "U", "N"}


def test_no_longer(keys: dict[str, Key], tmp_path: Path) -> None:
    """A good signature does not count if its key is unknown, expired or not yet valid, for every key type."""
    case = Case(tmp_path / "register")
    payload = case.bytes_of("Зміна\n")
    written = [with_signature(payload, key.sign(payload)) for key in keys.values()]
    assert set(held_to_git(case, written, [SigningKey(key=key.line) for key in keys.values()])) == {"G"}
    stranger = keys["stranger"].line
    for lines in (
        [SigningKey(key=stranger)],
        [SigningKey(key=key.line, until=BEFORE) for key in keys.values()],
        [SigningKey(key=key.line, from_=AFTER) for key in keys.values()],
    ):
        found = held_to_git(case, written, lines)
        assert set(found) <= {"U", "G"}
        assert found.count("G") == (1 if len(lines) == 1 else 0)


def held_to_git(case: Case, written: list[bytes], allowed: list[SigningKey]) -> list[str]:
    """Check that our verdicts equal git's if these keys are allowed, and return them."""
    case.allow(*allowed)
    commits = {case.store(data): data for data in written}
    with ThreadPoolExecutor(4) as pool:
        theirs = dict(zip(commits, pool.map(case.verdict, commits), strict=True))
    assert {commit: ours(data, allowed) for commit, data in commits.items()} == theirs
    return list(theirs.values())


@given(st.binary(max_size=300), st.integers(0, 400), st.binary(max_size=8))
def test_hostile_bytes(noise: bytes, at: int, more: bytes) -> None:
    """Arbitrary bytes as a signature give no signer and no error."""
    key = string(b"ssh-ed25519") + string(bytes(32))
    good = base64.b64decode(armoured(key, string(b"ssh-ed25519") + string(bytes(64))).split("\n", 1)[1][:-28])
    for raw in (noise, good[:at] + more + good[at:], good[:at] + more + good[at + len(more) :]):
        body = base64.b64encode(raw)
        assert (
            signer(b"tree", b"-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n" % body)
            is None
        )
    assert signer(b"tree", noise) is None


def test_optimised(keys: dict[str, Key]) -> None:
    """The signature's algorithm is checked against the key even if Python runs without asserts."""
    good = keys["ed25519"].sign(b"tree")
    raw = base64.b64decode("".join(good.split("\n")[1:-2]))
    public, signature = parts(raw[10:])[::4]
    signed = armoured(public, string(b"rsa-sha2-256") + signature[len(string(b"ssh-ed25519")) :])
    code = (
        "import sys; from records.git.signatures import signer; "
        "print(*(signer(b'tree', each.encode()) for each in sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-O", "-c", code, good, signed], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{bare_key(keys['ed25519'].line)} None"

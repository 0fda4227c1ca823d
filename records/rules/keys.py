"""Public SSH keys as files hold them: one line with type, base64 key and comment (sshd(8)).

The decoded key is checked against the format of its type (RFC 4253, 5656, 8709 and OpenSSH's PROTOCOL.u2f),
so that a register never stores a key that could not have signed anything.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from records.disk.system import refusal_of
from records.errors import Misused
from records.git.signatures import bare_key, strings
from records.language import Message

if TYPE_CHECKING:
    from pathlib import Path

#: The parts of a key after its type: a length in bytes, an exact value, or None for any.
_PARTS: dict[str, tuple[int | bytes | None, ...]] = {
    "ssh-ed25519": (32,),
    "ssh-rsa": (None, None),
    "ecdsa-sha2-nistp256": (b"nistp256", 65),
    "ecdsa-sha2-nistp384": (b"nistp384", 97),
    "ecdsa-sha2-nistp521": (b"nistp521", 133),
    "sk-ssh-ed25519@openssh.com": (32, None),
    "sk-ecdsa-sha2-nistp256@openssh.com": (b"nistp256", 65, None),
}
_SHORTEST_RSA = 2048
#: The most bytes read: a public key is a line of a few hundred characters.
_LARGEST = 20_000


def key_fault(line: str) -> Message | None:
    """Return why a line is not a public SSH key that can sign, None if it is one."""
    if "PRIVATE KEY" in line:
        return Message(
            "This is a private key, which never belongs into a register. Take the public one: the file that "
            "ends in .pub."
        )
    kind, _, rest = line.partition(" ")
    parts = _parts(rest.partition(" ")[0])
    if not parts or "\n" in line:
        return Message("This is no public SSH key. Paste the one line of a file that ends in .pub.")
    if kind not in _PARTS:
        return Message(
            "“{kind}” is no type of key that signs here. There are: {known}.",
            kind=kind,
            known=", ".join(_PARTS),
        )
    if parts[0] != kind.encode() or not _fit(parts[1:], _PARTS[kind]):
        return Message("This public SSH key is damaged. Copy the whole line of the file that ends in .pub.")
    if kind == "ssh-rsa" and (bits := int.from_bytes(parts[2]).bit_length()) < _SHORTEST_RSA:
        return Message(
            "An RSA key of {bits} bits is too short to be trusted. Make a new one: ssh-keygen -t ed25519.",
            bits=bits,
        )
    return None


def read_key(file: Path) -> str:
    """Return the public key in a file as the register stores it. Raises `Misused`, naming the file."""
    try:
        with file.open("rb") as opened:
            line = opened.read(_LARGEST).decode().strip()
    except OSError as error:
        raise Misused(
            "The key {file} can't be read: {problem}.", file=file, problem=refusal_of(error)
        ) from error
    except UnicodeDecodeError:
        line = ""
    if (fault := key_fault(line)) is not None:
        raise Misused("{file}: {problem}", file=file, problem=fault)
    return line


def same_key(one: str, other: str) -> bool:
    """Return whether two lines hold the same key, whatever their comments."""
    return bare_key(one) == bare_key(other)


def _parts(encoded: str) -> list[bytes]:
    """Return the parts of a base64 key, its type first; an empty list if it can't be decoded."""
    try:
        return strings(base64.b64decode(encoded, validate=True))
    except ValueError:
        return []


def _fit(parts: list[bytes], promised: tuple[int | bytes | None, ...]) -> bool:
    return len(parts) == len(promised) and all(
        promise is None or promise in {len(part), part} for part, promise in zip(parts, promised, strict=True)
    )

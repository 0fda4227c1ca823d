"""Whose key signed these bytes: SSH signatures (PROTOCOL.sshsig of OpenSSH), checked in process.

The library sshsig checks Ed25519 and RSA; other types (ECDSA, FIDO) go to `ssh-keygen`. What a key's owner
was allowed, and from when to when the key counted, is for who asks.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The purpose that git signs for: a signature made for another is none here.
NAMESPACE = "git"
_HASHES = {b"sha256", b"sha512"}
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"
#: What the bytes of a signature begin with: their name and the version of the format.
_HEAD = b"SSHSIG\0\0\0\1"
_LENGTH = 4
#: The types of keys checked here: of how many parts each is, and the algorithms that fit it.
_IN_PROCESS: Mapping[bytes, tuple[int, set[bytes]]] = MappingProxyType(
    {b"ssh-ed25519": (2, {b"ssh-ed25519"}), b"ssh-rsa": (3, {b"rsa-sha2-256", b"rsa-sha2-512"})}
)
_BY_SSH_KEYGEN = {
    *(b"ecdsa-sha2-nistp256", b"ecdsa-sha2-nistp384", b"ecdsa-sha2-nistp521"),
    *(b"sk-ssh-ed25519@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com"),
}


def signer(payload: bytes, signature: bytes) -> str | None:
    """Return the public key that signed bytes, as its type and base64; None where the signature is not good.

    `signature` is armoured. Raises `OSError` where the key's type asks for `ssh-keygen` and there is none.
    """
    try:
        bare = _bare(signature)
        blob, namespace, _, hashed, made = strings(bare.removeprefix(_HEAD))
        kind, *numbers = strings(blob)
        if not bare.startswith(_HEAD) or namespace != NAMESPACE.encode() or hashed not in _HASHES:
            return None
        if kind in _BY_SSH_KEYGEN:
            written = f"{kind.decode()} {base64.b64encode(blob).decode()}"
            return written if _by_ssh_keygen(payload, signature) else None
        # The library reads past what follows, and holds the algorithm to the key by an `assert`.
        algorithm, _ = strings(made)
        parts, fitting = _IN_PROCESS.get(kind, (0, set()))
        if len(numbers) + 1 != parts or algorithm not in fitting:
            return None
        return _in_process(payload, bare)
    except ValueError:
        # Bytes that are not put together as they should be, or numbers that are no key.
        return None


def _in_process(payload: bytes, bare: bytes) -> str | None:
    from sshsig import PublicKey
    from sshsig.sshsig import SshsigSignature, do_sshsig_verify

    found = do_sshsig_verify(SshsigSignature(bare), BytesIO(payload), NAMESPACE)
    # One key can be put in several bytes (zeros before a number), and is one key all the same.
    return found.openssh_str() if isinstance(found, PublicKey) else None


def strings(data: bytes) -> list[bytes]:
    """Return the strings that bytes of SSH are made of, to the last (RFC 4251, 5); raise `ValueError`."""
    found, at = [], 0
    while at < len(data):
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise ValueError
        found.append(data[start:at])
    return found


def _bare(signature: bytes) -> bytes:
    """Return the bytes of an armoured signature, as strictly as OpenSSH reads them; raise `ValueError`."""
    body, end, _ = signature.removeprefix(_BEGIN).partition(_END)
    if not end or not signature.startswith(_BEGIN):
        raise ValueError
    text = b"".join(body.split())
    bare = base64.b64decode(text, validate=True)
    # Bits that say nothing could differ, and the signature would be another's bytes.
    if base64.b64encode(bare) != text:
        raise ValueError
    return bare


def bare_key(line: str) -> str:
    """Return a public key's line without its comment, to be compared."""
    return " ".join(line.split()[:2])


def fingerprint(line: str) -> str:
    """Return a public key's fingerprint as OpenSSH prints it, "SHA256:…"; "" for a line that is no key."""
    try:
        blob = base64.b64decode(line.split()[1], validate=True)
    except (IndexError, ValueError):
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _by_ssh_keygen(payload: bytes, signature: bytes) -> bool:
    """Ask `ssh-keygen` whether a signature is good, whoever its key belongs to."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise FileNotFoundError(2, "ssh-keygen", "ssh-keygen")
    with TemporaryDirectory(prefix="prozvit-") as folder:
        file = Path(folder, "signature")
        file.write_bytes(signature)
        done = subprocess.run(
            [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(file)],
            input=payload,
            capture_output=True,
            check=False,
        )
    return done.returncode == 0

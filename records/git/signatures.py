"""SSH signatures (OpenSSH’s PROTOCOL.sshsig): finds the key that signed some bytes.

The library sshsig checks Ed25519 and RSA in process; other types (ECDSA, FIDO) go to `ssh-keygen`. Rights and
key validity are the caller’s business.
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

#: The namespace of git’s signatures; a signature for any other namespace is invalid here.
NAMESPACE = "git"
_HASHES = {b"sha256", b"sha512"}
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"
#: The first bytes of a binary signature: magic and format version.
_HEAD = b"SSHSIG\0\0\0\1"
_LENGTH = 4
#: Key types checked in process: the number of strings in such a key, and its signature algorithms.
_IN_PROCESS: Mapping[bytes, tuple[int, set[bytes]]] = MappingProxyType(
    {b"ssh-ed25519": (2, {b"ssh-ed25519"}), b"ssh-rsa": (3, {b"rsa-sha2-256", b"rsa-sha2-512"})}
)
_BY_SSH_KEYGEN = {
    *(b"ecdsa-sha2-nistp256", b"ecdsa-sha2-nistp384", b"ecdsa-sha2-nistp521"),
    *(b"sk-ssh-ed25519@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com"),
}


def signer(payload: bytes, signature: bytes) -> str | None:
    """Return the public key (type and base64) that signed the bytes, or None if the signature is invalid.

    `signature` is armoured. Raises `OSError` if the key type needs `ssh-keygen` and it is not installed.
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
        # The library ignores trailing data, and checks the algorithm against the key only by an `assert`.
        algorithm, _ = strings(made)
        parts, fitting = _IN_PROCESS.get(kind, (0, set()))
        if len(numbers) + 1 != parts or algorithm not in fitting:
            return None
        return _in_process(payload, bare)
    except ValueError:
        # Malformed bytes, or numbers that are no valid key.
        return None


def _in_process(payload: bytes, bare: bytes) -> str | None:
    from sshsig import PublicKey
    from sshsig.sshsig import SshsigSignature, do_sshsig_verify

    found = do_sshsig_verify(SshsigSignature(bare), BytesIO(payload), NAMESPACE)
    # The same key has several encodings (leading zeros in a number); return the canonical one.
    return found.openssh_str() if isinstance(found, PublicKey) else None


def strings(data: bytes) -> list[bytes]:
    """Return the SSH strings (RFC 4251, section 5) that make up all of `data`; raise `ValueError`."""
    found, at = [], 0
    while at < len(data):
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise ValueError
        found.append(data[start:at])
    return found


def _bare(signature: bytes) -> bytes:
    """Return the bytes of an armoured signature, read as strictly as OpenSSH does; raise `ValueError`."""
    body, end, _ = signature.removeprefix(_BEGIN).partition(_END)
    if not end or not signature.startswith(_BEGIN):
        raise ValueError
    text = b"".join(body.split())
    bare = base64.b64decode(text, validate=True)
    # Unused bits in base64 could vary, which would give one signature several spellings.
    if base64.b64encode(bare) != text:
        raise ValueError
    return bare


def bare_key(line: str) -> str:
    """Return a public key line without its comment, for comparison."""
    return " ".join(line.split()[:2])


def fingerprint(line: str) -> str:
    """Return a public key’s fingerprint in OpenSSH’s format "SHA256:…", or "" for an invalid line."""
    try:
        blob = base64.b64decode(line.split()[1], validate=True)
    except (IndexError, ValueError):
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _by_ssh_keygen(payload: bytes, signature: bytes) -> bool:
    """Return whether `ssh-keygen` finds a signature valid, no matter who owns the key."""
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

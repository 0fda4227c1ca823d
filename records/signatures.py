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

#: The purpose that git signs for: a signature made for another is none here.
NAMESPACE = "git"
_HASHES = {b"sha256", b"sha512"}
_IN_PROCESS = ("ssh-ed25519 ", "ssh-rsa ")
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"


def signer(payload: bytes, signature: bytes) -> str | None:
    """Return the public key that signed bytes, as its type and base64; None where the signature is not good.

    `signature` is armoured. Raises `OSError` where the key's type asks for `ssh-keygen` and there is none.
    """
    from sshsig import PublicKey  # noqa: PLC0415 - slow to load, and only who checks needs it
    from sshsig.sshsig import SshsigSignature, do_sshsig_verify  # noqa: PLC0415

    try:
        parsed = SshsigSignature(_bare(signature))
        if bytes(parsed) != _bare(signature) or parsed.hash_algo not in _HASHES:
            return None
        key = key_of(parsed.public_key)
        if not key.startswith(_IN_PROCESS):
            return key if _by_ssh_keygen(payload, signature) else None
        found = do_sshsig_verify(parsed, BytesIO(payload), NAMESPACE)
    except (ValueError, NotImplementedError, AssertionError, EOFError):
        # The library asserts where bytes are not what they should be.
        return None
    return key if isinstance(found, PublicKey) else None


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


def key_of(blob: bytes) -> str:
    """Return a public key's wire bytes as people write it: its type and base64; raise `ValueError`."""
    length = int.from_bytes(blob[:4], "big")
    kind = blob[4 : 4 + length].decode("ascii")
    return f"{kind} {base64.b64encode(blob).decode()}"


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

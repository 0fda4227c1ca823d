"""Signatures of officers, made by OpenSSH with a given key.

The key is in the agent at `SSH_AUTH_SOCK` (a forwarded one too) or in a file in ~/.ssh. The user is never
prompted: a prompt painted over the full-screen interface could not be answered.
"""

from __future__ import annotations

import base64
import binascii
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import NotSigned
from records.git import agent
from records.git.signatures import NAMESPACE, bare_key, fingerprint, signer
from records.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Seconds to wait for an agent, which may be dead, and for a key that needs a touch.
_PATIENCE, _TOUCH = 10, 60
#: The first bytes of an unprotected private key, and the mark of a protected one in the older format.
_OPEN = b"openssh-key-v1\0\0\0\0\4none"
_ENCRYPTED = b"ENCRYPTED"
_READABLE_BY_OTHERS = 0o077


class Signer(Struct, frozen=True):
    """Signs with one key, in the agent or, if `file` is set, in a private key file without passphrase."""

    key: str
    file: Path | None = None

    @property
    def fingerprint(self) -> str:
        """The key’s fingerprint in OpenSSH’s format, "SHA256:…"."""
        return fingerprint(self.key)

    @property
    def touched(self) -> bool:
        """Whether the key is on a hardware token, which signs after a touch."""
        return self.key.startswith("sk-")

    def __call__(self, payload: bytes) -> str:
        """Return the armoured signature of the bytes; raise `NotSigned`."""
        with TemporaryDirectory(prefix="prozvit-") as folder:
            public = Path(folder, "key.pub")
            public.write_text(f"{bare_key(self.key)}\n", encoding="utf-8")
            named = ["-U", "-f", str(public)] if self.file is None else ["-f", str(self.file)]
            patience = _TOUCH if self.touched else _PATIENCE
            done = _run("ssh-keygen", "-Y", "sign", "-n", NAMESPACE, *named, payload=payload, wait=patience)
        signature = done.stdout
        if done.returncode or signer(payload, signature) != bare_key(self.key):
            raise NotSigned(
                "OpenSSH gave no signature by your key {key} ({problem}). Look whether the agent still holds "
                "it (ssh-add -l), then save again.",
                key=self.fingerprint,
                problem=_said(done),
            )
        return signature.decode("ascii")


class Agent(Struct, frozen=True):
    """The state of the agent: the keys that it holds, or, in `silence`, why it gives none."""

    keys: tuple[str, ...] = ()
    silence: Message | None = None

    @classmethod
    def ask(cls) -> Agent:
        """Query the agent of this login, a forwarded one too."""
        at = agent.place()
        if not at:
            return cls(silence=Message("There is no agent (SSH_AUTH_SOCK is not set)."))
        try:
            return cls(tuple(agent.held_keys(at, _PATIENCE)))
        except TimeoutError:
            return cls(silence=Message("The agent at {socket} does not answer.", socket=at))
        except OSError:
            return cls(silence=Message("The agent at {socket} is dead.", socket=at))


def find(keys: Sequence[str]) -> Signer:
    """Return a signer for the first of these public keys that is available; raise `NotSigned`."""
    if shutil.which("ssh-keygen") is None:
        raise _no_openssh("ssh-keygen")
    held = Agent.ask()
    for key in keys:
        if bare_key(key) in held.keys:
            return Signer(key)
    files = _files()
    mine = [(key, files[bare_key(key)]) for key in keys if bare_key(key) in files]
    for key, file in mine:
        if _fault(file) is None:
            return Signer(key, file)
    for _, file in mine:
        if (fault := _fault(file)) is not None:
            raise NotSigned(fault.template, **fault.values)
    wanted = ", ".join(fingerprint(key) for key in keys)
    if held.silence is not None:
        raise NotSigned(
            "A signature is needed, and no agent with your key answers. Connect with `ssh -A` (in PuTTY: "
            "Pageant and “Allow agent forwarding”). Your key: {keys}",
            keys=wanted,
        )
    raise NotSigned(
        "A signature is needed, and your key is not in the agent. Add it with ssh-add, or ask the "
        "administrator to enter the one that you use. Yours: {keys}; the agent’s: {held}",
        keys=wanted,
        held=", ".join(fingerprint(key) for key in held.keys) or None,
    )


def _files() -> Mapping[str, Path]:
    """Return the private key files in ~/.ssh, by public key."""
    found: dict[str, Path] = {}
    try:
        publics = sorted(Path.home().glob(".ssh/*.pub"))
    except (OSError, RuntimeError):
        # The login has no home folder, or it is unreadable.
        return found
    for public in publics:
        private = public.with_suffix("")
        with suppress(OSError):
            line = public.read_text(encoding="utf-8", errors="replace")
            if private.is_file():
                found[bare_key(line)] = private
    return found


def _fault(file: Path) -> Message | None:
    """Return why a private key file cannot be used without a prompt, or None."""
    try:
        data, mode = file.read_bytes(), file.stat().st_mode
    except OSError:
        return Message("A signature is needed, and your key {file} can’t be read.", file=file)
    if mode & _READABLE_BY_OTHERS:
        return Message(
            "A signature is needed, and OpenSSH does not use your key {file}, which others may read. Take "
            "that right away: chmod 600 {file}",
            file=file,
        )
    if _is_locked(data):
        return Message(
            "A signature is needed, and your key has a passphrase, which nobody can be asked for here. Give "
            "it to the agent first: ssh-add {file}",
            file=file,
        )
    return None


def _is_locked(data: bytes) -> bool:
    """Return whether a private key is protected by a passphrase (OpenSSH’s PROTOCOL.key)."""
    first, _, rest = data.partition(b"\n")
    if b"OPENSSH PRIVATE KEY" not in first:
        return _ENCRYPTED in data
    try:
        inner = base64.b64decode(rest.partition(b"-")[0])
    except binascii.Error:
        return False
    return not inner.startswith(_OPEN)


def _run(name: str, *arguments: str, payload: bytes, wait: float) -> subprocess.CompletedProcess[bytes]:
    """Run an OpenSSH program that cannot prompt; raise `NotSigned` if it is missing or hangs."""
    program = shutil.which(name)
    if program is None:
        raise _no_openssh(name)
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "SSH_ASKPASS"}}
    command = [program, *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C.UTF-8"},
        # Without a controlling terminal, the program cannot prompt on the screen.
        start_new_session=True,
    ) as process:
        try:
            out, said = process.communicate(payload, timeout=wait)
        except BaseException as error:
            # The group includes the helper for tokens. An interrupted user does not wait for it either.
            os.killpg(process.pid, signal.SIGKILL)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            raise NotSigned(
                "The agent did not answer within {seconds} seconds. Connect again, or look "
                "whether the key waits for a touch.",
                seconds=int(wait),
            ) from error
    return subprocess.CompletedProcess(command, process.returncode, out, said)


def _no_openssh(program: str) -> NotSigned:
    return NotSigned(
        "{program} is not on PATH. Ask the administrator to install it (Debian: openssh-client).",
        program=program,
    )


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return "; ".join(done.stderr.decode(errors="replace").split("\n")).strip("; ")

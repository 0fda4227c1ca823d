"""An officer's signature on what they write, made by OpenSSH with a key that is named to it.

The key is in the agent of `SSH_AUTH_SOCK`, also a forwarded one, or a file in ~/.ssh. Nothing is asked of
whoever is at the keyboard: a question painted over the screen would be answered by nobody.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from records.errors import NotSigned
from records.signatures import NAMESPACE, bare_key, fingerprint, signer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Seconds to wait for an agent that may be dead, and for a key that waits for somebody's touch.
_PATIENCE, _TOUCH = 10, 60
_NO_AGENT = 2


@dataclass(frozen=True)
class Signer:
    """Signs with one key: the agent's, or (`file`) a private key that has no passphrase."""

    key: str
    file: Path | None = None

    @property
    def fingerprint(self) -> str:
        """The key as OpenSSH prints it, "SHA256:…"."""
        return fingerprint(self.key)

    def __call__(self, payload: bytes) -> str:
        """Return the armoured signature of bytes; raise `NotSigned`."""
        with TemporaryDirectory(prefix="prozvit-") as folder:
            public = Path(folder, "key.pub")
            public.write_text(f"{bare_key(self.key)}\n", encoding="ascii")
            named = ["-U", "-f", str(public)] if self.file is None else ["-f", str(self.file)]
            patience = _TOUCH if self.key.startswith("sk-") else None
            done = _run(
                "ssh-keygen", "-Y", "sign", "-n", NAMESPACE, *named, payload=payload, patience=patience
            )
        signature = done.stdout
        if done.returncode or signer(payload, signature) != bare_key(self.key):
            raise NotSigned(
                "OpenSSH gave no signature by your key {key} ({problem}). Look whether the agent still holds "
                "it (ssh-add -l), then save again.",
                key=self.fingerprint,
                problem=_said(done),
            )
        return signature.decode("ascii")


def find(keys: Sequence[str]) -> Signer:
    """Return who signs with the first of some public keys that is at hand; raise `NotSigned`."""
    held = agent_keys()
    for key in keys:
        if bare_key(key) in (held or ()):
            return Signer(key)
    files = _files()
    for key in keys:
        file = files.get(bare_key(key))
        if file is not None and _opens(file):
            return Signer(key, file)
    locked = next((files[bare_key(key)] for key in keys if bare_key(key) in files), None)
    wanted = ", ".join(fingerprint(key) for key in keys)
    if locked is not None:
        raise NotSigned(
            "This register asks for signatures, and your key {file} is protected by a passphrase, for which "
            "nobody can be asked here. Give it to the agent first: ssh-add {file}",
            file=locked,
        )
    if held is None:
        raise NotSigned(
            "This register asks for signatures, and no agent with your key ({keys}) answers. Connect with "
            "`ssh -A` (in PuTTY: Pageant, and “Allow agent forwarding”) from the computer where the key is.",
            keys=wanted,
        )
    raise NotSigned(
        "This register asks for signatures, and the agent has not your key ({keys}); it has: {held}. Add it "
        "with ssh-add, or ask the administrator to enter the one that you use.",
        keys=wanted,
        held=", ".join(fingerprint(key) for key in held) or None,
    )


def agent_keys() -> list[str] | None:
    """Return the public keys that the agent holds; None where no agent answers."""
    if not os.environ.get("SSH_AUTH_SOCK"):
        return None
    try:
        done = _run("ssh-add", "-L")
    except NotSigned:
        return None
    if done.returncode >= _NO_AGENT:
        return None
    lines = done.stdout.decode(errors="replace").splitlines() if done.returncode == 0 else []
    return [bare_key(line) for line in lines]


def _files() -> Mapping[str, Path]:
    """Return the private key files in ~/.ssh by their public keys."""
    found = {}
    for public in sorted(Path.home().glob(".ssh/*.pub")):
        private = public.with_suffix("")
        try:
            line = public.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if private.is_file():
            found[bare_key(line)] = private
    return found


def _opens(file: Path) -> bool:
    """Say whether a private key needs no passphrase."""
    return _run("ssh-keygen", "-y", "-P", "", "-f", str(file)).returncode == 0


def _run(
    name: str, *arguments: str, payload: bytes = b"", patience: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program of OpenSSH that can ask nobody; raise `NotSigned` where it is not there or hangs."""
    program = shutil.which(name)
    if program is None:
        raise NotSigned(
            "{program} is not on PATH. Ask the administrator to install it (Debian: openssh-client).",
            program=name,
        )
    patience = patience or _PATIENCE
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "SSH_ASKPASS"}}
    try:
        return subprocess.run(
            [program, *arguments],
            input=payload,
            capture_output=True,
            env={**environment, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C.UTF-8"},
            # Without a terminal of its own it can put no question on the screen.
            start_new_session=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSigned(
            "The agent did not answer within {seconds} seconds. Connect again, or look "
            "whether the key waits for a touch.",
            seconds=int(patience),
        ) from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return "; ".join(done.stderr.decode(errors="replace").split("\n")).strip("; ")

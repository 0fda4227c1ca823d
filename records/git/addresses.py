"""Addresses of remotes: which of them may be passed to git, and which could run a program.

An address comes from a repository’s configuration, which anyone may have written. Git takes some addresses
for the name of a program (`ext::sh -c …`), and others for an option of git or ssh.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import BadRemote
from records.sanitise import visible

if TYPE_CHECKING:
    from records.git.archive import Archive

#: The configuration key of a register’s only remote, by git’s default name for it.
REMOTE = "remote.origin.url"
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.+-]*"
_HOST = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\])"
_SSH = re.compile(rf"ssh://(?:{_NAME}@)?{_HOST}(?::[0-9]+)?/[^-].*")
_HTTPS = re.compile(rf"https://(?:[^/@\s]+@)?{_HOST}(?::[0-9]+)?/.+")
_FILE = re.compile(r"file:///.+")
#: The scp form: user, host and path. Two colons would name a program, two slashes another protocol.
_SHORT = re.compile(rf"(?:{_NAME}@)?{_HOST}:(?![-:]|//).+")
_SECRET = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


def configured_remote(repository: Archive) -> str | None:
    """Return the address of a register’s remote, safe to pass to git, or None if it has no remote.

    Raises `BadRemote` if the configured value is not a valid address.
    """
    text = repository.config().get(REMOTE, "")
    return checked(text, repository.root) if text else None


def checked(text: str, root: Path) -> str:
    """Return an address safe to pass to git, folder paths made absolute; raise `BadRemote`."""
    is_clean = visible(text) == text and text.strip() == text
    if is_clean and any(form.fullmatch(text) for form in (_SSH, _HTTPS, _FILE, _SHORT)):
        return text
    # Git would read the text before a colon as a host or program if no slash precedes the colon.
    if is_clean and text and not text.startswith("-") and ":" not in text.partition("/")[0]:
        return str(Path(root, Path(text).expanduser()))
    raise BadRemote(
        "“{address}” is no address of a register. Name a server (hub@server:register, ssh://…, https://…) or "
        "a folder: prozvit sync --remote ADDRESS.",
        address=shown(text),
    )


def is_folder(address: str) -> bool:
    """Return whether an address, already checked, is a folder on this computer."""
    return address.startswith("/") or _FILE.fullmatch(address) is not None


def shown(address: str) -> str:
    """Return an address for display, with its password, if any, hidden."""
    return _SECRET.sub(r"\1:…@", address)

"""Where another clone of a register is: addresses that git may be given, and none that runs a program.

An address comes from a repository's configuration, which anybody may have written: git reads some as the
name of a program (`ext::sh -c …`), some as an option of its own or of ssh.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import BadRemote
from records.sanitise import visible

if TYPE_CHECKING:
    from records.git.archive import Archive

#: The one remote of a register, as git calls the one that a clone was made from.
REMOTE = "remote.origin.url"
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.+-]*"
_HOST = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\])"
_SSH = re.compile(rf"ssh://(?:{_NAME}@)?{_HOST}(?::[0-9]+)?/[^-].*")
_HTTPS = re.compile(rf"https://(?:[^/@\s]+@)?{_HOST}(?::[0-9]+)?/.+")
_FILE = re.compile(r"file:///.+")
#: As scp writes it: user, host and path; two colons would name a program, two slashes another protocol.
_SHORT = re.compile(rf"(?:{_NAME}@)?{_HOST}:(?![-:]|//).+")
_SECRET = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


def configured_remote(repository: Archive) -> str | None:
    """Return the address of a register's remote, as git may be given it; None: it has none.

    Raises `BadRemote` for an address that is none.
    """
    text = repository.config().get(REMOTE, "")
    return checked(text, repository.root) if text else None


def checked(text: str, root: Path) -> str:
    """Return an address as git may be given it, a folder's path whole; raise `BadRemote`."""
    is_clean = visible(text) == text and text.strip() == text
    if is_clean and any(form.fullmatch(text) for form in (_SSH, _HTTPS, _FILE, _SHORT)):
        return text
    # A colon before the first slash is read as a host's, or as a program's.
    if is_clean and text and not text.startswith("-") and ":" not in text.partition("/")[0]:
        return str(Path(root, Path(text).expanduser()))
    raise BadRemote(
        "“{address}” is no address of a register. Name a server (hub@server:register, ssh://…, https://…) or "
        "a folder: prozvit sync --remote ADDRESS.",
        address=shown(text),
    )


def is_folder(address: str) -> bool:
    """Say whether an address, one that is checked, is a folder of this computer's."""
    return address.startswith("/") or _FILE.fullmatch(address) is not None


def shown(address: str) -> str:
    """Return an address as it may be shown: without the password that some hold."""
    return _SECRET.sub(r"\1:…@", address)

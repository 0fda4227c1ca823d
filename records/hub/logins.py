"""The logins of a hub: lines of its account's `authorized_keys`, each with a forced command (sshd(8))."""

from __future__ import annotations

import os
import pwd
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.durable import write_file
from records.errors import Misused
from records.git.signatures import bare_key
from records.hub.settings import program
from records.rules.keys import same_key

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Logins and paths in a line that a shell and sshd parse may contain only these characters.
_LOGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", re.ASCII)
_PATH = re.compile(r"/[\w./@+-]*")
_LINE = re.compile(r'command="(?P<command>[^"]*)",restrict (?P<key>[a-z0-9@.-]+ [A-Za-z0-9+/=]+)(?: .*)?')
_KEY = re.compile(r"(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ AAAA[A-Za-z0-9+/=]+")
_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


class Line(Struct, frozen=True):
    """A line that admits a key; `login` and `hub` are "" unless its forced command is prozvit's."""

    text: str
    key: str
    login: str = ""
    hub: str = ""


def login_line(login: str, key: str, hub: Path) -> str:
    """Return the line that lets a key reach a hub as a login and do nothing else. Raises `Misused`."""
    if _LOGIN.fullmatch(login) is None:
        raise Misused("“{login}” is no login. Write the account’s name.", login=login)
    for path in (program(), hub):
        if _PATH.fullmatch(str(path)) is None:
            raise Misused("{path}: a login line can hold letters, figures and /._@+- in a path.", path=path)
    return f'command="{program()} hub serve {login} --hub {hub}",restrict {bare_key(key)} {login}'


def authorized_keys(hub: Path) -> Path:
    """Return the `authorized_keys` file of the account that owns a hub."""
    return Path(pwd.getpwuid(hub.stat().st_uid).pw_dir, ".ssh", "authorized_keys")


def add_login(file: Path, login: str, key: str, hub: Path) -> bool:
    """Add a line that admits a key; return whether it was not admitted before.

    The file belongs to the hub's owner even if root writes it, because sshd reads it as that account. Raises
    `Misused` if another line already admits the key: sshd uses the first line that matches.
    """
    line = login_line(login, key, hub)
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    for known in lines(there):
        if same_key(known.key, key):
            if (known.login, known.hub) == (login, str(hub)):
                return False
            raise Misused(
                "{file} lets this key in already, as “{line}”. A key is one person’s: take that line away, "
                "or give the person another key.",
                file=file,
                line=known.text,
            )
    status = hub.stat()
    owner = (status.st_uid, status.st_gid) if os.getuid() == 0 else None
    if not file.parent.exists():
        file.parent.mkdir(mode=_FOLDER_MODE)
        if owner is not None:
            os.chown(file.parent, *owner)
    text = there if there.endswith("\n") or not there else f"{there}\n"
    write_file(file, f"{text}{line}\n".encode(), mode=_FILE_MODE, owner=owner)
    return True


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of an `authorized_keys` text that admit a key."""
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#"):
            continue
        ours = _LINE.fullmatch(line)
        match ours["command"].split(" ") if ours is not None else []:
            case [command, "hub", "serve", login, "--hub", hub] if ours is not None and _is_plain(
                command, login
            ):
                yield Line(line, ours["key"], login, hub)
            case _:
                found = _KEY.search(line)
                yield Line(line, found[0] if found is not None else "")


def _is_plain(command: str, login: str) -> bool:
    return _PATH.fullmatch(command) is not None and _LOGIN.fullmatch(login) is not None

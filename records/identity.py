"""The current user, as the operating system knows them; nothing that a user could type is trusted."""

from __future__ import annotations

import os
import pwd
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.values.model import Officer

# Characters that git does not allow in an author’s name or address.
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>]")


class Identity(Struct, frozen=True):
    """A commit author."""

    login: str
    name: str
    email: str


def login() -> str:
    """Return the login of the process’s user id; `SUDO_UID` is honoured only when that id is 0."""
    uid = os.getuid()
    if uid == 0 and os.environ.get("SUDO_UID", "").isdigit():
        uid = int(os.environ["SUDO_UID"])
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def identify(officers: Mapping[str, Officer]) -> Identity:
    """Return the officer with the current login; fields that no officer record gives come from the system."""
    who = login()
    officer = officers.get(who)
    name = (officer.name if officer else "") or _full_name(who) or who
    email = (officer.email if officer else "") or f"{who}@{os.uname().nodename or 'localhost'}"
    return Identity(who, fit(name) or who, fit(email))


def fit(text: str) -> str:
    """Return a name or address without the characters that a commit author line cannot hold."""
    return _UNFIT.sub("", text).strip()


def _full_name(who: str) -> str:
    try:
        return pwd.getpwnam(who).pw_gecos.partition(",")[0].strip()
    except KeyError:
        return ""

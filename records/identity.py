"""Who is at the keyboard: what the operating system says, never what can be typed."""

from __future__ import annotations

import os
import pwd
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.values.model import Officer

# What git's own format of a name and an address can't hold.
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>]")


class Identity(Struct, frozen=True):
    """An author as commits name them."""

    login: str
    name: str
    email: str


def login() -> str:
    """Return the login of the process's user id; `SUDO_UID` counts only where that is 0."""
    uid = os.getuid()
    if uid == 0 and os.environ.get("SUDO_UID", "").isdigit():
        uid = int(os.environ["SUDO_UID"])
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def identify(officers: Mapping[str, Officer]) -> Identity:
    """Return the officer whose login runs this process, else the system account."""
    who = login()
    officer = officers.get(who)
    name = (officer.name if officer else "") or _full_name(who) or who
    email = (officer.email if officer else "") or f"{who}@{os.uname().nodename or 'localhost'}"
    return Identity(who, fit(name) or who, fit(email))


def fit(text: str) -> str:
    """Return a name or an address as a commit can hold it."""
    return _UNFIT.sub("", text).strip()


def _full_name(who: str) -> str:
    try:
        return pwd.getpwnam(who).pw_gecos.partition(",")[0].strip()
    except KeyError:
        return ""

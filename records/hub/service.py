"""What a login may request from a hub over SSH: git's upload-pack and receive-pack of this hub only."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from records.errors import NotAllowed
from records.files.reading import read_file
from records.language import UKRAINIAN, Language
from records.values.layout import REGISTER
from records.values.model import Rules

if TYPE_CHECKING:
    from pathlib import Path

    from records.git.bare import Bare

#: The environment variable that tells the hub’s hook who is pushing.
PUSHER = "PROZVIT_PUSHER"
_SERVICES = {"receive-pack", "upload-pack"}
_PROTOCOL = re.compile(r"version=[0-2]")


def service_asked(command: str, hub: Path) -> str:
    """Return the service that a client's command requests: "receive-pack" or "upload-pack".

    The command may name the repository by the hub's path or by its folder's name, with or without `.git`.
    Raises `NotAllowed` for anything else.
    """
    if not command.strip():
        raise NotAllowed(
            "This login opens no shell: it is for git alone. The hub is {hub}; clone it, or sync with it.",
            hub=hub,
        )
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if words[:1] == ["git"]:
        words = [f"git-{words[1]}", *words[2:]] if words[1:] else []
    name, *places = words or [""]
    service = name.removeprefix("git-")
    if not name.startswith("git-") or service not in _SERVICES or len(places) != 1:
        raise NotAllowed("This login is for git alone, and not for “{command}”.", command=command)
    if not _is_named(places[0], hub):
        raise NotAllowed(
            "This login opens the hub {hub} alone, and not {place}. Correct the address of the remote.",
            hub=hub,
            place=places[0],
        )
    return service


def protocol(asked: str) -> dict[str, str]:
    """Return the environment variable for git's protocol version, {} if `asked` is not a version."""
    return {"GIT_PROTOCOL": asked} if _PROTOCOL.fullmatch(asked) else {}


def language_of(hub: Bare, pushed: str | None = None) -> Language:
    """Return the language of a hub's register or, if it is empty, of the pushed commit; else Ukrainian."""
    commit = hub.head() or pushed
    data = hub.file(commit, REGISTER) if commit is not None else None
    record = read_file(REGISTER, data).record if data is not None else None
    return Language(record.language) if isinstance(record, Rules) else UKRAINIAN


def _is_named(place: str, hub: Path) -> bool:
    bare = place.rstrip("/")
    name = bare.removeprefix("/").removeprefix("~/").removesuffix(".git")
    return bare == str(hub) or (bool(name) and name == hub.name.removesuffix(".git"))

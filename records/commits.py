"""A commit and the paths it changed, read from the bytes that git keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_NOTHING = "0" * 40
_AUTHOR = re.compile(rb"(?P<name>.*?) ?<(?P<email>[^>]*)> (?P<seconds>-?\d+) (?P<zone>[+-]\d{4})")


@dataclass(frozen=True)
class Commit:
    """A commit as its object says it."""

    id: str
    tree: str
    parents: tuple[str, ...]
    name: str
    email: str
    at: datetime
    committed_at: datetime
    message: str
    signed: bool


@dataclass(frozen=True)
class PathChange:
    """A path that a commit changed: its blobs before and after (None: was not, is not there)."""

    path: str
    old: str | None
    new: str | None


def parse_raw(raw: bytes) -> list[PathChange]:
    """Return the paths that one entry of `git log --raw -z` lists."""
    words = raw.strip(b"\n\0").split(b"\0")
    changes = []
    for head, path in zip(words[::2], words[1::2], strict=False):
        old, new = head.decode().split(" ")[2:4]
        changes.append(
            PathChange(
                path.decode(errors="replace"),
                None if old == _NOTHING else old,
                None if new == _NOTHING else new,
            )
        )
    return changes


def parse_commit(identity: str, data: bytes) -> Commit:
    """Return the commit that an object of this id and these bytes is."""
    head, _, message = data.partition(b"\n\n")
    fields: dict[str, list[bytes]] = {}
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            key, _, value = line.partition(b" ")
            fields.setdefault(key.decode(errors="replace"), []).append(value)
    name, email, at = _parse_stamp(fields.get("author", [b""])[0])
    return Commit(
        id=identity,
        tree=fields["tree"][0].decode(),
        parents=tuple(parent.decode() for parent in fields.get("parent", [])),
        name=name,
        email=email,
        at=at,
        committed_at=_parse_stamp(fields.get("committer", [b""])[0])[2],
        message=message.decode(errors="replace"),
        signed="gpgsig" in fields,
    )


def _parse_stamp(stamp: bytes) -> tuple[str, str, datetime]:
    match = _AUTHOR.fullmatch(stamp)
    if match is None:
        return stamp.decode(errors="replace"), "", datetime.fromtimestamp(0, UTC)
    zone = int(match["zone"])
    minutes = abs(zone) // 100 * 60 + abs(zone) % 100
    offset = timezone(timedelta(minutes=minutes if zone >= 0 else -minutes))
    return (
        match["name"].decode(errors="replace"),
        match["email"].decode(errors="replace"),
        datetime.fromtimestamp(int(match["seconds"]), offset),
    )

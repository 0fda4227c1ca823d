"""Commits, tags and lists of changed paths, parsed from git’s raw formats."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from records.identity import Identity

#: The pattern of a full commit id.
COMMIT_ID = re.compile(r"[0-9a-f]{40}")
#: The id that git writes for an absent object.
NOTHING = "0" * 40
#: The commit header that holds the signature.
_SIGNATURE = b"gpgsig"
#: The first bytes of a tag’s signature, which follows its message.
_TAG_SIGNATURE = b"-----BEGIN "
_AUTHOR = re.compile(rb"(?P<name>.*?) ?<(?P<email>[^>]*)> (?P<seconds>-?\d+) (?P<zone>[+-]\d{4})")


class Commit(Struct, frozen=True):
    """A commit object: author and author date, committer and commit date, message."""

    id: str
    tree: str
    parents: tuple[str, ...]
    name: str
    email: str
    at: datetime
    committer: str
    committer_email: str
    committed_at: datetime
    message: str
    signed: bool


class Tag(Struct, frozen=True):
    """An annotated tag object: its target commit, tagger, date and message."""

    id: str
    name: str
    commit: str
    tagger: str
    at: datetime
    message: str
    signed: bool


class PathChange(Struct, frozen=True):
    """A path changed by a commit: its blob in each parent and in the commit, None where the file is absent.

    The changes of a merge are the paths that differ from all its parents.
    """

    path: str
    before: tuple[str | None, ...]
    new: str | None

    @property
    def old(self) -> str | None:
        """The blob in the first parent, or None if the file is absent there."""
        return self.before[0]


def parse_raw(raw: bytes) -> list[PathChange]:
    """Return the changed paths of one commit in `git log --raw -z --diff-merges=combined` output."""
    words = raw.strip(b"\n\0").split(b"\0")
    changes = []
    for head, path in zip(words[::2], words[1::2], strict=False):
        # One colon per parent; then the modes in the parents and the commit; then the blobs in the same
        # order.
        parents = len(head) - len(head.lstrip(b":"))
        told = head.decode().split(" ")[parents + 1 : 2 * parents + 2]
        *before, new = (None if blob == NOTHING else blob for blob in told)
        changes.append(PathChange(path.decode(errors="replace"), tuple(before), new))
    return changes


def parse_commit(identity: str, data: bytes) -> Commit:
    """Parse a commit object with this id and content."""
    head, _, message = data.partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = {}
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            key, _, value = line.partition(b" ")
            fields.setdefault(key, []).append(value)
    author, last = fields.get(b"author", [b""])[0], fields.get(b"committer", [b""])[0]
    name, email, at = parse_stamp(author)
    # Usually the two headers are the same, and parsing each only once matters in a long history.
    committer, committer_email, committed_at = (name, email, at) if last == author else parse_stamp(last)
    return Commit(
        id=identity,
        tree=fields[b"tree"][0].decode(),
        parents=tuple(parent.decode() for parent in fields.get(b"parent", [])),
        name=name,
        email=email,
        at=at,
        committer=committer,
        committer_email=committer_email,
        committed_at=committed_at,
        message=message.decode(errors="replace"),
        signed=_SIGNATURE in fields,
    )


def parse_tag(identity: str, data: bytes) -> Tag:
    """Parse a tag object with this id and content; the signature is cut off its message."""
    head, _, message = data.partition(b"\n\n")
    fields = dict(line.partition(b" ")[::2] for line in head.split(b"\n"))
    name, _, at = parse_stamp(fields.get(b"tagger", b""))
    message, signature, _ = message.partition(_TAG_SIGNATURE)
    return Tag(
        id=identity,
        name=fields[b"tag"].decode(errors="replace"),
        commit=fields[b"object"].decode(),
        tagger=name,
        at=at,
        message=message.decode(errors="replace"),
        signed=bool(signature),
    )


def stamp(who: Identity, at: datetime) -> str:
    """Return a person and a moment in the format of a commit header."""
    return f"{who.name} <{who.email}> {int(at.timestamp())} {at:%z}"


def with_signature(data: bytes, signature: str) -> bytes:
    """Return a commit’s bytes with an armoured signature added as the last header."""
    head, gap, message = data.partition(b"\n\n")
    folded = signature.rstrip("\n").replace("\n", "\n ")
    return b"%s\n%s %s%s%s" % (head, _SIGNATURE, folded.encode(), gap, message)


def without_signature(data: bytes) -> tuple[bytes, bytes | None]:
    """Return a commit’s signed bytes and its armoured signature, or None if it is not signed."""
    head, gap, message = data.partition(b"\n\n")
    kept: list[bytes] = []
    signature: list[bytes] = []
    taken = kept
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            # As git does, drop a signature for another hash algorithm: it is neither payload nor signature.
            taken = signature if line.startswith(_SIGNATURE + b" ") else kept
            taken = [] if taken is kept and line.startswith(_SIGNATURE) else taken
        taken.append(line.removeprefix(_SIGNATURE)[1:] if taken is signature else line)
    if not signature:
        return data, None
    return b"\n".join(kept) + gap + message, b"\n".join(signature) + b"\n"


def parse_stamp(stamp: bytes) -> tuple[str, str, datetime]:
    """Return the name, address and moment of a header; the epoch if the moment is unreadable."""
    match = _AUTHOR.fullmatch(stamp)
    if match is None:
        return stamp.decode(errors="replace"), "", datetime.fromtimestamp(0, UTC)
    try:
        at = datetime.fromtimestamp(int(match["seconds"]), _zone(match["zone"]))
    except (ValueError, OverflowError, OSError):
        # A moment outside the range of datetime.
        at = datetime.fromtimestamp(0, UTC)
    return match["name"].decode(errors="replace"), match["email"].decode(errors="replace"), at


@lru_cache
def _zone(written: bytes) -> timezone:
    zone = int(written)
    minutes = abs(zone) // 100 * 60 + abs(zone) % 100
    return timezone(timedelta(minutes=minutes if zone >= 0 else -minutes))

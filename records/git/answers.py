"""Interpretation of the messages of git and ssh after a failed transfer, with advice for the user."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from records.language import Message, Plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Messages which mean that the remote did not respond; after any other message, it did.
_SILENT = re.compile(
    r"ssh: |kex_exchange|client_loop|connection .*(?:timed out|refused|reset|closed)|could not resolve|"
    r"no route to host|unreachable|timed? ?out|hung up|disconnect|early eof|failed to connect|"
    r"couldn't connect|broken pipe|rpc failed",
    re.IGNORECASE,
)
#: Messages of git, here or on the server, which mean that the address has no repository.
_NOTHING_THERE = re.compile(
    r"does not appear to be a git repository|no such file or directory|repository .* not found",
    re.IGNORECASE,
)
#: Reasons in git’s push table for which the remote rejects a reference that has not moved.
_DECLINED = ("hook declined", "unpacker error")
#: Lines that git prints after every failure and that carry no information.
_IDLE = re.compile(
    r"hint:|To |error: failed to push|fatal: Could not read from remote repository|\s*$"
    r"|Please make sure you have the correct access|and the repository exists"
)
_FROM_THERE = "remote: "
#: The number of lines to show.
_NAMED = 3
#: Advice for technical messages that a user would not understand.
_ADVICE = (
    (
        _NOTHING_THERE,
        Message(
            "there is no register at this address; look at it, and name the right one: prozvit sync --remote "
            "ADDRESS"
        ),
    ),
    (
        re.compile(r"Permission denied \("),
        Message(
            "the server lets in no key that is at hand; log in with your agent forwarded (ssh -A, Pageant), "
            "or ask the administrator"
        ),
    ),
    (
        re.compile(r"Host key verification failed"),
        Message(
            "this computer does not know the server’s key; the administrator enters it in "
            "/etc/ssh/ssh_known_hosts"
        ),
    ),
    (
        re.compile(r"No space left on device|Disk quota exceeded"),
        Message("there is no space left on the server; tell the administrator"),
    ),
    (
        re.compile(r"pack exceeds maximum allowed size"),
        Message("it is more than the hub takes at once; tell the administrator"),
    ),
)


def silent(stderr: bytes) -> bool:
    """Return whether the remote did not respond."""
    return any(_SILENT.search(line) for line in _lines(stderr)) or not list(_lines(stderr))


def nothing_there(stderr: bytes) -> bool:
    """Return whether the address has no repository."""
    return any(_NOTHING_THERE.search(line) for line in _lines(stderr))


def declined(rejected: Sequence[str]) -> bool:
    """Return whether the remote rejected the push itself, given the “!” lines of git’s push table."""
    return any(word in line for line in rejected for word in _DECLINED)


def said(stderr: bytes, *, there: bool = False) -> list[Message | str]:
    """Return advice for the failure, if there is any, followed by the first lines of the output.

    `there` selects only lines from programs on the remote; if there are none, a message says so.
    """
    lines = list(_lines(stderr, there=there))
    advice: list[Message | str] = [
        told for pattern, told in _ADVICE if any(pattern.search(line) for line in lines)
    ]
    if there and not lines:
        return [Message("it did not say why; your changes wait and are sent the next time")]
    more = len(lines) - _NAMED
    rest = [Plural("{n} line more", "{n} lines more", n=more)] if more > 0 else []
    return [*advice, *lines[:_NAMED], *rest]


def _lines(stderr: bytes, *, there: bool = False) -> Iterator[str]:
    for line in stderr.decode(errors="replace").splitlines():
        if _IDLE.match(line) or (there and not line.startswith(_FROM_THERE)):
            continue
        told = line.removeprefix(_FROM_THERE) if there else line
        if told.strip():
            yield told.strip().removeprefix("fatal: ")

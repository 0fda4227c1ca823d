"""The keys of an SSH agent, read from its socket (draft-ietf-sshm-ssh-agent).

Reading them directly saves one subprocess per save.
"""

from __future__ import annotations

import base64
import os
import socket
import time

#: The request for the list of keys, and the message number of the reply.
_ASK, _ANSWER = b"\0\0\0\1\x0b", 12
_LENGTH, _COUNT = 4, 5
#: OpenSSH’s limit for a reply, in bytes.
_LONGEST = 256 * 1024


def place() -> str:
    """Return the agent socket of this login (a forwarded one too), or "" if there is none."""
    return os.environ.get("SSH_AUTH_SOCK", "")


def held_keys(at: str, patience: float) -> list[str]:
    """Return the public keys that the agent at a socket holds, each as type and base64.

    Raises `TimeoutError` if the agent has not replied after `patience` seconds, and another `OSError` if
    there is no agent or the reply is not an agent’s.
    """
    until = time.monotonic() + patience
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(patience)
        line.connect(at)
        line.sendall(_ASK)
        size = int.from_bytes(_read(line, _LENGTH, until), "big")
        if not _COUNT <= size <= _LONGEST:
            raise ConnectionError
        answer = _read(line, size, until)
    if answer[0] != _ANSWER:
        raise ConnectionError
    return _keys(answer)


def _read(line: socket.socket, size: int, until: float) -> bytes:
    found = b""
    while len(found) < size:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        some = line.recv(size - len(found))
        if not some:
            raise ConnectionError
        found += some
    return found


def _keys(answer: bytes) -> list[str]:
    """Return the keys of a reply, in which each key is two strings: the key itself and a comment."""
    strings, at = [], _COUNT
    while at < len(answer):
        start = at + _LENGTH
        at = start + int.from_bytes(answer[at:start], "big")
        strings.append(answer[start:at])
    return [f"{_kind(key)} {base64.b64encode(key).decode()}" for key in strings[::2]]


def _kind(key: bytes) -> str:
    size = int.from_bytes(key[:_LENGTH], "big")
    return key[_LENGTH : _LENGTH + size].decode("ascii", errors="replace")

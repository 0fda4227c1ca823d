"""Which keys an SSH agent holds, asked over its socket (draft-ietf-sshm-ssh-agent): a program less a save."""

from __future__ import annotations

import base64
import os
import socket
import time

#: The question for the keys, and the answer's number.
_ASK, _ANSWER = b"\0\0\0\1\x0b", 12
_LENGTH, _COUNT = 4, 5
#: As long as OpenSSH lets an answer be, in bytes.
_LONGEST = 256 * 1024


def place() -> str:
    """Return the socket of this login's agent, also a forwarded one; "" where there is none."""
    return os.environ.get("SSH_AUTH_SOCK", "")


def held_keys(at: str, patience: float) -> list[str]:
    """Return the public keys that the agent at a socket holds, as their types and base64.

    Raises `TimeoutError` where the agent has not answered after so many seconds, another `OSError` where
    none is there, or what answers is none.
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
    """Return the keys of an answer: each is two strings, the key itself and a comment."""
    strings, at = [], _COUNT
    while at < len(answer):
        start = at + _LENGTH
        at = start + int.from_bytes(answer[at:start], "big")
        strings.append(answer[start:at])
    return [f"{_kind(key)} {base64.b64encode(key).decode()}" for key in strings[::2]]


def _kind(key: bytes) -> str:
    size = int.from_bytes(key[:_LENGTH], "big")
    return key[_LENGTH : _LENGTH + size].decode("ascii", errors="replace")

"""The Latin and the Ukrainian keyboard layout: which letters share a key."""

from __future__ import annotations

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю."


def ukrainian(key: str) -> str | None:
    """Return the letter that a Latin letter's key types on the Ukrainian layout; None for other keys."""
    return _UKRAINIAN[_LATIN.index(key)] if len(key) == 1 and key in _LATIN else None

"""The Latin and the Ukrainian keyboard layouts, and which letters share a key."""

from __future__ import annotations

#: The keys, row by row, in the same order in both layouts.
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю."


def ukrainian(key: str) -> str | None:
    """Return the letter that a Latin key types on the Ukrainian layout; None for other keys."""
    return _UKRAINIAN[_LATIN.index(key)] if len(key) == 1 and key in _LATIN else None


def latin(letter: str) -> str:
    """Return what the key of a Ukrainian letter, small or capital, types on the Latin layout.

    Other characters are returned unchanged, among them the full stop, which is on different keys in the two.
    """
    small = letter.lower()
    return _LATIN[_UKRAINIAN.index(small)] if is_cyrillic(small) and small in _UKRAINIAN else letter


def is_cyrillic(letter: str) -> bool:
    """Return whether a character is a Cyrillic letter."""
    return "\u0400" <= letter <= "\u052f" and letter.isalpha()

"""The Latin and the Ukrainian keyboard layout: which letters share a key."""

from __future__ import annotations

#: The keys row by row; both have each key at the same place.
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю."


def ukrainian(key: str) -> str | None:
    """Return the letter that a Latin letter's key types on the Ukrainian layout; None for other keys."""
    return _UKRAINIAN[_LATIN.index(key)] if len(key) == 1 and key in _LATIN else None


def latin(letter: str) -> str:
    """Return what the key of a Ukrainian letter, small or capital, types on the Latin layout.

    All else is given back as it is: a full stop is on both layouts, at another key on each.
    """
    small = letter.lower()
    return _LATIN[_UKRAINIAN.index(small)] if is_cyrillic(small) and small in _UKRAINIAN else letter


def is_cyrillic(letter: str) -> bool:
    """Say whether a character is a Cyrillic letter."""
    return "\u0400" <= letter <= "\u052f" and letter.isalpha()

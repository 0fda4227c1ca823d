"""What the environment says of the terminal's letters, which the program itself always writes as UTF-8."""

from __future__ import annotations

import codecs
import locale
import os


def locale_name() -> str:
    """Return the name of the locale that the environment asks for; "" where it asks for none."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")


def other_encoding() -> str | None:
    """Return the terminal's encoding where it is another than UTF-8, as far as the environment tells.

    What a locale names counts also where it is not installed here. ASCII says nothing of the terminal: it is
    what a login without any settings has.
    """
    named = locale_name().partition("@")[0].partition(".")[2]
    for encoding in (named, locale.getencoding()):
        if encoding and _known(encoding) not in {"utf-8", "ascii"}:
            return encoding
    return None


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding.lower()

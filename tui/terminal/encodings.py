"""The terminal's encoding as far as the environment tells; the program itself always writes UTF-8."""

from __future__ import annotations

import codecs
import locale
import os


def locale_name() -> str:
    """Return the name of the locale in the environment, "" if it names none."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")


def other_encoding() -> str | None:
    """Return the terminal's encoding if the environment says that it is not UTF-8, else None.

    The encoding in a locale's name counts even if the locale is not installed here. ASCII says nothing about
    the terminal: it is the default of a login without settings.
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

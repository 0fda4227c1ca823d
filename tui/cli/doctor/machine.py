"""`doctor` on the machine: the program, git, the terminal."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.git.repository import Repository
from records.language import Message
from tui.cli.doctor.finding import Finding
from tui.terminal.encodings import locale_name, other_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

_OLDEST_GIT = (2, 36)
_COLUMNS, _ROWS = 80, 24


def program() -> Iterator[Finding]:
    """Yield the versions of prozvit, Python and git."""
    yield Finding(
        "fine",
        "program",
        Message(
            "prozvit {version}, Python {python}", version=version("prozvit"), python=platform.python_version()
        ),
    )
    yield _git()


def terminal() -> Iterator[Finding]:
    """Yield whether the locale can show Cyrillic and, on a terminal, whether the window is large enough."""
    encoding = (sys.stdout.encoding or "").lower()
    locale = locale_name() or None
    if other_encoding() is not None:
        yield Finding(
            "warning",
            "terminal",
            Message(
                "The locale is {locale}: Cyrillic may not show. Set LANG=uk_UA.UTF-8 or C.UTF-8.",
                locale=locale,
            ),
        )
    else:
        yield Finding(
            "fine",
            "terminal",
            Message("Locale {locale}, {encoding}", locale=locale, encoding=encoding),
        )
    if not sys.stdout.isatty():
        return
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "")
    message = Message("Terminal {kind}, {columns}×{rows}", kind=kind, columns=size.columns, rows=size.lines)
    fits = size.columns >= _COLUMNS and size.lines >= _ROWS
    if not fits:
        message = Message(
            "The terminal shows {columns}×{rows}; the screen needs 80×24. Make the window larger.",
            columns=size.columns,
            rows=size.lines,
        )
    yield Finding("fine" if fits else "warning", "terminal", message)


def _git() -> Finding:
    try:
        found = Repository.version()
    except ProzvitError as error:
        return Finding("error", "git", error.message())
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if numbers < _OLDEST_GIT:
        oldest = ".".join(map(str, _OLDEST_GIT))
        return Finding(
            "error",
            "git",
            Message("git {version} is too old: {oldest} or newer is needed.", version=found, oldest=oldest),
        )
    return Finding("fine", "git", Message("git {version}", version=found))

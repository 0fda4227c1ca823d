"""Output of commands: results to standard output, all else to standard error, control characters escaped."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from records.sanitise import visible, visible_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.language import Language, Message

#: The key in click's `meta` under which a call keeps `--quiet`.
QUIET = "prozvit.quiet"
_GAP = 2
#: The stretching column is narrowed to this width before the others are narrowed further.
_NARROWEST = 20
#: The other columns are narrowed to this width before the stretching one is narrowed.
_AMPLE = 24
#: No column becomes narrower than this.
_LEAST = 12
_USUAL_WIDTH = 100


def tell(text: str = "") -> None:
    """Print one or several lines of a result."""
    click.echo(visible(text, keep_newlines=True))


def tell_folded(text: str, mark: str = "") -> None:
    """Print a line of a result after a mark; on a terminal it is folded at words, with a hanging indent."""
    indent = " " * (len(mark) or _GAP)
    click.echo(click.wrap_text(visible(text), _width(), initial_indent=mark, subsequent_indent=indent))


def note(text: str) -> None:
    """Print a note on what was done or what to do next, on standard error; `--quiet` suppresses it."""
    if not is_quiet():
        complain(text)


def complain(text: str) -> None:
    """Print an error or a warning on standard error."""
    click.echo(visible(text, keep_newlines=True), err=True)


def is_quiet() -> bool:
    """Return whether the running command was called with `--quiet`."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))


def tell_wrapped(text: str, indent: int = 0) -> None:
    """Print lines of a result, each indented and wrapped to the terminal's width."""
    width = max(_width() - indent, _NARROWEST)
    for line in visible(text, keep_newlines=True).split("\n"):
        for row in textwrap.wrap(line, width, break_on_hyphens=False) or [""]:
            click.echo(f"{' ' * indent}{row}".rstrip())


def notices(messages: Sequence[Message], language: Language) -> None:
    """Print the notices that a save returned."""
    for message in messages:
        note(message.render(language))


def tell_json(document: object) -> None:
    """Print one JSON document."""
    # Control characters are escaped, since texts must not command the terminal; Cyrillic stays readable.
    click.echo(visible_json(json.dumps(document, ensure_ascii=False, indent=2)))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], stretch: int) -> None:
    """Print rows under headings; on a narrow terminal the column `stretch` shrinks first.

    Into a file or a pipe, cells are written for scripts: separated by tabs, never shortened, all in each row.
    """
    cells = [[visible(cell) for cell in row] for row in (headings, *rows)]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    wanted = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    widths = _narrowed(wanted, stretch, _width() - _GAP * (len(wanted) - 1))
    for row in cells:
        line = (" " * _GAP).join(_fit(cell, width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _narrowed(widths: list[int], stretch: int, room: int) -> list[int]:
    widths = list(widths)
    others = [column for column in range(len(widths)) if column != stretch]
    # Narrow long lists of units first, then the stretching column, then the widest of the others.
    _shrink(widths, others, _AMPLE, room)
    _shrink(widths, [stretch], _NARROWEST, room)
    _shrink(widths, others, _LEAST, room)
    return widths


def _shrink(widths: list[int], columns: Sequence[int], least: int, room: int) -> None:
    """Narrow the widest of some columns, cell by cell, until all fit the room or each is down to `least`."""
    while sum(widths) > room:
        widest = max(columns, key=lambda column: widths[column])
        if widths[widest] <= least:
            break
        widths[widest] -= 1


def _fit(text: str, width: int) -> str:
    return text[: width - 1] + "…" if len(text) > width else text.ljust(width)


def _width() -> int:
    # Output into a file or a pipe is not cut to a screen's width.
    return shutil.get_terminal_size((_USUAL_WIDTH, 24)).columns if sys.stdout.isatty() else 10_000

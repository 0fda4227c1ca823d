"""What commands print: results on standard output, everything else on standard error, all of it safe."""

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

#: Where a call keeps that it was asked for results alone.
QUIET = "prozvit.quiet"
_GAP = 2
#: The column that gives way first keeps so much before the others do.
_NARROWEST = 20
#: So much another column keeps before that one gives way.
_AMPLE = 24
#: No column is made narrower.
_LEAST = 12
_USUAL_WIDTH = 100


def tell(text: str = "") -> None:
    """Print a line, or lines, of a result."""
    click.echo(visible(text, keep_newlines=True))


def tell_folded(text: str, mark: str = "") -> None:
    """Print a line of a result, on a terminal folded between words and indented from the second line on."""
    indent = " " * (len(mark) or _GAP)
    click.echo(click.wrap_text(visible(text), _width(), initial_indent=mark, subsequent_indent=indent))


def note(text: str) -> None:
    """Print what is no result: what was done, what to do next. With `--quiet` nobody wants it."""
    if not is_quiet():
        complain(text)


def complain(text: str) -> None:
    """Print what went wrong."""
    click.echo(visible(text, keep_newlines=True), err=True)


def is_quiet() -> bool:
    """Say whether the command that runs was asked for its results alone."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))


def tell_wrapped(text: str, indent: int = 0) -> None:
    """Print a result's lines, each on as many rows as the screen's width asks for, all indented."""
    width = max(_width() - indent, _NARROWEST)
    for line in visible(text, keep_newlines=True).split("\n"):
        for row in textwrap.wrap(line, width, break_on_hyphens=False) or [""]:
            click.echo(f"{' ' * indent}{row}".rstrip())


def notices(messages: Sequence[Message], language: Language) -> None:
    """Print what a save has to say besides that it is done."""
    for message in messages:
        note(message.render(language))


def tell_json(document: object) -> None:
    """Print one JSON document."""
    # Escaped, no text can command the terminal that shows it; Cyrillic stays readable.
    click.echo(visible_json(json.dumps(document, ensure_ascii=False, indent=2)))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], stretch: int) -> None:
    """Print rows under headings; where the screen is narrow, the column `stretch` gives way first.

    Into a file or a pipe they go for a script: a tab between cells, each whole, every row with all of them.
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
    # Long lists of units first, then the stretching column, then whatever is widest.
    _shrink(widths, others, _AMPLE, room)
    _shrink(widths, [stretch], _NARROWEST, room)
    _shrink(widths, others, _LEAST, room)
    return widths


def _shrink(widths: list[int], columns: Sequence[int], least: int, room: int) -> None:
    """Narrow some of the columns, the widest first and none below `least`, until all fit the room."""
    while sum(widths) > room:
        widest = max(columns, key=lambda column: widths[column])
        if widths[widest] <= least:
            break
        widths[widest] -= 1


def _fit(text: str, width: int) -> str:
    return text[: width - 1] + "…" if len(text) > width else text.ljust(width)


def _width() -> int:
    # Into a file or a pipe nothing has to be cut to somebody's screen.
    return shutil.get_terminal_size((_USUAL_WIDTH, 24)).columns if sys.stdout.isatty() else 10_000

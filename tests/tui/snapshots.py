"""Compare screens with stored text snapshots: the text of each line, then the styled cells."""

from __future__ import annotations

import os
import re
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.segment import Segment
    from textual.app import App

_MARKS = ("bold", "dim", "italic", "underline", "reverse", "strike")
FOLDER = Path(__file__).parent / "snapshots"
#: Set this variable to rewrite the snapshots; look at the difference before committing it.
WRITING = "PROZVIT_SNAPSHOTS"
#: Patterns of text that differs between runs on an unchanged screen.
_PASSING = [(re.compile(r"\b[0-9a-f]{10,40}\b"), "commit")]


def drawn(app: App[None]) -> str:
    """Return the screen's lines, then for each line with styles its styled runs."""
    rows = app.screen._compositor.render_strips(app.size)
    lines = ["".join(segment.text for segment in row).rstrip() for row in rows]
    styles = [
        f"{number:>2}  {'; '.join(runs)}" for number, row in enumerate(rows) if (runs := list(_runs(row)))
    ]
    text = "\n".join([*lines, "─" * app.size.width, *styles, ""])
    for pattern, word in _PASSING:
        text = pattern.sub(lambda found, word=word: word.ljust(len(found.group()), "·"), text)
    return text


def _runs(row: list[Segment]) -> Iterator[str]:
    """Yield "first-last style" for each run of cells that are not in the terminal's default style."""
    begin = place = 0
    style = ""
    for segment in row:
        now = _named(segment)
        if now != style:
            if style:
                yield f"{begin}-{place - 1} {style}"
            begin, style = place, now
        place += segment.cell_length
    if style:
        yield f"{begin}-{place - 1} {style}"


def _named(segment: Segment) -> str:
    style = segment.style
    if style is None:
        return ""
    marks = [
        name for name in ("bold", "dim", "italic", "underline", "reverse", "strike") if getattr(style, name)
    ]
    colour = style.color.name if style.color is not None and style.color.name != "default" else ""
    ground = style.bgcolor.name if style.bgcolor is not None and style.bgcolor.name != "default" else ""
    return " ".join([*marks, *filter(None, [colour, ground and f"on {ground}"])])


def hold(app: App[None], name: str) -> None:
    """Compare the screen with a stored snapshot, or write it if `PROZVIT_SNAPSHOTS` is set."""
    file = FOLDER / f"{name}.txt"
    shown = drawn(app)
    if os.environ.get(WRITING):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    expected = file.read_text(encoding="utf-8")
    assert shown == expected, "\n".join(unified_diff(expected.split("\n"), shown.split("\n"), name, "shown"))

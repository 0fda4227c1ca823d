"""A comparison as one self-contained HTML page, without scripts or network requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporters.anchors import anchors
from exporters.comparing.model import Move
from exporters.comparing.telling import facts, figures, moved, sources, texts, title
from exporters.templating import fill
from records.sanitise import visible
from records.texts.typography import typeset

if TYPE_CHECKING:
    from exporters.comparing.model import Comparison


def to_html(made: Comparison) -> bytes:
    """Return a comparison as a UTF-8 HTML file."""
    numbers = [each.number for each in made.changed]
    return fill(
        "comparison.html.j2",
        {
            "made": made,
            "lang": made.language.code,
            "say": made.language.say,
            "show": made.language.show,
            "set": _set,
            "heading": title(made),
            "figures": list(figures(made)),
            "froms": [kind for kind in made.kinds if any(move.before == kind for move in made.moves)],
            "count": lambda before, after: len(made.moves.get(Move(before, after), ())),
            "moved": list(moved(made)),
            "facts": lambda each: list(facts(each, made.language)),
            "texts": lambda each: list(texts(each, made.language)),
            #: The link target of each changed measure, by number.
            "anchors": dict(zip(numbers, anchors(numbers), strict=True)),
            "foot": sources(made),
        },
        made.templates,
    )


def _set(text: str) -> str:
    return typeset(visible(text, keep_newlines=True))

"""Signs that stand beside words: of statuses, and of how far a thing is."""

from __future__ import annotations

from records.values.model import Status

#: A sign and a colour a status; the word always stands beside them.
SIGNS = {
    Status.IMPLEMENTED: ("✓", "green"),
    Status.PARTLY: ("◐", "cyan"),
    Status.IN_PROGRESS: ("▸", "blue"),
    Status.NOT_IMPLEMENTED: ("✗", "red"),
    Status.NOT_STARTED: ("·", "yellow"),
}
#: The same for terminals without those signs.
PLAIN_SIGNS = {
    Status.IMPLEMENTED: "+",
    Status.PARTLY: "~",
    Status.IN_PROGRESS: ">",
    Status.NOT_IMPLEMENTED: "x",
    Status.NOT_STARTED: ".",
}


def bar(percent: int, width: int, *, plain: bool) -> str:
    """Return a bar that is full to a percent, and wholly full at a hundred alone."""
    full = percent * width // 100
    return ("#" if plain else "█") * full + ("-" if plain else "░") * (width - full)

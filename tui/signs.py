"""Signs of the statuses, shown beside their names, and the progress bar."""

from __future__ import annotations

from records.values.model import Status

#: A sign and a colour for each status; its name is always shown too.
SIGNS = {
    Status.IMPLEMENTED: ("✓", "green"),
    Status.PARTLY: ("◐", "cyan"),
    Status.IN_PROGRESS: ("▸", "blue"),
    Status.NOT_IMPLEMENTED: ("✗", "red"),
    Status.NOT_STARTED: ("·", "yellow"),
}
#: The same for terminals that lack those signs.
PLAIN_SIGNS = {
    Status.IMPLEMENTED: "+",
    Status.PARTLY: "~",
    Status.IN_PROGRESS: ">",
    Status.NOT_IMPLEMENTED: "x",
    Status.NOT_STARTED: ".",
}


def bar(percent: int, width: int, *, plain: bool) -> str:
    """Return a bar filled to a percent; rounded down, so that only 100 fills it."""
    full = percent * width // 100
    return ("#" if plain else "█") * full + ("-" if plain else "░") * (width - full)

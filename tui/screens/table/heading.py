"""The lines above the table of measures: the body, the period, the totals and the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.safe import content, join, shortened
from tui.signs import bar
from tui.viewing.programmes import named

if TYPE_CHECKING:
    from textual.content import Content

    from records.language import Language
    from tui.background.exchange import Word
    from tui.viewing.filters import Filter
    from tui.viewing.view import View

_BAR, _LONG_BAR = 10, 18


def heading(view: View, language: Language, width: int, *, plain: bool) -> Content:
    """Return the line with the body, the period and, if several have the period, the programme."""
    period = named(view.snapshot, view.held, language)
    turned = f"< {period} >" if plain else f"‹ {period} ›"
    body = shortened(view.snapshot.rules.body, width - len(turned) - 2)
    gap = " " * (width - len(body) - len(turned))
    return join(content(body, "bold"), gap, content(turned, "bold"))


def totals(view: View, language: Language, width: int, *, plain: bool, wide: bool) -> Content:
    """Return the line with the counts and the bar, or a notice while the register is being read."""
    if not view.snapshot.whole:
        return content(language.say("Reading the register…"))
    counts, mean = view.totals(language, plain=plain)
    long = _LONG_BAR if wide else _BAR
    percent = "" if mean is None else f"{mean} %"
    # The bar only illustrates the percent, so it is shortened or dropped if there is no room for both.
    room = min(long, width - len(counts) - len(percent) - 2)
    drawn = f"{bar(mean, room, plain=plain)} " if mean is not None and room > 1 else ""
    filled = f"{drawn}{percent}"
    gap = " " * max(width - len(counts) - len(filled), 1)
    return content(shortened(counts + gap + filled, width))


def shown_line(
    view: View, wanted: Filter, count: int, language: Language, width: int, *, sent: Word | None
) -> Content:
    """Return the line with the days left, the filter and the state of the exchange (`sent`).

    If it is too long, the description of the filter is shortened; the number of measures and the rest stay.
    """
    known = count if view.snapshot.whole else "…"
    left = view.days_left()
    begin = "" if left is None else f"{language.show(left)} · "
    room = width if sent is None else width - len(sent.text) - 2

    def said(what: str) -> str:
        return begin + language.say("shown: {what} ({n})", what=what, n=known)

    what = view.described(wanted, language)
    over = len(said(what)) - room
    line = shortened(said(shortened(what, max(len(what) - over, 1)) if over > 0 else what), room)
    if sent is None:
        return content(line, "dim")
    gap = " " * max(width - len(line) - len(sent.text), 2)
    return join(content(line, "dim"), gap, content(sent.text, sent.style))

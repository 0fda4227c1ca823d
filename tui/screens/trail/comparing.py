"""Two versions of a measure or its progress, side by side or, on a narrow screen, one below the other."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from records.texts.lines import lines
from records.values.fields import TEXT, dotted, label, same, shown
from records.values.layout import place
from tui.actions import COMPARING
from tui.safe import content, join, shortened
from tui.screens.page import Page
from tui.screens.periods.contrasting import Contrasting
from tui.viewing.differences import sides
from tui.widgets.keybar import KeyBar
from tui.widgets.table import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import ComposeResult
    from textual.content import Content

    from records.language import Language
    from records.values.changes import Key
    from records.values.periods import Period
    from tui.actions import Action


class Side(NamedTuple):
    """A version: its title for people (time and author), its file and its fields."""

    name: str
    path: str
    fields: Mapping[Key, Any]


class Pair(NamedTuple):
    """A corresponding piece of both versions: the same text, or with differing words marked."""

    old: Content
    new: Content
    same: bool


class Comparing(Page[None]):
    """Shows an older and a newer version: fields first, then the text paragraph by paragraph."""

    ACTIONS: ClassVar[tuple[Action, ...]] = COMPARING

    def __init__(self, title: str, old: Side, new: Side) -> None:
        super().__init__()
        self._title = title
        self._old = old
        self._new = new

    def compose(self) -> ComposeResult:
        """Lay out both versions for the present width."""
        width = self.app.size.width - 4
        wide = width >= WIDE
        yield Static(content(shortened(self._title, width), "bold"), classes="facts")
        with VerticalScroll(id="versions"):
            old, new = (content(side.name, "bold") for side in (self._old, self._new))
            yield from _laid_out(Pair(old, new, same=False), wide=wide)
            for pair in self._pairs(self.app.language):
                yield from _laid_out(pair, wide=wide)
        yield KeyBar()

    def on_mount(self) -> None:
        """Focus the versions so that the arrow keys scroll them."""
        self.query_one("#versions").focus()

    async def on_resize(self) -> None:
        """Lay out again if the new width calls for the other layout."""
        wide = self.size.width >= WIDE
        if wide != bool(self.query(".pair")):
            await self.recompose()
            self.query_one("#versions").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide writing unless the versions are answers for two periods."""
        if action == "write" and self._periods() is None:
            return False
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        """Write a comparison of the two periods."""
        periods, where = self._periods(), place(self._new.path)
        if periods is not None and where is not None:
            self.app.push_screen(Contrasting(*periods, where.programme))

    def _periods(self) -> tuple[Period, Period] | None:
        """Return the periods of the two versions, the earlier first, or None if they do not have two."""
        places = [place(side.path) for side in (self._old, self._new)]
        found = sorted({each.period for each in places if each is not None and each.period is not None})
        return (found[0], found[1]) if len(found) == len(places) else None

    def _pairs(self, language: Language) -> Iterator[Pair]:
        old, new = self._old.fields, self._new.fields
        for key in {**new, **old}:
            if key != TEXT:
                name = dotted(key)
                head = content(language.show(label(self._new.path, name)) + ": ", "bold")
                values = [language.show(shown(name, fields.get(key))) for fields in (old, new)]
                # A review is displayed by its state only, so a different date is no visible difference.
                alike = same(old.get(key), new.get(key)) or values[0] == values[1]
                before, after = map(content, values) if alike else sides(*values)
                yield Pair(join(head, before), join(head, after), same=alike)
        yield from _texts(_paragraphs(old), _paragraphs(new))


def _laid_out(pair: Pair, *, wide: bool) -> ComposeResult:
    if wide:
        with Horizontal(classes="pair"):
            yield Static(pair.old)
            yield Static(pair.new)
    elif pair.same:
        yield Static(pair.new, classes="both")
    else:
        yield Static(join("- ", pair.old))
        yield Static(join("+ ", pair.new), classes="both")


def _texts(old: list[str], new: list[str]) -> Iterator[Pair]:
    """Yield the paragraphs of two texts in pairs, equal ones together."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            both = content("\n".join(new[j1:j2]))
            yield Pair(both, both, same=True)
            continue
        for gone, come in zip_longest(old[i1:i2], new[j1:j2], fillvalue=""):
            yield Pair(*sides(gone, come), same=False)


def _paragraphs(fields: Mapping[Key, Any]) -> list[str]:
    text = fields.get(TEXT)
    return lines(text) if isinstance(text, str) else []

"""What a person sees where there is no register: what the program is, and the ways to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions import FIRST, shown_key
from tui.background.starting import Found
from tui.safe import content, join
from tui.screens.page import Page
from tui.screens.starting import Making, Opening, Sampling
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.content import Content

    from records.language import Language, Message
    from tui.actions import Action
    from tui.screens.starting import Starting

#: The ways, by the names of their actions.
_WAYS = tuple(action for action in FIRST if action.keys.isdigit())


class First(Page[Found | None]):
    """Dismissed with the register to go on with; None where somebody leaves.

    `why` says why there is no register in the `folder` that somebody named.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = FIRST

    def __init__(self, why: Message | None, folder: Path | None) -> None:
        super().__init__()
        self._why = why
        #: What was typed in the windows stays there when one goes back and comes again.
        self._typed = {} if folder is None else {"there": str(folder), "folder": str(folder)}

    def compose(self) -> ComposeResult:
        """Lay out what the program is, why it asks, and the ways."""
        language = self.app.language
        yield Static(content("prozvit", "bold"), classes="title")
        about = language.say(
            "prozvit keeps a register of an anti-corruption programme’s measures: what was done on each, "
            "by whom and why. The report for the council’s website is made from it whenever it is needed."
        )
        yield Static(content(about), id="about")
        if self._why is not None:
            yield Static(content(self._why.render(language), "bold yellow"), id="why")
        yield Static(content(language.say("How shall we begin?"), "bold"), id="question")
        yield OptionList(*[Option(_line(way, language)) for way in _WAYS], id="ways", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first way."""
        self.query_one(OptionList).focus()

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        marked = self.query_one(OptionList).highlighted
        await super().relabel()
        options = self.query_one(OptionList)
        options.highlighted = marked
        options.focus()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go the way that was chosen."""
        await self.run_action(_WAYS[event.option_index].name)

    def action_choose(self) -> None:
        """Go the marked way."""
        self.query_one(OptionList).action_select()

    def action_open(self) -> None:
        """Ask where the register is."""
        self._ask(Opening(self._typed))

    def action_make(self) -> None:
        """Ask what the new register is of."""
        self._ask(Making(self._typed))

    def action_bring(self) -> None:
        """Ask what the new register is of; a report is imported into it."""
        self._ask(Making(self._typed, importing=True))

    def action_sample(self) -> None:
        """Ask where the sample goes."""
        self._ask(Sampling(self._typed))

    def _ask(self, window: Starting) -> None:
        self.app.push_screen(window, self._take)

    def _take(self, found: Found | None) -> None:
        if found is not None:
            self.dismiss(found)


def _line(way: Action, language: Language) -> Content:
    return join(content(f"{shown_key(way)}  ", "bold"), content(language.translate(way.help)))

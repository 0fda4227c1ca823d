"""The screen shown when there is no register: what the program is, and the ways to get a register."""

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

#: The actions that lead to a register, each on a digit key.
_WAYS = tuple(action for action in FIRST if action.keys.isdigit())


class First(Page[Found | None]):
    """Dismissed with the register to open, or None if the user leaves.

    `why` is the reason why the `folder` that the user named holds no register.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = FIRST

    def __init__(self, why: Message | None, folder: Path | None) -> None:
        super().__init__()
        self._why = why
        #: What was typed in the windows, kept for when one is opened again.
        self._typed = {} if folder is None else {"there": str(folder), "folder": str(folder)}

    def compose(self) -> ComposeResult:
        """Lay out the description of the program, the reason for asking, and the ways."""
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
        """Focus the list of ways, at the first one."""
        self.query_one(OptionList).focus()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        marked = self.query_one(OptionList).highlighted
        await super().relabel()
        options = self.query_one(OptionList)
        options.highlighted = marked
        options.focus()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the action of the chosen way."""
        await self.run_action(_WAYS[event.option_index].name)

    def action_choose(self) -> None:
        """Choose the highlighted way."""
        self.query_one(OptionList).action_select()

    def action_open(self) -> None:
        """Ask for the folder of an existing register."""
        self._ask(Opening(self._typed))

    def action_make(self) -> None:
        """Ask for the facts of a new register."""
        self._ask(Making(self._typed))

    def action_bring(self) -> None:
        """Ask for the facts of a new register, into which a report is then imported."""
        self._ask(Making(self._typed, importing=True))

    def action_sample(self) -> None:
        """Ask for the folder of the sample register."""
        self._ask(Sampling(self._typed))

    def _ask(self, window: Starting) -> None:
        self.app.push_screen(window, self._take)

    def _take(self, found: Found | None) -> None:
        if found is not None:
            self.dismiss(found)


def _line(way: Action, language: Language) -> Content:
    return join(content(f"{shown_key(way)}  ", "bold"), content(language.translate(way.help)))

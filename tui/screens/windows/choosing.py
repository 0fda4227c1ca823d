"""A window for choosing from a list: typing narrows the list, Enter chooses, Esc cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from records.texts.typography import fold
from tui.actions import CHOOSING, READING, Action, shown_key
from tui.safe import content, join
from tui.screens.page import Window
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from records.language import Language

_Thing = TypeVar("_Thing")
_KEY_WIDTH = 7
#: A list longer than this gets a search field.
_AT_A_GLANCE = 12


class Choosing(Window[_Thing | None], Generic[_Thing]):
    """Asks to choose one of several labelled things; dismissed with it, or None if the user cancels."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CHOOSING
    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "move(-1)"),
        ("down", "move(1)"),
        ("pageup", "move(-10)"),
        ("pagedown", "move(10)"),
        # The key that opened the list of keys also closes it.
        ("f1,ctrl+p", "back"),
    ]

    def __init__(
        self,
        title: str,
        things: Sequence[tuple[_Thing, str]],
        current: int = 0,
        *,
        searched: bool | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self.things = list(things)
        self._found = self.things
        self._current = current
        self._searched = len(self.things) > _AT_A_GLANCE if searched is None else searched

    def compose(self) -> ComposeResult:
        """Lay out the title, the search field and the list."""
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            if self._searched:
                yield Line(placeholder=self.app.language.say("type to search"), id="words")
            yield OptionList(compact=True, markup=False)
            yield from self.compose_below()
            yield KeyBar()

    def compose_below(self) -> ComposeResult:
        """Lay out the widgets below the list."""
        yield from ()

    def on_mount(self) -> None:
        """Highlight the current choice."""
        self.fill(self.things, self._current)
        self.query_one(Line if self._searched else OptionList).focus()

    def fill(self, found: list[tuple[_Thing, str]], marked: int = 0) -> None:
        """Fill the list and highlight one entry."""
        self._found = found
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self.line(thing, words)) for thing, words in found])
        options.highlighted = marked if found else None

    def line(self, thing: _Thing, words: str) -> Content:  # noqa: ARG002 - other lists show more of a thing
        """Return the line for a thing."""
        return content(words)

    def on_input_changed(self, event: Line.Changed) -> None:
        """Show only the things whose labels contain all words."""
        wanted = fold(event.value).split()
        self.fill([each for each in self.things if all(word in fold(each[1]) for word in wanted)])

    def on_input_submitted(self) -> None:
        """Choose the highlighted thing on Enter, also from the search field."""
        self.action_choose()

    def action_choose(self) -> None:
        """Choose the highlighted thing."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with the chosen thing."""
        self.dismiss(self._found[event.option_index][0])

    def action_move(self, by: int) -> None:
        """Move the highlight while the search field has the focus."""
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = min(max((options.highlighted or 0) + by, 0), len(self._found) - 1)


class Help(Choosing[Action]):
    """Lists the actions of a screen with their keys and descriptions; Enter runs one."""

    def __init__(self, actions: Sequence[Action], notes: Sequence[str], language: Language) -> None:
        things = [
            (action, f"{language.translate(action.word)} {language.translate(action.help)}")
            for action in actions
            if action.name != "help"
        ]
        super().__init__(language.say("What can be done here"), things, searched=True)
        self._notes = notes

    def compose_below(self) -> ComposeResult:
        """Lay out the notes."""
        with VerticalScroll(id="notes"):
            yield Static(content("\n".join(self._notes), "dim"))

    def line(self, thing: Action, words: str) -> Content:  # noqa: ARG002 - its short word is for the search
        """Return the line for an action."""
        key = shown_key(thing, cyrillic=self.app.cyrillic) if thing.keys else ""
        return join(content(key.ljust(_KEY_WIDTH), "bold"), content(self.app.language.translate(thing.help)))


class Reading(Window[None]):
    """Shows a long text, scrolled with ↑ and ↓."""

    ACTIONS: ClassVar[tuple[Action, ...]] = READING

    def __init__(self, text: Content) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="window"):
            with VerticalScroll(id="reading"):
                yield Static(self._text)
            yield KeyBar()

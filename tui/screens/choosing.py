"""A small window to choose one thing from a list, or to read a text: Enter takes it, Esc leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions import HISTORY, bindings, shown_key
from tui.safe import content, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from records.language import Language
    from tui.actions import Action

_Thing = TypeVar("_Thing")
_KEY_WIDTH = 7


class Choosing(ModalScreen[_Thing | None], Generic[_Thing]):
    """Choose one of some things; dismissed with None where nobody chose."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(HISTORY[1:2])

    def __init__(self, title: str, things: Sequence[tuple[_Thing, str]], current: int = 0) -> None:
        super().__init__()
        self._title = title
        self._things = list(things)
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the title and the list."""
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"))
            yield OptionList(*[Option(content(text)) for _, text in self._things], compact=True, markup=False)

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        self.query_one(OptionList).highlighted = self._current

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was chosen."""
        self.dismiss(self._things[event.option_index][0])

    def action_back(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


class Reading(ModalScreen[None]):
    """Read a text; any of Esc, Enter, F1 leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,f1", "dismiss")]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the title and the text."""
        with VerticalScroll(classes="window"):
            yield Static(content(self._title, "bold"))
            yield Static(self._text)


def help_text(actions: Sequence[Action], language: Language, *more: str) -> Content:
    """Return what each key of a screen does, a line a key."""
    lines: list[Content | str] = []
    for action in actions:
        lines += [content(shown_key(action).ljust(_KEY_WIDTH), "bold"), language.translate(action.help), "\n"]
    return join(*lines, *[f"\n{text}" for text in more])

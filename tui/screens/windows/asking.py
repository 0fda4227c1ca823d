"""A window that asks for one line, such as a day or a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical
from textual.widgets import Static

from records.errors import ProzvitError
from tui.actions import ASKING
from tui.safe import content
from tui.screens.page import Window
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.actions import Action

_Answer = TypeVar("_Answer")


class Asking(Window[_Answer | None], Generic[_Answer]):
    """Asks for a line; dismissed with the result of `read`, or None. An error from `read` is shown below."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ASKING

    def __init__(self, title: str, value: str, read: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._read = read

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and the line for errors."""
        with Vertical(classes="window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            yield Line(self._value, id="line", select_on_focus=True)
            yield Static(id="problem")
            yield KeyBar()

    def on_mount(self) -> None:
        """Focus the field."""
        self.query_one("#line", Line).focus()

    def on_input_submitted(self) -> None:
        """Accept the line on Enter."""
        self.action_take()

    def action_take(self) -> None:
        """Accept the line, or show why it is invalid."""
        try:
            answer = self._read(self.query_one("#line", Line).typed)
        except ProzvitError as error:
            said = error.message().render(self.app.language)
            self.query_one("#problem", Static).update(content(said, "bold red"))
        else:
            self.dismiss(answer)

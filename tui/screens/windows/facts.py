"""A window with a few fields that are recorded as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from records.errors import ProzvitError
from records.values.model import LONGEST_LINE
from tui.actions import CONFIRMING
from tui.safe import content
from tui.screens.page import Window
from tui.undertaking import undertake
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from records.values.changes import Saved
    from tui.actions import Action


class Question(Struct, frozen=True):
    """A field: its name, its label, its initial value and an example."""

    name: str
    label: str
    value: str = ""
    example: str = ""


class FactsWindow(Window[str | None]):
    """Asks for some facts and records them; dismissed with a line on the result, or None.

    `record` gets the typed values by name, and raises `ProzvitError` if they cannot be recorded.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = CONFIRMING

    def __init__(
        self,
        title: str,
        questions: Sequence[Question],
        record: Callable[[Mapping[str, str]], Awaitable[Saved]],
        about: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._questions = questions
        self._record = record
        self._about = about
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the fields and the line for errors."""
        with Vertical(classes="window facts-window"):
            yield Static(content(self._title, "bold"), classes="window-title")
            if self._about:
                yield Static(content(self._about, "dim"), classes="window-title")
            for each in self._questions:
                with Horizontal(classes="row"):
                    yield Static(content(each.label), classes="name")
                    yield Line(each.value, id=each.name, placeholder=each.example, max_length=LONGEST_LINE)
            yield Static(id="problem")
            yield KeyBar()

    def on_mount(self) -> None:
        """Focus the first field."""
        self.query(Line).first().focus()

    def on_input_submitted(self) -> None:
        """Record on Enter in a field."""
        self.action_record()

    def action_record(self) -> None:
        """Record the typed values."""
        if not self._busy:
            self._busy = True
            undertake(self, self._save, {line.id or "": line.typed for line in self.query(Line)})

    async def _save(self, typed: Mapping[str, str]) -> None:
        language = self.app.language
        try:
            saved = await self._record(typed)
        except ProzvitError as error:
            self.query_one("#problem", Static).update(content(error.message().render(language), "bold red"))
        else:
            if saved.commit is None:
                self.dismiss(language.say("There was nothing to record."))
            else:
                notices = [notice.render(language) for notice in saved.notices]
                recorded = language.say("Recorded: {commit}", commit=saved.commit[:10])
                self.dismiss(" · ".join([recorded, *notices]))
        finally:
            self._busy = False

    def action_back(self) -> None:
        """Go back without recording."""
        if not self._busy:
            self.dismiss(None)

"""The base of all screens: their actions, the list of actions on F1, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.screen import ModalScreen, Screen
from textual.worker import active_worker

from tui.actions import bindings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.await_complete import AwaitComplete
    from textual.binding import BindingType

    from tui.actions import Action
    from tui.app import Prozvit

_Result = TypeVar("_Result")


class Page(Screen[_Result], Generic[_Result]):
    """A screen of the program. Its key bindings are made from `ACTIONS`."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = []
    #: Classes by screen height for the style sheet, because the content of a window can only be bounded in
    #: lines.
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-low"), (23, "-high"), (36, "-tall")]  # noqa: RUF012 - Textual declares it of an instance
    #: Classes by screen width: buttons are stacked where they do not fit side by side.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-broad")]  # noqa: RUF012 - as above
    app: Prozvit
    #: Whether the screen was left; timers may still fire until the last one is stopped.
    _left = False

    def __init_subclass__(cls, **options: Any) -> None:
        if "ACTIONS" in cls.__dict__:
            cls.BINDINGS = [*bindings(cls.ACTIONS), *cls.__dict__.get("BINDINGS", [])]
        super().__init_subclass__(**options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that write if the register is read-only."""
        if self.app.why_not is not None and any(each.writes and each.name == action for each in self.ACTIONS):
            return False
        return super().check_action(action, parameters)

    def on_screen_suspend(self) -> None:
        """Hide the keys while a window covers the screen, because they have no effect then."""
        self.add_class("covered")

    def on_screen_resume(self) -> None:
        """Show the keys again."""
        self.remove_class("covered")

    def available(self) -> list[Action]:
        """Return the actions available now."""
        return [action for action in self.ACTIONS if self.check_action(action.name, ())]

    def notes(self) -> Iterable[str]:
        """Yield the additional lines of this screen's help."""
        return ()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await self.recompose()

    def action_help(self) -> None:
        """List the available actions; the chosen one is run."""
        self.app.list_actions(self)

    async def do(self, action: Action | None) -> None:
        """Run one of the page's actions; None does nothing."""
        if action is not None:
            await self.run_action(action.name)

    async def action_language(self) -> None:
        """Switch to the other language."""
        await self.app.switch_language()

    def action_theme(self) -> None:
        """Choose the colour theme."""
        self.app.choose_theme()

    def look_every(self, seconds: float, look: Callable[[], object]) -> None:
        """Call `look` every `seconds` until the screen is left."""
        self.set_interval(seconds, lambda: None if self._left else look())

    def dismiss(self, result: _Result | None = None) -> AwaitComplete:
        """Leave the screen and cancel its workers, whose results could no longer be shown."""
        self._left = True
        for worker in self.workers:
            if worker.node is self and worker is not active_worker.get(None):
                worker.cancel()
        return super().dismiss(result)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Leave the program."""
        self.app.leave()


class Window(ModalScreen[_Result], Page[_Result], Generic[_Result]):
    """A small window on top of the screen that opened it."""

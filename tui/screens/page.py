"""What all screens have in common: their actions, the list of them on F1, and the way back."""

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
    """A screen of the program. `ACTIONS` declares what can be done on it; the bindings follow from that."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = []
    #: How high a screen is, for the style sheet: what a window holds can be bounded in lines only.
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-low"), (23, "-high"), (36, "-tall")]  # noqa: RUF012 - Textual declares it of an instance
    #: How broad it is: buttons stand one below another where they have no room side by side.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-broad")]  # noqa: RUF012 - as above
    app: Prozvit
    #: Whether it was left: until its last timer is stopped, some still go off.
    _left = False

    def __init_subclass__(cls, **options: Any) -> None:
        if "ACTIONS" in cls.__dict__:
            cls.BINDINGS = [*bindings(cls.ACTIONS), *cls.__dict__.get("BINDINGS", [])]
        super().__init_subclass__(**options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what writes where the register is read only."""
        if self.app.why_not is not None and any(each.writes and each.name == action for each in self.ACTIONS):
            return False
        return super().check_action(action, parameters)

    def on_screen_suspend(self) -> None:
        """Show no keys under a window: they do nothing until it is closed."""
        self.add_class("covered")

    def on_screen_resume(self) -> None:
        """Show the keys again."""
        self.remove_class("covered")

    def available(self) -> list[Action]:
        """Return what can be done here now."""
        return [action for action in self.ACTIONS if self.check_action(action.name, ())]

    def notes(self) -> Iterable[str]:
        """Yield what else the help of this screen says."""
        return ()

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        await self.recompose()

    def action_help(self) -> None:
        """List what can be done here; what is chosen is done."""
        self.app.list_actions(self)

    async def do(self, action: Action | None) -> None:
        """Do one of the page's actions, or nothing."""
        if action is not None:
            await self.run_action(action.name)

    async def action_language(self) -> None:
        """Speak the other language."""
        await self.app.switch_language()

    def action_theme(self) -> None:
        """Choose the colours."""
        self.app.choose_theme()

    def look_every(self, seconds: float, look: Callable[[], object]) -> None:
        """Let something be looked at again and again, until the screen is left."""
        self.set_interval(seconds, lambda: None if self._left else look())

    def dismiss(self, result: _Result | None = None) -> AwaitComplete:
        """Leave the screen. What is read for it would find nothing left to show it on."""
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
    """A small window over the screen that it was opened from."""

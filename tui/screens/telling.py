"""The line above the keys, and how far what was recorded has got to the other clones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from tui.exchange import Word
from tui.safe import content
from tui.screens.leading import Leading

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds between two looks: whether an exchange has got on, and whether it is time for the next one.
_LOOK, _EXCHANGE = 1.0, 30.0


class Telling(Leading):
    """A page of measures that says in a line what was done, and goes on saying how far that has got."""

    #: What was recorded last, while the line says it.
    _recorded = ""
    #: Why an exchange failed, while the line says it.
    _trouble = ""

    def show_head(self) -> None:
        """Show the lines above the table."""
        raise NotImplementedError

    def say(self, text: str, style: str = "") -> None:
        """Say a line above the keys."""
        self._recorded = self._trouble = ""
        self.query_one("#said", Static).update(content(text, style))

    def say_recorded(self, line: str) -> None:
        """Say what was recorded, and how far it has got to the other clones."""
        sent = self.how_far()
        self.say(line if sent is None else f"{line} · {sent.text}", "bold green")
        self._recorded = line

    def how_far(self) -> Word | None:
        """Return how far what is saved has got to the other clones; None where there are none."""
        standing, language = self.app.desk.exchange.standing, self.app.language
        if standing is None:
            return None
        if standing.is_done and self.app.desk.left_open:
            return Word(language.say("there are conflicts"), "bold yellow")
        return standing.word(language)

    def trouble(self) -> Iterator[str]:
        """Yield why the last exchange failed, where it did."""
        standing = self.app.desk.exchange.standing
        if standing is not None and standing.problem is not None:
            yield self.app.language.say(
                "The last exchange with the other clones: {problem}", problem=standing.problem
            )

    def keep_exchanging(self) -> None:
        """Exchange changes with the other clones now and from time to time, and show how far that is."""
        exchange = self.app.desk.exchange
        self.call_after_refresh(lambda: exchange.begin(at_once=True))
        self.set_interval(_EXCHANGE, lambda: exchange.begin(at_once=False))
        self.set_interval(_LOOK, self._look_now_and_then)

    def _look_now_and_then(self) -> None:
        if self.is_current and self.app.desk.exchange.has_moved():
            self.run_worker(self.look_at_exchange(), exclusive=True, group="exchange")

    async def look_at_exchange(self) -> None:
        """Look how far the exchange is, and show what is new."""
        desk = self.app.desk
        before = desk.exchange.standing
        if not await desk.look_at_exchange():
            return
        self.show_head()
        if self._recorded:
            self.say_recorded(self._recorded)
            return
        now = desk.exchange.standing
        problem = now.problem if now is not None else None
        if problem is None and self._trouble:
            self.say("")
        elif problem != (before.problem if before is not None else None):
            for line in self.trouble():
                self.say(line, "bold yellow")
                self._trouble = line

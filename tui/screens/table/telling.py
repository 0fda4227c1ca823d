"""The status line above the keys, and the state of the exchange with other clones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from records.exchange.queue import End
from tui.background.exchange import Word
from tui.safe import content
from tui.screens.table.leading import Leading
from tui.undertaking import undertake

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds between checks of a running exchange, and between exchanges.
_LOOK, _EXCHANGE = 1.0, 30.0


class Telling(Leading):
    """A page of measures whose line reports what was recorded and how far it has reached other clones."""

    #: The last recorded change, while the line shows it.
    _recorded = ""
    #: The reason why an exchange failed, while the line shows it.
    _trouble = ""
    #: Whether the user started an exchange and waits for its result.
    _asked = False

    def show_head(self) -> None:
        """Show the lines above the table."""
        raise NotImplementedError

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        self._recorded = self._trouble = ""
        self.query_one("#said", Static).update(content(text, style))

    def say_recorded(self, line: str) -> None:
        """Show what was recorded, and how far it has reached the other clones."""
        sent = self.how_far()
        self.say(line if sent is None else f"{line} · {sent.text}", "bold green")
        self._recorded = line

    def how_far(self) -> Word | None:
        """Return how far the saved changes have reached the other clones, or None if there are none."""
        standing, language = self.app.desk.exchange.standing, self.app.language
        if standing is None:
            return None
        if standing.is_done and self.app.desk.left_open:
            return Word(language.say("there are conflicts"), "bold yellow")
        return standing.word(language)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the exchange if there is no other clone."""
        if action == "exchange" and self.app.desk.exchange.standing is None:
            return False
        return super().check_action(action, parameters)

    def trouble(self) -> Iterator[str]:
        """Yield why the last exchange failed, if it did; the remedy comes first because the line is short."""
        standing, say = self.app.desk.exchange.standing, self.app.language.say
        if standing is None or standing.problem is None:
            return
        if standing.end is End.REFUSED and standing.waits:
            yield say(
                "Kept here, not taken over there: show this to the administrator; e sends it again. "
                "{problem}",
                problem=standing.problem,
            )
        else:
            yield say("The last exchange with the other clones: {problem}", problem=standing.problem)

    def action_exchange(self) -> None:
        """Exchange changes with the other clones at once, and show the result."""
        self.say(self.app.language.say("Exchanging changes with the other clones…"))
        self._asked = True
        self.app.desk.exchange.begin(at_once=True)

    def keep_exchanging(self) -> None:
        """Exchange changes with the other clones now and then regularly, showing the state."""
        exchange = self.app.desk.exchange
        self.call_after_refresh(lambda: exchange.begin(at_once=True))
        self.set_interval(_EXCHANGE, lambda: exchange.begin(at_once=False))
        self.set_interval(_LOOK, self._look_now_and_then)

    def _look_now_and_then(self) -> None:
        if self.is_current and self.app.desk.exchange.has_moved():
            undertake(self, self.look_at_exchange, group="exchange")

    async def look_at_exchange(self) -> None:
        """Check how far the exchange is, and show any news."""
        desk = self.app.desk
        before = desk.exchange.standing
        is_news = await desk.look_at_exchange()
        now = desk.exchange.standing
        answered = self._asked and now is not None and not now.busy
        if not (is_news or answered):
            return
        self._asked = self._asked and not answered
        self.show_head()
        if self._recorded:
            self.say_recorded(self._recorded)
            return
        problem = now.problem if now is not None else None
        if problem is None and (self._trouble or answered):
            self.say("")
        elif answered or problem != (before.problem if before is not None else None):
            for line in self.trouble():
                self.say(line, "bold yellow")
                self._trouble = line

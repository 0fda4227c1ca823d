"""Hand edits in the register's folder: finds them, asks what to do, and reports the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.disk.system import refusal_of
from records.errors import ProzvitError
from records.language import Plural
from records.writing.hand_edits import HandEdits, hand_edits, set_aside
from tui.screens.windows.confirming import Confirming
from tui.screens.windows.hand_edits import HandEditsOffer, Way, tell
from tui.undertaking import undertake

if TYPE_CHECKING:
    from textual.content import Content

    from records.register import Register
    from tui.app import Prozvit


class Handwork:
    """One search of the register's folder for hand edits."""

    def __init__(self, app: Prozvit) -> None:
        self._app = app

    async def offer(self, *, asked: bool) -> None:
        """Look for hand edits and ask what to do with them; if there are none, say so if `asked`."""
        language, screen = self._app.language, self._app.screen
        try:
            found, told = await self._app.desk.beside(self._look)
        except ProzvitError as error:
            self._complain(error.message().render(language))
        except OSError as error:
            said = language.say(
                "The system refused: {problem} ({path}).", problem=refusal_of(error), path=error.filename
            )
            self._complain(said)
        else:
            if found.files and self._app.screen is screen:
                self._app.push_screen(HandEditsOffer(told, language), lambda way: self._take(found, way))
            elif asked:
                self._app.said(language.say("No file was edited by hand."))

    def _look(self, register: Register) -> tuple[HandEdits, Content]:
        found = hand_edits(register)
        return found, tell(register, found, self._app.language)

    def _take(self, found: HandEdits, way: Way | None) -> None:
        language = self._app.language
        if way is Way.RECORD:
            files = Plural("{n} file edited by hand", "{n} files edited by hand", n=len(found.files))
            summary = "\n".join(sorted(found.files)[:10])
            self._app.push_screen(
                Confirming(found.change(), found.base, files.render(language), summary), self._app.said
            )
        elif way is Way.ASIDE:
            undertake(self._app, self._set_aside, found)

    async def _set_aside(self, found: HandEdits) -> None:
        language = self._app.language
        try:
            kept = await self._app.desk.away(lambda: set_aside(self._app.desk.register, found))
        except ProzvitError as error:
            self._complain(error.message().render(language))
            return
        line = language.say("Set aside: {paths}", paths=sorted(found.files))
        if kept is not None:
            line += ". " + language.say("`prozvit recover --restore {id}` brings them back.", id=kept.id)
        self._app.said(line)

    def _complain(self, said: str) -> None:
        self._app.notify(said, severity="error", timeout=20, markup=False)

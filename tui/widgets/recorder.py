"""The line that names the person who records a change, and the key that signs it if one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from records.errors import ProzvitError
from tui.safe import content, join
from tui.undertaking import undertake

if TYPE_CHECKING:
    from tui.screens.page import Page


class Recorder(Static):
    """Shows the person at once, the key after the search: a missing one shows before anyone confirms."""

    screen: Page[object]

    def on_mount(self) -> None:
        """Show who records the change, and start the search for the key."""
        self._show("")
        undertake(self, self._look)

    async def _look(self) -> None:
        app = self.screen.app
        try:
            signer = await app.desk.signer()
        except ProzvitError as error:
            self._show(error.message().render(app.language), "bold yellow")
            return
        if signer is not None:
            said = app.language.say("signed with the key {key}", key=signer.fingerprint)
            touch = app.language.say("touch the token when it blinks")
            self._show(f"{said} · {touch}" if signer.touched else said)

    def _show(self, signing: str, style: str = "dim") -> None:
        app = self.screen.app
        me = app.desk.me
        said = app.language.say("Recorded by: {name} ({login})", name=me.name, login=me.login)
        more = [content(f" · {signing}", style)] if signing else []
        self.update(join(content(said, "dim"), *more))

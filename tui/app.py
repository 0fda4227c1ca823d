"""The full-screen program: one register, one officer, from the first screen to the farewell."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from records.language import Plural
from tui.desk import Desk
from tui.screens.editing import Form
from tui.screens.history import History
from tui.screens.measures import Measures

if TYPE_CHECKING:
    from pathlib import Path

    from records.language import Language
    from records.periods import Period
    from records.register import Register
    from records.snapshot import MeasureRecord, Snapshot

_HUNG_UP = 129


class Prozvit(App[None]):
    """The application: it opens screens and knows the language, the register and the terminal's limits."""

    CSS_PATH: ClassVar[list[str | Path]] = ["styles/prozvit.tcss"]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: Desk, snapshot: Snapshot, language: Language, *, plain: bool) -> None:
        super().__init__()
        self.desk = desk
        self.language = language
        #: Only signs that every terminal has.
        self.plain = plain
        self._snapshot = snapshot
        self.animation_level = "none"

    def on_mount(self) -> None:
        """Open the measures, and be ready for a dropped line."""
        self.set_class(self.plain, "plain")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._dropped, number)
        self.push_screen(Measures(self._snapshot))

    def open_form(self, snapshot: Snapshot, record: MeasureRecord, period: Period) -> None:
        """Open the form of a measure."""
        self.push_screen(Form(snapshot, record, period), self._said)

    def open_history(self, _snapshot: Snapshot, record: MeasureRecord) -> None:
        """Open the history of a measure."""
        self.push_screen(History(record))

    def leave(self) -> None:
        """End the program; what is being written stays as a draft."""
        self._keep_drafts()
        self.exit()

    def _said(self, line: str | None) -> None:
        screen = self.screen
        if line and isinstance(screen, Measures):
            screen.say(line, "bold green")

    def _keep_drafts(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Form):
                screen.keep_draft()

    def _dropped(self, number: int) -> None:
        self._keep_drafts()
        if number == signal.SIGHUP:
            # The terminal is gone: there is nothing to restore, and writing to it can hang.
            self.desk.register.close()
            os._exit(_HUNG_UP)
        self.exit(return_code=1)


def run(register: Register, *, language: Language, plain: bool = False, mouse: bool = False) -> int:
    """Open the screens on a register until the officer leaves; return the exit code."""
    snapshot = register.snapshot()
    desk = Desk(register)
    before = len(desk.drafts.all())
    app = Prozvit(desk, snapshot, language, plain=plain)
    app.run(mouse=mouse)
    _farewell(desk, language, len(desk.drafts.all()) - before)
    return app.return_code or 0


def _farewell(desk: Desk, language: Language, drafts: int) -> None:
    """Say what was done and wait: the window of PuTTY closes with the program."""
    lines = []
    if desk.saved:
        lines.append(
            Plural(
                "{n} change recorded, {m} submitted.",
                "{n} changes recorded, {m} submitted.",
                n=desk.saved,
                m=desk.submitted,
            )
        )
    if drafts > 0:
        lines.append(Plural("{n} draft kept.", "{n} drafts kept.", n=drafts))
    if not lines:
        return
    sys.stdout.write("".join(f"{line.render(language)}\n" for line in lines))
    sys.stdout.write(language.say("Press Enter to leave."))
    sys.stdout.flush()
    try:
        sys.stdin.readline()
    except (KeyboardInterrupt, OSError):
        return

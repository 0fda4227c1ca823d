"""The full-screen program: one register, one officer, from the first screen to the farewell."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import locale
import os
import signal
import sys
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.worker import WorkerFailed

from records.errors import ProzvitError
from records.language import Plural
from tui.desk import Desk
from tui.driver import LineDropped, TolerantDriver, WrongEncoding
from tui.safe import shortened
from tui.screens.choosing import Choosing
from tui.screens.editing import Form
from tui.screens.history import History
from tui.screens.measures import Measures

if TYPE_CHECKING:
    from pathlib import Path

    from records.drafts import Draft
    from records.language import Language
    from records.periods import Period
    from records.register import Register
    from records.snapshot import MeasureRecord, Snapshot

_HUNG_UP = 129
#: In minutes.
_HOUR, _DAY = 60, 24 * 60


class Prozvit(App[None]):
    """The application: it opens screens and knows the language, the register and the terminal's limits."""

    CSS_PATH: ClassVar[list[str | Path]] = ["styles/prozvit.tcss"]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: Desk, snapshot: Snapshot, language: Language, *, plain: bool) -> None:
        super().__init__(driver_class=TolerantDriver)
        self.desk = desk
        self.language = language
        #: Only signs that every terminal has.
        self.plain = plain
        self._snapshot = snapshot
        self.animation_level = "none"
        #: What nobody foresaw: the command line says it, once the terminal is restored.
        self.unforeseen: Exception | None = None
        self._encoding_said = False

    def on_mount(self) -> None:
        """Open the measures, and be ready for a dropped line."""
        self.set_class(self.plain, "plain")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._dropped, number)
        self.push_screen(Measures(self._snapshot))
        self._offer_drafts()

    def _offer_drafts(self) -> None:
        """Offer what was typed in an earlier visit and not saved, the newest first."""
        language = self.language
        now = datetime.now(self._snapshot.timezone)
        known = {(record.programme, record.id): record for record in self._snapshot.measures}
        things = [
            (draft, draft_line(draft, known[draft.programme, draft.id], now, language))
            for draft in self.desk.drafts.all()
            if (draft.programme, draft.id) in known and draft.period is not None
        ]
        if things:
            title = language.say("Typed and not saved: Enter goes on with it, Esc leaves it for later")
            self.push_screen(Choosing(title, things), self._take_up)

    def _take_up(self, draft: Draft | None) -> None:
        if draft is None or draft.period is None:
            return
        for record in self._snapshot.measures:
            if (record.programme, record.id) == (draft.programme, draft.id):
                self.open_form(self._snapshot, record, draft.period)

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

    def on_line_dropped(self, _event: LineDropped) -> None:
        """End as for a hang-up, which may not reach a process that is no group's leader."""
        self._dropped(signal.SIGHUP)

    def on_wrong_encoding(self, _event: WrongEncoding) -> None:
        """Say once what to set in the terminal; the characters themselves are lost."""
        if not self._encoding_said:
            self._encoding_said = True
            said = self.language.say(
                "The terminal sends letters that are not UTF-8. In PuTTY: Window, Translation, "
                "Remote character set: UTF-8."
            )
            self.notify(said, severity="warning", timeout=20, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Say what went wrong in the background, where the register knows what it is, and go on."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(error, WorkerFailed) and isinstance(cause, ProzvitError):
            self.notify(cause.message().render(self.language), severity="error", timeout=20, markup=False)
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Keep what is typed and leave; Textual itself would print a traceback with its variables."""
        self.unforeseen = self._exception
        with contextlib.suppress(Exception):
            self._keep_drafts()
        self._close_messages_no_wait()

    def _dropped(self, number: int) -> None:
        self._keep_drafts()
        if number == signal.SIGHUP:
            # The terminal is gone: there is nothing to restore, and writing to it can hang.
            self.desk.register.close()
            os._exit(_HUNG_UP)
        self.exit(return_code=1)


def run(register: Register, *, language: Language, plain: bool = False, mouse: bool = False) -> int:
    """Open the screens on a register until the officer leaves; return the exit code."""
    _check_encoding(language)
    snapshot = register.snapshot()
    desk = Desk(register)
    before = len(desk.drafts.all())
    app = Prozvit(desk, snapshot, language, plain=plain)
    app.run(mouse=mouse)
    if app.unforeseen is not None:
        raise app.unforeseen
    _farewell(desk, language, len(desk.drafts.all()) - before)
    return app.return_code or 0


def draft_line(draft: Draft, record: MeasureRecord, now: datetime, language: Language) -> str:
    """Return a draft in a line: the measure, the period, how old it is, the words that it begins with."""
    minutes = max(int((now - draft.saved_at).total_seconds()) // 60, 0)
    if minutes == 0:
        age = language.say("just now")
    elif minutes < _HOUR:
        age = language.count("{n} minute ago", "{n} minutes ago", n=minutes)
    elif minutes < _DAY:
        age = language.count("{n} hour ago", "{n} hours ago", n=minutes // _HOUR)
    else:
        age = language.count("{n} day ago", "{n} days ago", n=minutes // _DAY)
    text = " ".join(str(draft.values.get("text", "")).split())
    return shortened(f"{record.measure.number} · {language.show(draft.period)} · {age} · {text}", 70)


def _check_encoding(language: Language) -> None:
    """Say before the first screen that the terminal is likely to show its letters as others."""
    encoding = locale.getencoding()
    # ASCII says nothing of the terminal: it is what a login without any settings has.
    if codecs.lookup(encoding).name in {"utf-8", "ascii"}:
        return
    said = language.say(
        "Your locale is not UTF-8 ({encoding}), so some letters can't be shown. Set LANG=C.UTF-8.",
        encoding=encoding,
    )
    sys.stdout.write(f"{said}\n{language.say('Press Enter to go on.')}")
    sys.stdout.flush()
    sys.stdin.readline()


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

"""The full-screen program: one register, one officer, one terminal."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.worker import WorkerFailed

from records.errors import ProzvitError
from records.language import ENGLISH, UKRAINIAN
from tui.screens.page import Page
from tui.screens.table.measures import Measures
from tui.terminal.driver import LayoutTyped, LineDropped, TolerantDriver, WrongEncoding
from tui.themes import DARK, SIXTEEN, THEME_NAMES, THEMES, shades
from tui.viewing.programmes import Held, shown
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from rich.terminal_theme import TerminalTheme
    from textual._path import CSSPathType
    from textual.binding import BindingType

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language, Message
    from records.values.periods import Period
    from tui.background.desk import Desk
    from tui.background.starting import Found
    from tui.screens.first import First
    from tui.screens.windows.drafts import Offer

#: A shell adds this to the number of the signal that ended a process.
_BY_SIGNAL = 128


class Prozvit(App[None], inherit_bindings=False):
    """The application: opens the screens; holds the language, the register and the terminal's limits."""

    CSS_PATH: ClassVar[CSSPathType] = "styles/prozvit.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c,ctrl+с,ctrl+q,ctrl+й", "say_how_to_leave")]

    def __init__(
        self,
        desk: Desk | None,
        snapshot: Snapshot | None,
        language: Language,
        *,
        plain: bool,
        first: First | None = None,
    ) -> None:
        """Start with a register (`desk`, `snapshot`), or with a screen that finds or makes one (`first`)."""
        # Without colour, keep the terminal's own: Textual would turn a theme into greys.
        super().__init__(driver_class=TolerantDriver, ansi_color="NO_COLOR" in os.environ or None)
        self._desk = desk
        self._first = first
        self.language = language
        #: Use only signs that every terminal has.
        self.plain = plain
        #: Whether the last letter was typed in the Ukrainian layout.
        self.cyrillic = language == UKRAINIAN
        self._snapshot = snapshot
        self.animation_level = "none"
        #: An unexpected error, raised to the command line once the terminal is restored.
        self.unforeseen: Exception | None = None
        self._encoding_said = False
        self._hand_edits_seen = False
        for theme in THEMES:
            self.register_theme(theme)
        few = self.no_color or self.console.color_system in {None, "standard"}
        chosen = (desk.preferences.theme if desk is not None else None) or DARK
        self.theme = SIXTEEN if few else chosen if chosen in THEME_NAMES else DARK

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables with which the style sheet is parsed before a theme is chosen."""
        return THEMES[0].variables

    @property
    def ansi_theme(self) -> TerminalTheme:
        """The shades that stand for the names of colours in texts."""
        return shades(self.theme)

    @property
    def desk(self) -> Desk:
        """The officer's desk. It must not be read before the first screen has found a register."""
        assert self._desk is not None
        return self._desk

    @property
    def has_register(self) -> bool:
        """Whether a register has been found."""
        return self._desk is not None

    @property
    def why_not(self) -> Message | None:
        """Why the register can't be written, as of the last check; None if it can be, or there is none."""
        return self._desk.why_not if self._desk is not None else None

    def on_mount(self) -> None:
        """Open the measures, or the screen that finds a register; prepare for a dropped line."""
        self.set_class(self.plain, "plain")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._dropped, number)
        if self._first is not None:
            self.push_screen(self._first, self._go_on)
        elif self._snapshot is not None:
            self.push_screen(Measures(self._snapshot))
            self._say_recovered()
            self._offer_drafts(self._snapshot)
        self.call_after_refresh(self._started)

    def on_unmount(self) -> None:
        """Interrupt any reading that is under way."""
        if self._desk is not None:
            self._desk.leave()

    def _started(self) -> None:
        # Exclude modules and style sheets, which stay, from garbage collection, since it freezes the screen.
        gc.freeze()
        gc.enable()

    async def _go_on(self, found: Found | None) -> None:
        """Continue with the register that the first screen found, or leave if it found none."""
        if found is None:
            self.exit()
            return
        self._desk = found.desk
        await self.push_screen(Measures(found.snapshot))
        self.said(found.line.render(self.language) if found.line is not None else None)
        self._say_recovered()
        self._offer_drafts(found.snapshot)
        if found.importing:
            from tui.screens.register.importing import Importing

            period = found.snapshot.open_period()
            held = Held(period, shown(found.snapshot, period, None))
            self.push_screen(Importing(found.snapshot, held), self.said)

    def _say_recovered(self) -> None:
        """Show what became of a save that was interrupted earlier."""
        for notice in self.desk.register.notices:
            self.notify(notice.render(self.language), timeout=20, markup=False)

    def _offer_drafts(self, snapshot: Snapshot) -> None:
        """Offer the drafts of earlier visits, the newest first."""
        drafts = self.desk.drafts.all()
        if not drafts:
            return
        from tui.screens.windows.drafts import DraftOffer, offered

        if offers := offered(drafts, snapshot):
            self.push_screen(DraftOffer(offers, snapshot, self.language), partial(self._take_up, snapshot))

    def _take_up(self, snapshot: Snapshot, offer: Offer | None) -> None:
        if offer is None:
            return
        draft, record = self.desk.drafts.take(offer[0]), offer[1]
        if draft.period is None:
            from tui.screens.forms.programme import MeasureForm

            self.push_screen(MeasureForm(snapshot, record), self.said)
        else:
            # After the form closes, the table shows the measure of the resumed draft.
            for screen in self.screen_stack:
                if isinstance(screen, Measures):
                    screen.select(record)
            self.open_form(snapshot, record, draft.period)

    async def look_for_hand_edits(self, *, asked: bool = False) -> None:
        """Offer to record hand edits in the register's folder: once per visit, or whenever `asked`."""
        if self._hand_edits_seen and not asked:
            return
        self._hand_edits_seen = True
        if await self.desk.read_only() is not None:
            return
        from tui.handwork import Handwork

        await Handwork(self).offer(asked=asked)

    def open_form(self, snapshot: Snapshot, record: MeasureRecord, period: Period) -> None:
        """Open the form of a measure's progress."""
        from tui.screens.forms.editing import Form

        self.push_screen(Form(snapshot, record, period), self.said)

    def open_journal(self, snapshot: Snapshot) -> None:
        """Open the journal of the whole register."""
        from tui.screens.trail.journal import Journal

        self.push_screen(Journal(snapshot))

    def leave(self) -> None:
        """Leave the program; unsaved input is kept as drafts."""
        self._keep_drafts()
        self.exit()

    def said(self, line: str | None) -> None:
        """Show the outcome of another screen's work on the table of measures."""
        screen = self.screen
        if line and isinstance(screen, Measures):
            screen.say_recorded(line)

    def show_held(self, held: Held) -> None:
        """Let the table of measures, which another screen stands before, show a period of a programme."""
        for screen in self.screen_stack:
            if isinstance(screen, Measures):
                screen.take_held(held)

    def _keep_drafts(self, *, again: bool = True) -> None:
        """Keep a draft of each open form; without `again`, skip those already up to date on disk."""
        from tui.screens.forms.recording import Recording

        for screen in self.screen_stack:
            if isinstance(screen, Recording) and (again or screen.has_news()):
                screen.keep_draft()

    # What can be done everywhere

    def list_actions(self, page: Page[Any]) -> None:
        """List the actions available on a page, and perform the chosen one."""
        from tui.screens.windows.choosing import Help

        self.push_screen(Help(page.available(), list(page.notes()), self.language), page.do)

    async def switch_language(self) -> None:
        """Switch between Ukrainian and English, on every open screen."""
        self.language = UKRAINIAN if self.language == ENGLISH else ENGLISH
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                await screen.relabel()

    def choose_theme(self) -> None:
        """Let the person choose a colour theme."""
        from tui.screens.windows.choosing import Choosing

        things = [(name, self.language.show(message)) for name, message in THEME_NAMES.items()]
        current = list(THEME_NAMES).index(self.theme)
        self.push_screen(Choosing(self.language.say("Colours"), things, current), self._take_theme)

    def _take_theme(self, name: str | None) -> None:
        if name is not None:
            self.theme = name
            if self._desk is not None:
                self._desk.preferences.remember(name)

    def action_say_how_to_leave(self) -> None:
        """Show which key leaves: Ctrl+C and Ctrl+Q must not end the program while a text is typed."""
        self.notify(self.language.say("F10 leaves the program; Esc goes back."), markup=False)

    # The terminal

    def on_layout_typed(self, event: LayoutTyped) -> None:
        """Show the letter keys of the layout in which the last letter was typed."""
        self.cyrillic = event.cyrillic
        for screen in self.screen_stack:
            for bar in screen.query(KeyBar):
                bar.refresh()

    def on_line_dropped(self, _event: LineDropped) -> None:
        """End as on SIGHUP, which may not reach a process that is not the leader of its group."""
        self._dropped(signal.SIGHUP)

    def on_wrong_encoding(self, _event: WrongEncoding) -> None:
        """Explain once what to set in the terminal; the mistyped characters themselves are lost."""
        if not self._encoding_said:
            self._encoding_said = True
            said = self.language.say(
                "The terminal sends letters that are not UTF-8. In PuTTY: Window, Translation, "
                "Remote character set: UTF-8."
            )
            self.notify(said, severity="warning", timeout=20, markup=False)

    async def _close_all(self) -> None:
        """Cancel reading for the screens before they are removed: nothing could show the results."""
        self.workers.cancel_all()
        await super()._close_all()

    def _handle_exception(self, error: Exception) -> None:
        """Show an expected error (`ProzvitError`) of a worker and continue; leave any other to Textual."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(error, WorkerFailed) and isinstance(cause, ProzvitError):
            self.notify(cause.message().render(self.language), severity="error", timeout=20, markup=False)
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Keep drafts and leave, without the traceback with variables that Textual would print."""
        self.unforeseen = self._exception
        with contextlib.suppress(Exception):
            self._keep_drafts()
        self._close_messages_no_wait()

    def _dropped(self, number: int) -> None:
        # A hung line ends late: meanwhile another session may have saved what this one kept as a draft.
        self._keep_drafts(again=False)
        if number == signal.SIGHUP:
            if isinstance(self._driver, TolerantDriver):
                self._driver.let_go()
            if self._desk is not None:
                self._desk.register.close()
            os._exit(_BY_SIGNAL + number)
        self.exit(return_code=_BY_SIGNAL + number)

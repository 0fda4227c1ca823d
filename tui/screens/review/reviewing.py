"""The review screen: the submitted answers of a period in turn, each accepted or returned with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from records.errors import ProzvitError, StaleField
from records.language import Message
from records.rules.reviewing import CLOSED, Stage, at_stage, change_of
from records.trail.writers import OWN_TEXT, is_own, writers
from records.values.changes import Word
from records.values.layout import Place
from records.values.model import ReviewState
from tui.actions import REVIEW
from tui.safe import content, join, shortened
from tui.screens.page import Page
from tui.screens.review.answer import left_over, people, printed, standing, title, warnings
from tui.screens.review.queue import Queue
from tui.screens.trail.history import History
from tui.screens.windows.noting import Noting
from tui.undertaking import undertake
from tui.viewing.programmes import named
from tui.widgets.keybar import KeyBar
from tui.widgets.stages import Stages
from tui.widgets.table import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.trail.history import Entry
    from tui.actions import Action
    from tui.viewing.programmes import Held

#: Seconds between checks whether somebody saved.
_WATCH = 2.0
#: Actions that need a current answer.
_OF_AN_ANSWER = {"accept", "accept_noted", "send_back", "skip", "marks", "history"}


class Review(Page[None]):
    """Steps through the answers submitted for a period of a programme."""

    ACTIONS: ClassVar[tuple[Action, ...]] = REVIEW

    def __init__(self, snapshot: Snapshot, held: Held) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._held = held
        self._period, self._programme = held
        self._queue = Queue()
        self._marked = True
        self._busy = False
        #: The changes by those who wrote the answer; None while they are being read.
        self._wrote: Sequence[Entry] | None = None
        self._records: dict[str, MeasureRecord] = {}
        self._take(snapshot)

    def compose(self) -> ComposeResult:
        """Lay out the head, the answer, the list of all answers beside it, and the keys."""
        yield Static(id="review-head", classes="title")
        yield Static(classes="facts")
        with Horizontal(id="reviewing"):
            with Vertical(id="answer"):
                yield Static(id="answer-state")
                yield Static(id="answer-people")
                yield Static(id="answer-doubts")
                with VerticalScroll(id="answer-text", can_focus=True):
                    yield Static(id="answer-printed")
            yield Stages(id="stages")
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first answer and watch for changes in the register."""
        self.query_one("#answer-text").focus()
        self._look_at()
        undertake(self, self._say_why_not)
        self.look_every(_WATCH, self._watch)

    def on_resize(self) -> None:
        """Fit everything to the new width."""
        self.call_after_refresh(self._show)

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self.query_one("#answer-text").focus()
        self._show()

    # The current answer

    @property
    def _record(self) -> MeasureRecord | None:
        return self._records.get(self._queue.current or "")

    def _take(self, snapshot: Snapshot) -> None:
        """Take over a new snapshot of the register."""
        self._snapshot = snapshot
        self._records = {each.key: each for each in snapshot.present(self._period, self._programme)}
        waiting = at_stage(self._records.values(), self._period, Stage.SUBMITTED)
        self._queue.take(list(self._records), [each.key for each in waiting])

    def _look_at(self) -> None:
        """Show the current answer from the top and start reading who wrote it."""
        self._wrote = None
        self._marked = True
        self._show()
        self.query_one("#answer-text").scroll_home(animate=False)
        self.query_one(KeyBar).refresh()
        if self._record is not None:
            undertake(self, self._read_writers, self._record, group="writers")

    async def _read_writers(self, record: MeasureRecord) -> None:
        desk, where = self.app.desk, Place(record.programme, record.id, self._period)
        self._wrote = await desk.away(lambda: writers(desk.register, where))
        self._show()

    # Display

    def _show(self) -> None:
        if not self.query("#review-head"):
            # The screen was left or is being laid out again while something was read.
            return
        language, width = self.app.language, max(self.size.width, 20)
        self.set_class(width >= WIDE, "wide")
        record = self._record
        heading = language.say("Review · {period}", period=named(self._snapshot, self._held, language))
        place, count = self._queue.place, len(self._queue)
        counted = "" if record is None else language.say("{n} of {count}", n=place, count=count)
        gap = " " * max(width - len(heading) - len(counted), 1)
        self._put("#review-head", join(content(heading, "bold"), gap, content(counted, "bold")))
        if record is None:
            self._show_end()
        else:
            self._show_answer(record, width)
        if self.has_class("wide"):
            stages = self.query_one(Stages)
            stages.fill(self._records.values(), self._period, self._queue.current, language)

    def _show_end(self) -> None:
        records = list(self._records.values())
        skipped = [self._records[key].measure.number for key in self._queue.left]
        told = left_over(records, self._period, self.app.language, skipped=skipped)
        for name in (".facts", "#answer-state", "#answer-people", "#answer-doubts"):
            self._put(name, content(""))
        self._put("#answer-printed", told)

    def _show_answer(self, record: MeasureRecord, width: int) -> None:
        language, period, snapshot = self.app.language, self._period, self._snapshot
        units = "; ".join(snapshot.unit_short(unit) for unit in record.measure.responsible)
        facts = f" · {record.measure.deadline.text} · {units}"
        named = title(record, max(width - len(facts), width // 2))
        self._put(".facts", content(shortened(named + facts, width), "bold"))
        self._put("#answer-state", standing(record, period, language, plain=self.app.plain))
        self._put("#answer-people", content(people(snapshot, record, period, self._wrote, language), "dim"))
        told = warnings(record, period, self._wrote, self.app.desk.me.login, language)
        self._put("#answer-doubts", told)
        self.query_one("#answer-doubts").set_class(not told.plain, "hidden")
        self._put("#answer-printed", printed(snapshot, record, period, language, marked=self._marked))

    def _put(self, where: str, text: Content) -> None:
        found = self.query_one(where, Static)
        if found.content != text:
            found.update(text)

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        self.query_one("#said", Static).update(content(text, style))

    async def _say_why_not(self) -> None:
        """Show at the start why answers cannot be reviewed, if they cannot."""
        why = await self.app.desk.read_only() or self._why_closed()
        self.query_one(KeyBar).refresh()
        if why is not None:
            self.say(why.render(self.app.language), "bold yellow")

    def _why_closed(self) -> Message | None:
        if self._period not in self._snapshot.closed:
            return None
        return Message(CLOSED, period=self._period, code=self._period.code)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that need an answer if there is none, and reviewing if the period is closed."""
        if action in _OF_AN_ANSWER and self._record is None:
            return False
        writes = any(each.writes and each.name == action for each in self.ACTIONS)
        if writes and self._why_closed() is not None:
            return False
        return super().check_action(action, parameters)

    def action_accept(self) -> None:
        """Accept the answer."""
        self._say_word(Word(ReviewState.ACCEPTED))

    def action_accept_noted(self) -> None:
        """Accept the answer with a note."""
        say = self.app.language.say
        self._ask(say("What is to be said beside the acceptance?"), say("Accept"), ReviewState.ACCEPTED)

    def action_send_back(self) -> None:
        """Return the answer with a note about what to improve."""
        say = self.app.language.say
        question = say("What is to be mended? The unit sees this where it writes.")
        self._ask(question, say("Return"), ReviewState.RETURNED)

    def _ask(self, question: str, button: str, state: ReviewState) -> None:
        record = self._record
        if record is None or self._busy:
            return
        named = self.app.language.say(
            "Measure {number} · {period}", number=record.measure.number, period=self._period
        )

        def answered(note: str | None) -> None:
            if note is not None and self._record is not None and self._record.key == record.key:
                self._say_word(Word(state, note))

        self.app.push_screen(Noting(f"{button} · {named}", question, button), answered)

    def action_skip(self) -> None:
        """Skip the answer for now."""
        self._queue.forward()
        self.say("")
        self._look_at()

    def action_earlier(self) -> None:
        """Go back to the previous answer that still waits."""
        self._queue.back()
        self.say("")
        self._look_at()

    def action_marks(self) -> None:
        """Toggle between the text as printed and the text with its changes marked."""
        self._marked = not self._marked
        self._show()

    def action_history(self) -> None:
        """Open the measure's history."""
        if self._record is not None:
            self.app.push_screen(History(self._record))

    def _say_word(self, word: Word) -> None:
        record = self._record
        if record is None or self._busy:
            return
        self._busy = True
        self.say(self.app.language.say("Recording…"), "dim")
        undertake(self, self._save, record, word)

    async def _save(self, record: MeasureRecord, word: Word) -> None:
        language, desk = self.app.language, self.app.desk
        try:
            change = change_of(self._snapshot, self._period, [record], word)
            saved = await desk.save(change, self._snapshot.commit)
        except StaleField:
            # Only the text that the reviewer read may be accepted.
            await self.refresh_register()
        except ProzvitError as error:
            self.say(error.message().render(language), "bold red")
        else:
            own = word.state is ReviewState.ACCEPTED and is_own(self._wrote or (), desk.me.login)
            self._queue.forward()
            self._take(await desk.snapshot())
            self._look_at()
            line = language.say(
                "Measure {number}: {state} · {commit}",
                number=record.measure.number,
                state=word.state,
                commit=(saved.commit or "")[:10],
            )
            warned = f"{line} · {language.show(OWN_TEXT)}"
            self.say(warned if own else line, "bold yellow" if own else "bold green")
        finally:
            self._busy = False

    # Changes by others

    def _watch(self) -> None:
        if not self._busy and self.app.desk.moved(self._snapshot.commit):
            undertake(self, self.refresh_register, group="looking")

    async def refresh_register(self) -> None:
        """Show the current register, and report it if the current answer was changed."""
        path = record.path(self._period) if (record := self._record) is not None else ""
        before, was = self._snapshot.digests.get(path), self._queue.current
        try:
            now = await self.app.desk.snapshot()
        except ProzvitError as error:
            # The last snapshot that was read stays on the screen.
            self.say(error.message().render(self.app.language), "bold red")
            return
        say = self.app.language.say
        self._take(now)
        if was is not None and not self._queue.waits(was):
            if self._queue.current == was:
                self._queue.forward()
            gone = say("Someone else has just handled this answer.")
            self.say(gone, "bold yellow")
        elif was != self._queue.current:
            self.say("")
        elif before != now.digests.get(path):
            self.say(say("Somebody else has just changed this answer: look at it again."), "bold yellow")
        else:
            self._show()
            return
        self._look_at()

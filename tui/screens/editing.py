"""The form of one measure's progress. What is typed is on disk as a draft within a second."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static, TextArea

from records.changes import Action, Change, Edit
from records.drafts import Draft
from records.errors import Misused, ProzvitError
from records.language import Message
from records.layout import Place
from records.model import Status
from records.plausibility import doubts_of_progress, previous_of
from records.statuses import fitting_percent, percent_range
from records.validation import problems_of_record
from tui.actions import EDIT
from tui.safe import content
from tui.screens.details import counts, earlier_text, form_head
from tui.screens.history import History
from tui.screens.page import Page
from tui.screens.saving import SaveDialog
from tui.typed import FIELDS, as_progress, as_typed, meaning, to_store, touched, usual
from tui.widgets.fields import Editor, Line, StatusChoice
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.timer import Timer

    from records.model import Progress
    from records.periods import Period
    from records.snapshot import MeasureRecord, Snapshot
    from tui.actions import Action as Doing
    from tui.screens.saving import Done

#: Seconds after a key; a draft is on disk within one.
_DRAFT_AFTER = 0.7
#: Seconds between looks whether somebody else saved.
_WATCH = 2.0
#: As many errors or doubts as there is room for.
_MOST_SAID = 2
#: From this width on, the period before stands beside the text.
WIDE = 116


class Form(Page[str | None]):
    """Write the progress of one measure for one period; dismissed with what was done, or None."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = EDIT

    def __init__(self, snapshot: Snapshot, record: MeasureRecord, period: Period) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._record = record
        self._period = period
        self._place = Place(record.programme, record.id, period)
        self._previous = previous_of(record, period)
        self._stored = record.progress.get(period)
        draft = self.app.desk.drafts.find(self._place)
        self._base = draft.base if draft is not None else snapshot.commit
        self._draft_at = draft.saved_at if draft is not None else None
        self._start = as_typed(self._stored or usual(self._previous))
        self._values: dict[str, Any] = {**self._start, **(draft.values if draft is not None else {})}
        self._timer: Timer | None = None
        self._why_not: Message | None = None
        self._moved = False
        self._reason = str(self._values.pop("reason", ""))
        self._basis = str(self._values.pop("basis", ""))

    def compose(self) -> ComposeResult:
        """Lay out the head, the fields, the period before, the doubts and the keys."""
        language = self.app.language
        yield Static(id="form-head")
        yield Static(id="form-facts")
        yield StatusChoice(Status(self._values["status"]), language, id="status")
        with Horizontal(id="small-fields"):
            yield Static(content(language.say("Percent") + " "))
            yield Line(
                self._values["percent"], id="percent", type="integer", max_length=3, select_on_focus=True
            )
            yield Static(content("%    " + language.say("Completed on") + " "))
            yield Line(self._values["completed"], id="completed", placeholder="31.12.2026", max_length=10)
        yield Static(id="meaning")
        yield Static(id="counts")
        with Horizontal(id="texts"):
            yield Editor(self._values["text"], id="text")
            with VerticalScroll(id="earlier", can_focus=True):
                yield Static(id="earlier-text")
        yield Static(content(language.say("Documents: title; number and date; address – one a line"), "dim"))
        yield Editor(self._values["evidence"], id="evidence")
        yield Static(id="doubts")
        yield KeyBar()

    def on_resize(self) -> None:
        """Put the period before beside the text where there is room."""
        self.set_class(self.size.width >= WIDE, "wide")
        self._show_head()

    def on_mount(self) -> None:
        """Show the measure, begin in the text."""
        self._show()
        self.run_worker(self._find_why_not())
        self.set_interval(_WATCH, self._watch)

    def _show(self) -> None:
        self._show_head()
        earlier = earlier_text(self._record, self._period, self.app.language)
        self.query_one("#earlier-text", Static).update(earlier)
        self.query_one("#text", Editor).focus()
        self._look()

    async def _find_why_not(self) -> None:
        """Say before anyone types that it could not be saved."""
        why = await self.app.desk.read_only()
        if why is None and self._period in self._snapshot.closed:
            why = Message(
                "The report for {period} is closed, so its progress can't be changed.", period=self._period
            )
        if why is not None:
            self._why_not = why
            for editor in self.query(Editor):
                editor.read_only = True
            for field in self.query("#status, #percent, #completed"):
                field.disabled = True
            self._look()

    def _watch(self) -> None:
        if not self._moved and self.app.desk.moved(self._snapshot.commit):
            self.run_worker(self._look_for_others())

    async def _look_for_others(self) -> None:
        """Say so when somebody else changed what is being written."""
        try:
            now = await self.app.desk.snapshot()
        except ProzvitError:
            # A register that can't be read just now is said where somebody acts on it.
            return
        path = self._place.path
        self._moved = now.digests.get(path) != self._snapshot.digests.get(path)
        if self._moved:
            self._look()

    def _show_head(self) -> None:
        width = max(self.size.width, 20)
        language = self.app.language
        head, facts = form_head(self._snapshot, self._record, self._period, language, width)
        self.query_one("#form-head", Static).update(head)
        self.query_one("#form-facts", Static).update(facts)

    # What is typed

    def _read(self) -> dict[str, str]:
        return {
            "status": self.query_one(StatusChoice).status.value,
            "percent": self.query_one("#percent", Line).value.strip(),
            "completed": self.query_one("#completed", Line).value.strip(),
            "text": self.query_one("#text", Editor).text,
            "evidence": self.query_one("#evidence", Editor).text,
        }

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Take in what a short field now holds."""
        self._changed()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Take in what a text now holds."""
        self._changed()

    def on_status_choice_chosen(self, event: StatusChoice.Chosen) -> None:
        """Bring the percent that goes with a status."""
        percent = self.query_one("#percent", Line)
        known = int(percent.value) if percent.value.strip().isdigit() else None
        allowed = percent_range(event.status, self._record.measure.deadline)
        if known is None and len(allowed) == 1:
            known = allowed.start
        fitting = fitting_percent(event.status, known, self._record.measure.deadline)
        percent.value = "" if fitting is None else str(fitting)
        self._changed()

    def _changed(self) -> None:
        self._values = self._read()
        self._look()
        # Not put off by further keys: who types on and on has a draft all the same.
        if self._timer is None:
            self._timer = self.set_timer(_DRAFT_AFTER, self._keep_in_time)

    def _keep_in_time(self) -> None:
        self._timer = None
        self.keep_draft()

    def is_touched(self) -> bool:
        """Say whether anything differs from what is stored."""
        return bool(touched(self._values, self._start))

    def keep_draft(self) -> None:
        """Put what is typed on disk; where nothing is typed, there is no draft."""
        try:
            if not self.is_touched():
                self.app.desk.drafts.discard(self._place)
                self._draft_at = None
                return
            now = datetime.now(self._snapshot.timezone).replace(microsecond=0)
            values = {key: self._values[key] for key in FIELDS}
            values |= {"reason": self._reason, "basis": self._basis}
            draft = Draft(
                self._place.programme, self._place.id, self._period, self._base, values, saved_at=now
            )
            self.app.desk.drafts.keep(draft)
            self._draft_at = now
        except OSError as error:
            self.say(self.app.language.say("The draft could not be kept: {problem}.", problem=error.strerror))
            return
        if self.is_current:
            self._look()

    def _look(self) -> None:
        """Show counts, doubts, and where the draft is."""
        language = self.app.language
        counted = counts(self._values["text"], self._draft_at, language)
        self.query_one("#counts", Static).update(content(counted, "bold"))
        status = Status(self._values["status"])
        same = self._stored is None and self._previous is not None and status is self._previous.status
        said = f"{language.show(status)}: {language.show(meaning(status))}"
        said += f" ({language.say('as before')})" if same else ""
        self.query_one("#meaning", Static).update(content(said, "dim"))
        try:
            progress = as_progress(self._to_store())
        except Misused as error:
            self.say(error.message().render(self.app.language), "bold red")
            return
        if self._why_not is not None:
            self.say(self._why_not.render(language), "bold yellow")
        elif self._moved:
            self.say(
                language.say("Somebody else has just changed this measure: F2 shows what, F3 who."),
                "bold yellow",
            )
        else:
            self._say_problems(progress)

    def _say_problems(self, progress: Progress) -> None:
        """Show what is wrong, else what is doubtful."""
        language = self.app.language
        problems = problems_of_record(self._place.path, progress, self._snapshot)
        wrong = [problem.message.render(language) for problem in problems if problem.is_error]
        if wrong:
            self.say("\n".join(wrong[:_MOST_SAID]), "bold red")
            return
        found = doubts_of_progress(self._record.measure, progress, self._period, self._previous)
        self.say("\n".join(f"! {doubt.render(language)}" for doubt in found[:_MOST_SAID]), "yellow")

    def say(self, text: str, style: str = "") -> None:
        """Say a line above the keys."""
        self.query_one("#doubts", Static).update(content(text, style))

    def _to_store(self) -> dict[str, Any]:
        return to_store(self._values, self._stored.evidence if self._stored is not None else ())

    # What keys do

    def notes(self) -> Iterable[str]:
        """Yield what else the help says."""
        yield self.app.language.say("Status: ← → or 1 to 5. Tab goes to the next field.")
        yield self.app.language.say("Paste with the right mouse button or Shift+Insert.")

    async def relabel(self) -> None:
        """Say everything anew, in another language; what is typed stays."""
        await super().relabel()
        self._show()

    async def action_save(self) -> None:
        """Look at the change and record it."""
        why = await self.app.desk.read_only()
        if why is not None:
            self.say(why.render(self.app.language), "bold yellow")
            return
        try:
            values = self._to_store()
        except Misused as error:
            self.say(error.message().render(self.app.language), "bold red")
            return
        self.keep_draft()
        # What nobody touched is not written, so it takes back nothing that somebody else wrote.
        changed = touched(self._values, self._start)
        if self._stored is None:
            # A first progress says all that the form shows, whatever else would follow from its percent.
            changed = [key for key, value in values.items() if value is not None]
        edit = Edit(self._place.path, {(key,): values[key] for key in changed})
        first = self._stored is None or self._stored.review is None
        reason = self._reason
        if first and not reason:
            reason = self.app.language.say("Information for {period} submitted", period=self._period)
        dialog = SaveDialog(
            Change(Action.PROGRESS, (edit,), reason, self._basis), self._base, self._title(), self._remember
        )
        self.app.push_screen(dialog, self._saved)

    def _remember(self, reason: str, basis: str) -> None:
        """Keep the reason that was typed, for when somebody goes back to the text or the line drops."""
        self._reason, self._basis = reason, basis
        self.keep_draft()

    def _title(self) -> str:
        return self.app.language.say(
            "Measure {number} · {period}", number=self._record.measure.number, period=self._period
        )

    def _saved(self, done: Done | None) -> None:
        if done is None:
            self.query_one("#text", Editor).focus()
            return
        if self._timer is not None:
            self._timer.stop()
        self.app.desk.drafts.discard(self._place)
        self.dismiss(done.line)

    def action_history(self) -> None:
        """Open the history of the measure."""
        self.app.push_screen(History(self._record))

    def action_copy(self) -> None:
        """Begin with the text of the period before; a text that is there already stays above it."""
        if self._previous is None:
            return
        editor = self.query_one("#text", Editor)
        if self._previous.text.strip() not in editor.text:
            gap = "\n" if editor.text.strip() else ""
            editor.insert(gap + self._previous.text.removesuffix("\n"), editor.document.end)
        editor.focus()

    def action_other(self) -> None:
        """Move between the text and that of the period before."""
        editor, earlier = self.query_one("#text", Editor), self.query_one("#earlier")
        (earlier if editor.has_focus else editor).focus()
        self.set_class(earlier.has_focus, "earlier-shown")

    def action_back(self) -> None:
        """Go back; what is typed stays as a draft."""
        if self._timer is not None:
            self._timer.stop()
        self.keep_draft()
        self.dismiss(self.app.language.say("A draft is kept.") if self.is_touched() else None)

"""The form of one measure's progress for one period."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import DescendantFocus  # noqa: TC002 - Textual finds handlers by their annotations
from textual.widgets import Static

from records.language import Language, Message
from records.rules.permissions import answers_for
from records.rules.plausibility import previous_of
from records.rules.reviewing import Stage, stage
from records.values.changes import Action, Change, Edit
from records.values.model import Status
from records.values.statuses import fitting_percent, percent_range
from records.writing.proposing import PROPOSED, proposes
from tui.actions import EDIT, shown_key
from tui.safe import content, join
from tui.screens.forms.programme import MeasureForm
from tui.screens.forms.writing import Writing
from tui.screens.windows.saving import SaveDialog
from tui.screens.windows.unsubmitted import RecordDialog, recorded_only
from tui.typed.judging import judge_progress
from tui.typed.progress import as_typed, meaning, usual
from tui.undertaking import undertake
from tui.viewing.details import (
    as_printed,
    counts,
    earlier_head,
    earlier_text,
    form_head,
    review_words,
)
from tui.widgets.choices import Choice, StatusChoice
from tui.widgets.fields import DAY, Editor, Line, Note, show
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.periods import Period
    from tui.actions import Action as Doing
    from tui.typed.judging import Judged

#: The read-only panes, and below the short fields.
_READ = {"earlier", "preview"}
_SHORT = ("status", "percent", "completed")


class Form(Writing):
    """Edits the progress of one measure for one period; dismissed with a line on what was saved, or None."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = EDIT

    def __init__(self, snapshot: Snapshot, record: MeasureRecord, period: Period) -> None:
        self._period = period
        self._previous = previous_of(record, period)
        self._stored = record.progress.get(period)
        #: The percent that the user typed, and the one that a chosen status replaced it with.
        self._meant = ""
        self._fitted: str | None = None
        #: Notices about changes that others made after the answer was submitted, once they are read.
        self._joined: list[Message] = []
        super().__init__(snapshot, record, period, as_typed(self._stored or usual(self._previous)))

    def compose(self) -> ComposeResult:
        """Lay out the head, the fields, the previous period's text, the print preview and the keys."""
        say = self.app.language.say
        with VerticalScroll(id="form", can_focus=False):
            yield Static(id="form-head")
            yield Static(id="form-facts")
            yield Static(id="review", classes="hidden")
            yield StatusChoice(self.values["status"], id="status")
            yield Note(id="status-note", classes="hidden")
            with Horizontal(id="small-fields"):
                yield Static(content(say("Percent") + " "))
                yield Line(
                    self.values["percent"], id="percent", type="integer", max_length=3, select_on_focus=True
                )
                yield Static(content("%    " + say("Completed on") + " "))
                yield Line(self.values["completed"], id="completed", placeholder=DAY, max_length=10)
            yield Note(id="percent-note", classes="hidden")
            yield Note(id="completed-note", classes="hidden")
            yield Static(id="meaning")
            with Horizontal(id="texts"):
                with Vertical(id="writing"):
                    yield Static(id="counts")
                    yield Editor(self.values["text"], id="text")
                    yield Note(id="text-note", classes="hidden")
                with Vertical(id="beside"):
                    yield from self._compose_beside()
            label = say("Documents: title; number and date; address – one a line")
            yield Static(content(label, "dim"), id="evidence-head")
            yield Editor(self.values["evidence"], id="evidence")
            yield Note(id="evidence-note", classes="hidden")
            yield Static(id="said")
        yield KeyBar()

    @staticmethod
    def _compose_beside() -> ComposeResult:
        yield Static(id="earlier-head")
        with VerticalScroll(id="earlier", can_focus=True):
            yield Static(id="earlier-text")
        yield Static(id="preview-head")
        with VerticalScroll(id="preview", can_focus=True):
            yield Static(id="preview-text")

    # Display

    def first_field(self) -> str:
        """Return the key of the field that gets the focus first."""
        return "text"

    def show_head(self) -> None:
        """Show the measure, the period, the review and the previous period's text."""
        language = self.app.language
        width = max(self.size.width, 20)
        for name, words in zip(
            ("#form-head", "#form-facts"),
            form_head(self.snapshot, self.record, self._period, language, width),
            strict=True,
        ):
            show(self.query_one(name, Static), words)
        self._show_review()
        keys = {action.name: f"{shown_key(action)} {language.translate(action.word)}" for action in EDIT}
        earlier = earlier_head(self.record, self._period, language)
        hint = f"   {keys['copy']}" if self.check_action("copy", ()) else ""
        show(self.query_one("#earlier-head", Static), join(earlier, content(hint, "dim")))
        show(self.query_one("#earlier-text", Static), earlier_text(self.record, self._period))
        printed = content(language.say("As it will print"), "bold")
        show(self.query_one("#preview-head", Static), join(printed, content(f"   {keys['preview']}", "dim")))

    def on_mount(self) -> None:
        """Show the values, and look for changes by others if the review has lapsed."""
        super().on_mount()
        file = self.snapshot.files.get(self.place.path)
        if file is not None and file.lapsed:
            undertake(self, self._look_who_joined)

    async def _look_who_joined(self) -> None:
        self._joined = await self.app.desk.joined_with_others([self.place.path])
        self._show_review()

    def _show_review(self) -> None:
        """Show what the review asks for, or that an accepted answer must be accepted again after a change."""
        language, now = self.app.language, stage(self.record, self._period)
        words: list[Content | str] = []
        if now in {Stage.RETURNED, Stage.REWORKED, Stage.LAPSED}:
            words = list(review_words(self.snapshot, self.record, self._period, language))
        elif self._joined:
            words = [content(each.render(language), "yellow") for each in self._joined]
        elif now is Stage.ACCEPTED and not self._is_closed:
            lapses = language.say("Accepted: once it is changed, it is to be submitted and accepted again.")
            words = [content(lapses, "yellow")]
        said = self.query_one("#review", Static)
        said.set_class(not words, "hidden")
        show(said, join(*words))

    def show_typed(self) -> None:
        """Show the counts of the text, the meaning of the status, and when the draft was kept."""
        language = self.app.language
        counted = counts(self.values["text"], self.typed.kept_at, language)
        show(self.query_one("#counts", Static), content(counted, "bold"))
        status = Status(self.values["status"])
        same = self._stored is None and self._previous is not None and status is self._previous.status
        said = f"{language.show(status)}: {language.show(meaning(status))}"
        said += f" ({language.say('as before')})" if same else ""
        show(self.query_one("#meaning", Static), content(said, "dim"))

    def show_after_a_pause(self, judged: Judged) -> None:
        """Update the preview if it is visible, and make room for notes about the short fields."""
        found = {**judged.errors, **judged.doubts}
        self.set_class(not found.keys().isdisjoint(_SHORT), "crowded")
        if self.has_class("wide") or self.has_class("previewed"):
            text, percent = judged.stored["text"] or "", judged.stored.get("percent")
            printed = as_printed(text, percent, Language(self.snapshot.rules.language))
            show(self.query_one("#preview-text", Static), printed)

    # Typed values

    def judge(self) -> Judged:
        """Return the typed values as the register stores them, with their problems."""
        return judge_progress(self.values, self.record, self._period, self.snapshot)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Adjust the percent to the chosen status."""
        percent = self.query_one("#percent", Line)
        deadline, status = self.record.measure.deadline, Status(event.choice.value)
        if percent.value != self._fitted:
            self._meant = percent.value.strip()
        known = int(self._meant) if self._meant.isdigit() else None
        allowed = percent_range(status, deadline)
        if known is None and len(allowed) == 1:
            known = allowed.start
        fitting = fitting_percent(status, known, deadline)
        # The base class's handler, which Textual calls next, takes over the choice itself.
        percent.value = self._fitted = "" if fitting is None else str(fitting)

    # Saving

    @property
    def _is_closed(self) -> bool:
        return self._period in self.snapshot.closed

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return the line about the whole form: in a closed period, what kind of change a save makes."""
        said = super().standing(judged)
        if said[0] or not self._is_closed:
            return said
        if proposes(self.snapshot, self.app.desk.me.login, [self.place.path]):
            return PROPOSED.render(self.app.language), "yellow"
        correction = Message("The period is closed: a change will be a correction, with its reason.")
        return correction.render(self.app.language), "yellow"

    def dialog(self, judged: Judged) -> SaveDialog:
        """Return the save window for the fields that were edited."""
        changed = self.typed.touched()
        if self._stored is None:
            # A first progress stores every value of the form, even one that would follow from its percent.
            changed = [key for key, value in judged.stored.items() if value is not None]
        edit = Edit(self.place.path, {(key,): judged.stored[key] for key in changed})
        first = (self._stored is None or self._stored.review is None) and not self._is_closed
        reason = self.typed.reason
        if first and not reason:
            reason = self.app.language.say("Information for {period} submitted", period=self._period)
        change = Change(Action.PROGRESS, (edit,), reason, self.typed.basis)
        title = self.app.language.say(
            "Measure {number} · {period}", number=self.record.measure.number, period=self._period
        )
        me, path = self.app.desk.me.login, self.place.path
        why = recorded_only(self.snapshot, me, self.place)
        if why is not None:
            return RecordDialog(change, self.typed.base, title, self.remember, why=why)
        whose = answers_for(self.snapshot, me, path) if changed else None
        return SaveDialog(change, self.typed.base, title, self.remember, answers_for=whose)

    # Actions

    def notes(self) -> Iterable[str]:
        """Yield the additional lines of the help."""
        yield self.app.language.say("Status: ← → or 1 to 5. Tab goes to the next field.")
        yield from super().notes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the measure's form without the right to it, and copying without an earlier text."""
        if action == "copy" and self._previous is None:
            return False
        if action == "programme" and self.refusal_of(self.record.path()) is not None:
            return False
        return super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Append the previous period's text to the text, unless it is already there."""
        if self._previous is None:
            return
        editor = self.query_one("#text", Editor)
        if self._previous.text.strip() not in editor.text:
            gap = "\n" if editor.text.strip() else ""
            editor.insert(gap + self._previous.text.removesuffix("\n"), editor.document.end)
        editor.focus()

    def action_preview(self) -> None:
        """Toggle between the print preview and the previous period's text."""
        self.toggle_class("previewed")
        self.settle()

    def action_other(self) -> None:
        """Move the focus between the text and the pane beside it."""
        editor = self.query_one("#text", Editor)
        beside = self.query_one("#preview" if self.has_class("previewed") else "#earlier")
        (editor if beside.has_focus else beside).focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Enlarge a read-only pane while it has the focus."""
        self.set_class(event.widget.id in _READ, "reading")

    async def action_programme(self) -> None:
        """Open the form of the measure's own fields."""
        self.app.push_screen(MeasureForm(self.snapshot, self.record), self._programme_changed)

    async def _programme_changed(self, line: str | None) -> None:
        await self.look_for_others()
        if line:
            self.say(line, "bold green")

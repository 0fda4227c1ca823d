"""The fields of a form: validated while typing, each with a note below it, and kept as a draft."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.css.query import NoMatches
from textual.widgets import Input, Static, TextArea

from records.disk.system import refusal_of
from records.language import Message
from tui.safe import content
from tui.screens.page import Page
from tui.typed.drafting import Drafting
from tui.widgets.choices import Choice
from tui.widgets.fields import Editor, Line, Note, field_id, note_id, show
from tui.widgets.table import WIDE

if TYPE_CHECKING:
    from textual.timer import Timer

    from records.files.snapshot import Snapshot
    from records.values.layout import Place
    from records.writing.drafts import Draft
    from tui.typed.judging import Judged

#: Seconds from a keystroke to saving the draft, so that a draft is on disk within a second.
_DRAFT_AFTER = 0.7
#: Seconds without a keystroke before validation: validating at each one would keep a slow line busy.
_JUDGED_AFTER = 0.3
#: From the first height the text gets more lines than the eight of a small screen; all its lines are redrawn
#: at each keystroke, which is slow over a slow line. From the second there is also space between the rows.
_ROOMY, _TALL = 30, 36
#: Below this width a field is placed under its label.
_NARROW = 64


class Filling(Page[str | None]):
    """Edits the fields of one file of the register; dismissed with a line on what was saved, or None.

    The field for each key of `start` is the widget `field_id(key)`, with a note `note_id(key)` below it.
    """

    def __init__(self, snapshot: Snapshot, place: Place, start: dict[str, str]) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.place = place
        self.typed = Drafting(self.app.desk.drafts, self.place, start, snapshot.commit)
        self._draft_timer: Timer | None = None
        self._judge_timer: Timer | None = None
        self._trouble: Message | None = None
        #: False while the fields are being laid out again and do not exist.
        self._laid_out = True

    # Defined by each form

    def first_field(self) -> str:
        """Return the key of the field that gets the focus first."""
        raise NotImplementedError

    def judge(self) -> Judged:
        """Return the typed values as the register stores them, with their problems."""
        raise NotImplementedError

    def show_head(self) -> None:
        """Show the head of the form."""
        raise NotImplementedError

    def show_typed(self) -> None:
        """Update, at each keystroke, what depends on the typed values."""

    def show_after_a_pause(self, judged: Judged) -> None:
        """Update, after a pause in typing, what takes longer."""

    def silent(self, _key: str) -> bool:
        """Return whether a field's problems are hidden."""
        return False

    # Display

    def on_resize(self) -> None:
        """Adapt the layout to the new size."""
        self.set_class(self.size.width >= WIDE, "wide")
        self.set_class(self.size.width < _NARROW, "narrow")
        self.set_class(self.size.height >= _ROOMY, "roomy")
        self.set_class(self.size.height >= _TALL, "tall")
        self.show_head()
        self.settle()

    async def relabel(self) -> None:
        """Redraw all texts in the other language, keeping the typed values."""
        self.keep_draft()
        self._laid_out = False
        try:
            await super().relabel()
        finally:
            self._laid_out = True
        self.show_all()

    def show_all(self) -> None:
        """Show everything and focus the first field, with the cursor after its text."""
        self.show_head()
        self.show_typed()
        self.settle()
        first = self.field(self.first_field())
        if isinstance(first, Editor):
            first.move_cursor(first.document.end)
        first.focus()

    @property
    def values(self) -> dict[str, str]:
        """The typed values by field."""
        return self.typed.values

    def field(self, key: str) -> Line | Editor | Choice:
        """Return the widget of a field."""
        found = self.query_one(f"#{field_id(key)}")
        assert isinstance(found, (Line, Editor, Choice))
        return found

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        show(self.query_one("#said", Static), content(text, style))

    def settle(self, *, keeps_line: bool = False) -> Judged:
        """Validate the typed values and show errors and doubts at their fields.

        With `keeps_line`, the line above the keys stays unless there is something to say of the whole form.
        """
        if self._judge_timer is not None:
            self._judge_timer.stop()
        judged = self.judge()
        if not self._laid_out:
            return judged
        for key in self.typed.start:
            found = (judged.errors, judged.doubts)
            errors, doubts = ([] if self.silent(key) else each.get(key, []) for each in found)
            self.query_one(f"#{note_id(key)}", Note).tell(errors, doubts)
            self.field(key).set_class(bool(errors), "wrong")
        line, style = self.standing(judged)
        if line or not keeps_line:
            self.say(line, style)
        self.show_after_a_pause(judged)
        return judged

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return the line about the whole form and its style: an error, or else a doubt."""
        language = self.app.language
        if self._trouble is not None:
            return self._trouble.render(language), "bold red"
        if wrong := judged.errors.get(""):
            return wrong[0].render(language), "bold red"
        if doubtful := judged.doubts.get(""):
            return f"! {doubtful[0].render(language)}", "yellow"
        return "", ""

    # Typed values

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Take over a changed line."""
        self.changed()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Take over a changed text."""
        self.changed()

    def on_choice_chosen(self, _event: Choice.Chosen) -> None:
        """Take over a changed choice."""
        self.changed()

    def changed(self) -> None:
        """Take over the typed values: shown at once, validated after a pause, on disk within a second."""
        before = self.values
        self._take_in()
        if self.values == before:
            # Fields also send this event when they first appear.
            return
        self.show_typed()
        if self._judge_timer is not None:
            self._judge_timer.stop()
        self._judge_timer = self.set_timer(_JUDGED_AFTER, self.settle)
        # Further keystrokes do not postpone it, so that continuous typing is kept too.
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(_DRAFT_AFTER, self._keep_in_time)

    def _take_in(self) -> None:
        self.typed.values = {key: self.field(key).typed for key in self.typed.start}

    def _keep_in_time(self) -> None:
        self._draft_timer = None
        self.keep_draft()

    def has_news(self) -> bool:
        """Return whether typed values are not on disk yet."""
        # The connection can drop before a field reports its last letter, or during a new layout.
        with suppress(NoMatches):
            self._take_in()
        return self.typed.is_news()

    def keep_draft(self) -> Draft | None:
        """Save the typed values as a draft and return it; None if nothing was typed."""
        draft = None
        with suppress(NoMatches):
            self._take_in()
        try:
            draft = self.typed.keep(self.snapshot.timezone)
            self._trouble = None
        except OSError as error:
            self._trouble = Message("The draft could not be kept: {problem}.", problem=refusal_of(error))
        if self.is_current and self._laid_out:
            self.show_typed()
        return draft

    def stop_timers(self) -> None:
        """Stop the timers that validate and save drafts."""
        for timer in (self._draft_timer, self._judge_timer):
            if timer is not None:
                timer.stop()

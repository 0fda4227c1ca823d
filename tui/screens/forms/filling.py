"""A form's fields on the screen: judged as one types, each with a note under it, and kept as a draft."""

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

#: Seconds after a key; a draft is on disk within one.
_DRAFT_AFTER = 0.7
#: Seconds without a key, after which what is typed is judged: at each key it would keep a slow line busy.
_JUDGED_AFTER = 0.3
#: From this height on a text has more lines than the eight of a small screen, which is drawn anew at each
#: key over a slow line; from the other on there is air between the lines, too.
_ROOMY, _TALL = 30, 36
#: Below this width a field stands under its name.
_NARROW = 64


class Filling(Page[str | None]):
    """The fields of one file of the register; dismissed with what was done, or None.

    They are the widgets that `start` has keys for (`field_id`), each with a note (`note_id`) under it.
    """

    def __init__(self, snapshot: Snapshot, place: Place, start: dict[str, str]) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.place = place
        self.typed = Drafting(self.app.desk.drafts, self.place, start, snapshot.commit)
        self._draft_timer: Timer | None = None
        self._judge_timer: Timer | None = None
        self._trouble: Message | None = None
        #: While the fields are laid out anew there is none to show anything at.
        self._laid_out = True

    # What a form of its own says

    def first_field(self) -> str:
        """Return the field that the form begins in."""
        raise NotImplementedError

    def judge(self) -> Judged:
        """Return what is typed as the register stores it, with its problems."""
        raise NotImplementedError

    def show_head(self) -> None:
        """Show what the form is of."""
        raise NotImplementedError

    def show_typed(self) -> None:
        """Show at each key what follows from what is typed."""

    def show_after_a_pause(self, judged: Judged) -> None:
        """Show after a pause what takes longer."""

    def silent(self, _key: str) -> bool:
        """Say whether a field's problems stay unsaid."""
        return False

    # What is shown

    def on_resize(self) -> None:
        """Use the room that there is."""
        self.set_class(self.size.width >= WIDE, "wide")
        self.set_class(self.size.width < _NARROW, "narrow")
        self.set_class(self.size.height >= _ROOMY, "roomy")
        self.set_class(self.size.height >= _TALL, "tall")
        self.show_head()
        self.settle()

    async def relabel(self) -> None:
        """Say everything anew, in another language; what is typed stays."""
        self.keep_draft()
        self._laid_out = False
        try:
            await super().relabel()
        finally:
            self._laid_out = True
        self.show_all()

    def show_all(self) -> None:
        """Show everything, and begin in the first field, behind what stands there already."""
        self.show_head()
        self.show_typed()
        self.settle()
        first = self.field(self.first_field())
        if isinstance(first, Editor):
            first.move_cursor(first.document.end)
        first.focus()

    @property
    def values(self) -> dict[str, str]:
        """What is typed, field by field."""
        return self.typed.values

    def field(self, key: str) -> Line | Editor | Choice:
        """Return the widget of a field."""
        found = self.query_one(f"#{field_id(key)}")
        assert isinstance(found, (Line, Editor, Choice))
        return found

    def say(self, text: str, style: str = "") -> None:
        """Say a line above the keys."""
        show(self.query_one("#said", Static), content(text, style))

    def settle(self) -> Judged:
        """Judge what is typed and show what is wrong or doubtful, each at its field."""
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
        self.say(*self.standing(judged))
        self.show_after_a_pause(judged)
        return judged

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return what is said of the whole, and its style: what is wrong, else what is doubtful."""
        language = self.app.language
        if self._trouble is not None:
            return self._trouble.render(language), "bold red"
        if wrong := judged.errors.get(""):
            return wrong[0].render(language), "bold red"
        if doubtful := judged.doubts.get(""):
            return f"! {doubtful[0].render(language)}", "yellow"
        return "", ""

    # What is typed

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Take in what a short field now holds."""
        self.changed()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Take in what a text now holds."""
        self.changed()

    def on_choice_chosen(self, _event: Choice.Chosen) -> None:
        """Take in what was chosen."""
        self.changed()

    def changed(self) -> None:
        """Take in what is typed: shown at once, judged after a pause, on disk within a second."""
        before = self.values
        self._take_in()
        if self.values == before:
            # Fields tell of themselves when they come on the screen, too.
            return
        self.show_typed()
        if self._judge_timer is not None:
            self._judge_timer.stop()
        self._judge_timer = self.set_timer(_JUDGED_AFTER, self.settle)
        # Not put off by further keys: who types on and on has a draft all the same.
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(_DRAFT_AFTER, self._keep_in_time)

    def _take_in(self) -> None:
        self.typed.values = {key: self.field(key).typed for key in self.typed.start}

    def _keep_in_time(self) -> None:
        self._draft_timer = None
        self.keep_draft()

    def has_news(self) -> bool:
        """Say whether something is typed that is not on disk."""
        # The line can drop before a field has told of its last letter, or while the form is laid out anew.
        with suppress(NoMatches):
            self._take_in()
        return self.typed.is_news()

    def keep_draft(self) -> Draft | None:
        """Put what is typed on disk and return it; where nothing is typed, there is no draft."""
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
        """Judge and keep nothing more by itself."""
        for timer in (self._draft_timer, self._judge_timer):
            if timer is not None:
                timer.stop()

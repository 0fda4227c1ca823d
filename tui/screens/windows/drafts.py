"""The offer of drafts from earlier visits, each with its age and the changes that it would make."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static

from records.language import Message
from records.rules.plausibility import previous_of
from records.values.fields import FieldChange, label
from records.writing.drafts import Draft
from tui.actions import DRAFTS
from tui.safe import content, join, shortened
from tui.screens.windows.choosing import Choosing
from tui.typed import measure as typed_measure
from tui.typed.fields import touched
from tui.typed.measure import NEW, blank
from tui.typed.progress import as_typed, usual
from tui.viewing.differences import field_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from tui.actions import Action

#: In minutes.
_HOUR, _DAY = 60, 24 * 60

Offer = tuple["Draft", "MeasureRecord"]


def offered(drafts: Iterable[Draft], snapshot: Snapshot) -> list[Offer]:
    """Return the drafts that belong to the register, each with its measure, existing or new."""
    known = {(record.programme, record.id): record for record in snapshot.measures}
    known |= {(programme.id, NEW): blank(programme.id) for programme in snapshot.rules.programmes}
    return [
        (draft, known[draft.programme, draft.id]) for draft in drafts if (draft.programme, draft.id) in known
    ]


class DraftOffer(Choosing[Offer]):
    """Offers to continue or discard a draft; Esc leaves all of them for later."""

    ACTIONS: ClassVar[tuple[Action, ...]] = DRAFTS

    def __init__(self, offers: Sequence[Offer], snapshot: Snapshot, language: Language) -> None:
        now = datetime.now(snapshot.timezone)
        things = [(offer, draft_line(*offer, now, language)) for offer in offers]
        super().__init__(language.say("Typed and not saved"), things, searched=False)
        self._snapshot = snapshot

    def compose_below(self) -> ComposeResult:
        """Lay out the changes of the highlighted draft."""
        with VerticalScroll(id="changes", can_focus=True):
            yield Static(id="draft-change")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the changes of the highlighted draft."""
        changed = draft_change(*self.things[event.option_index][0], self._snapshot, self.app.language)
        self.query_one("#draft-change", Static).update(changed)

    def action_discard(self) -> None:
        """Discard the highlighted draft after a confirmation that names it."""
        marked = self.query_one(OptionList).highlighted
        if marked is not None:
            (draft, _), words = self.things[marked]
            self.app.push_screen(Discarding(draft, words, self.app.language), self._discard)

    def _discard(self, draft: Draft | None) -> None:
        if draft is None:
            return
        self.app.desk.drafts.discard(draft)
        self.things = [thing for thing in self.things if thing[0][0] is not draft]
        if self.things:
            self.fill(self.things)
        else:
            self.dismiss(None)


class Discarding(Choosing[Draft | None]):
    """Asks whether to discard a draft; dismissed with it if so. Keeping it is the first answer."""

    def __init__(self, draft: Draft, words: str, language: Language) -> None:
        delete = language.say("Delete the draft: {draft}", draft=words)
        answers = [(None, language.say("Keep it")), (draft, delete)]
        super().__init__(language.say("Delete this draft?"), answers)


def draft_change(draft: Draft, record: MeasureRecord, snapshot: Snapshot, language: Language) -> Content:
    """Return the changes in a draft, field by field, with added and removed words marked.

    They are shown against the values when the draft was begun. Fields that others changed since are named,
    because a save merges those changes.
    """
    if draft.period is None:
        start = typed_measure.as_typed(record.measure, snapshot.units)
        path = snapshot.new_place(draft.programme, "").path
    else:
        start = as_typed(record.progress.get(draft.period) or usual(previous_of(record, draft.period)))
        path = record.path(draft.period)
    typed = {key: str(draft.values.get(key, start[key])) for key in start}
    begun = {**start, **draft.start}
    changes = [FieldChange(key, begun[key] or None, typed[key] or None) for key in touched(typed, start)]
    if not changes:
        return content(language.say("Same as the recorded version."), "dim")
    lines = [part for change in changes for part in (field_lines(path, change, language), "\n")]
    if others := [key for key in start if begun[key] != start[key]]:
        lines.append(content(changed_meanwhile(path, others).render(language), "yellow"))
    return join(*lines)


def changed_meanwhile(path: str, keys: Iterable[str]) -> Message:
    """Return a message about the fields of a file that others changed since its draft was begun."""
    return Message(
        "Changed by others since you began: {fields}. Saving joins both, or asks you which to keep.",
        fields=[label(path, key) for key in keys],
    )


def draft_line(draft: Draft, record: MeasureRecord, now: datetime, language: Language) -> str:
    """Return a line that describes a draft: the measure, the period, its age, the measure's title."""
    minutes = max(int((now - draft.saved_at).total_seconds()) // 60, 0)
    if minutes == 0:
        age = language.say("just now")
    elif minutes < _HOUR:
        age = language.count("{n} minute ago", "{n} minutes ago", n=minutes)
    elif minutes < _DAY:
        age = language.count("{n} hour ago", "{n} hours ago", n=minutes // _HOUR)
    else:
        age = language.count("{n} day ago", "{n} days ago", n=minutes // _DAY)
    if record.id == typed_measure.NEW:
        what = language.say("A new measure")
    elif draft.period is None:
        what = language.say("the measure itself")
    else:
        what = language.show(draft.period)
    # For a measure that does not exist yet, the number and title typed in the draft are used.
    number, title = (
        value or str(draft.values.get(key, ""))
        for key, value in (("number", record.measure.number), ("title", record.measure.title))
    )
    return shortened(" · ".join(filter(None, (number, what, age, title))), 70)

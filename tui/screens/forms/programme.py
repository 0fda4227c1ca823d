"""The form of a measure's own fields (title, deadline, units and so on), existing or new."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from records.language import Message
from records.rules.value_checks import EARLIEST, LATEST
from records.staff.units import known_unit
from records.texts.typography import alphabetical, fold
from records.values.changes import Action, Change, Edit
from records.values.fields import label, undotted
from records.values.layout import UNITS
from records.values.model import DeadlineKind, Programme, Unit
from records.values.numbers import clean_number
from tui.actions import PROGRAMME
from tui.safe import content, shortened
from tui.screens.forms.writing import Writing
from tui.screens.windows.choosing import Choosing
from tui.screens.windows.unsubmitted import RecordDialog
from tui.typed.fields import SEPARATOR
from tui.typed.judging import judge_measure
from tui.typed.measure import NEW, as_typed, blank, reading, unit_names, unit_words
from tui.widgets.choices import KindChoice
from tui.widgets.fields import DAY, Editor, Line, Note, field_id, note_id, show
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.layout import Place
    from tui.actions import Action as Doing
    from tui.screens.windows.saving import SaveDialog
    from tui.typed.judging import Judged

#: The fields that a new measure needs, with the error for each.
_NEEDED_TEMPLATES = {
    "deadline.text": "Write the deadline as the programme words it.",
    "responsible": "Name the responsible units, the one that leads first.",
}
#: The fields derived from the deadline's wording until the user changes them.
_FOLLOWING = ("deadline.kind", "deadline.from", "deadline.until")


class MeasureForm(Writing):
    """Edits the fields of a measure, or adds one; dismissed with a line on what was saved, or None."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = PROGRAMME

    def __init__(self, snapshot: Snapshot, record: MeasureRecord) -> None:
        super().__init__(snapshot, record, None, as_typed(record.measure, snapshot.units))
        self._is_new = record.id == NEW
        self._programme = _programme(snapshot, record.programme)
        self._wording = self.values["deadline.text"]
        self._asked = False

    @classmethod
    def new(cls, snapshot: Snapshot, programme: str) -> Self:
        """Return the form of a new measure of a programme."""
        return cls(snapshot, blank(programme))

    def compose(self) -> ComposeResult:
        """Lay out the head, the labelled fields and the keys."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(id="form-head")
            yield Static(id="form-facts")
            yield from self._compose_line("number")
            yield from self._compose_field("title", Editor(self.values["title"], id="title"))
            yield from self._compose_line("deadline.text")
            yield Static(id="deadline-reading", classes="hint")
            yield from self._compose_field(
                "deadline.kind", KindChoice(self.values["deadline.kind"], id="deadline-kind")
            )
            yield from self._compose_days()
            yield from self._compose_line("responsible")
            hint = self.app.language.say("The lead unit first, the others after a semicolon; F7 lists them.")
            yield Static(content(hint, "dim"), classes="hint")
            for key in ("section", "indicator", "funding"):
                yield from self._compose_line(key)
            yield Static(id="said")
        yield KeyBar()

    def _compose_line(self, key: str) -> ComposeResult:
        yield from self._compose_field(key, Line(self.values[key], id=field_id(key)))

    def _compose_field(self, key: str, field: Widget) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static(content(self._label(key)), classes="name")
            yield field
        yield Note(id=note_id(key), classes="hidden hint")

    def _compose_days(self) -> ComposeResult:
        first, last = "deadline.from", "deadline.until"
        with Horizontal(classes="row"):
            yield Static(content(self._label(first)), classes="name")
            yield Line(self.values[first], id=field_id(first), placeholder=DAY, max_length=10)
            yield Static(content(self._label(last)), classes="between")
            yield Line(self.values[last], id=field_id(last), placeholder=DAY, max_length=10)
        for key in (first, last):
            yield Note(id=note_id(key), classes="hidden hint")

    def first_field(self) -> str:
        """Return the key of the field that gets the focus first."""
        return "number" if self._is_new else "title"

    def _label(self, key: str) -> str:
        return self.app.language.show(label(self._target().path, key))

    def _target(self) -> Place:
        """Return the place where the measure is stored, or will be."""
        if not self._is_new:
            return self.place
        return self.snapshot.new_place(self.place.programme, clean_number(self.values["number"]))

    # Display

    def show_head(self) -> None:
        """Show the measure, the programme and when the draft was kept."""
        language = self.app.language
        if self._is_new:
            head = language.say("A new measure")
        else:
            head = language.say(
                "Measure {number}: what the programme says", number=self.record.measure.number
            )
        show(self.query_one("#form-head", Static), content(head, "bold"))
        facts = self._programme.title
        if self.typed.kept_at is not None:
            facts = f"{language.say('draft of {at}', at=self.typed.kept_at)} · {facts}"
        facts = shortened(facts, max(self.size.width, 20))
        show(self.query_one("#form-facts", Static), content(facts, "dim"))

    def show_typed(self) -> None:
        """Show how the deadline's wording is read, and when the draft was kept."""
        self.show_head()
        show(self.query_one("#deadline-reading", Static), content(self._reading(), "dim"))

    def _reading(self) -> str:
        language = self.app.language
        if not self.values["deadline.text"].strip():
            return ""
        read = reading(self.values["deadline.text"], self._programme)
        kind = DeadlineKind(read["deadline.kind"])
        first, last = read["deadline.from"], read["deadline.until"]
        if first and last:
            said = language.say("It reads as: {kind}, {first} – {last}.", kind=kind, first=first, last=last)
        elif first:
            said = language.say("It reads as: {kind}, from {first}.", kind=kind, first=first)
        elif last:
            said = language.say("It reads as: {kind}, up to {last}.", kind=kind, last=last)
        else:
            said = language.say("It reads as: {kind}.", kind=kind)
        if any(self.values[key] != read[key] for key in _FOLLOWING):
            said += " " + language.say("Below stands what was chosen instead.")
        return said

    # Typed values

    def judge(self) -> Judged:
        """Return the typed values as the register stores them, with their problems."""
        before = self.record.measure
        judged = judge_measure(self.values, before, self._target(), self.snapshot)
        if self._is_new:
            for key, template in _NEEDED_TEMPLATES.items():
                if not self.values[key].strip():
                    judged.errors[key] = [Message(template)]
        return judged

    def silent(self, key: str) -> bool:
        """Return whether a field's problems are hidden: a new form's untouched field is no mistake yet."""
        return self._is_new and not self._asked and self.values[key] == self.typed.start[key]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Update the fields derived from the deadline; Textual calls the base class's handler next."""
        if event.input.id == field_id("deadline.text") and event.value != self._wording:
            self._follow(event.value)

    def _follow(self, wording: str) -> None:
        """Set the kind and the days that the new wording is read as, except those that the user changed."""
        before, now = reading(self._wording, self._programme), reading(wording, self._programme)
        self._wording = wording
        for key in _FOLLOWING:
            field = self.field(key)
            if isinstance(field, (Line, KindChoice)) and field.value == before[key]:
                field.value = now[key]

    # Saving

    def forbidden(self) -> Message | None:
        """Return why this officer may not change this measure, or None."""
        return self.refusal_of(self._target().path)

    def dialog(self, judged: Judged) -> SaveDialog:
        """Return the save window for the fields that were edited."""
        if self._is_new:
            keys = [key for key, value in judged.stored.items() if value is not None]
        else:
            keys = self.typed.touched()
        edits = [Edit(self._target().path, {undotted(key): judged.stored[key] for key in keys})]
        if judged.units:
            edits.append(Edit(UNITS, judged.units))
        action = Action.CREATE if self._is_new else Action.PROGRAMME
        title = self.app.language.say("Measure {number}", number=clean_number(self.values["number"]))
        new = {key[1]: Unit(name=name) for key, name in judged.units.items()}
        change = Change(action, tuple(edits), self.typed.reason, self.typed.basis)
        units = {**self.snapshot.units, **new}
        return RecordDialog(change, self.typed.base, title, self.remember, units)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the history of a measure that does not exist yet."""
        if action == "history" and self._is_new:
            return False
        return super().check_action(action, parameters)

    async def action_save(self) -> None:
        """Open the save window, or focus the first field with an error."""
        self._asked = True
        await super().action_save()

    def action_units(self) -> None:
        """Choose a unit and add it to the responsible ones."""
        units = self.snapshot.units
        things = sorted(
            ((unit, known.name) for unit, known in units.items()), key=lambda thing: alphabetical(thing[1])
        )
        title = self.app.language.say("Choose a unit")
        self.app.push_screen(Choosing(title, things, searched=True), self._add_unit)

    def _add_unit(self, unit: str | None) -> None:
        field = self.query_one("#responsible", Line)
        if unit is not None:
            units = self.snapshot.units
            names = unit_names(field.value)
            # The partly typed name was the search for this unit, so the unit replaces it.
            if names and fold(names[-1]) in fold(units[unit].name) and known_unit(units, names[-1]) is None:
                names.pop()
            field.value = f"{SEPARATOR} ".join([*names, unit_words(unit, units)])
        field.focus()
        field.cursor_position = len(field.value)


def _programme(snapshot: Snapshot, wanted: str) -> Programme:
    """Return a programme by its id; one missing from register.toml gets the widest possible years."""
    lost = Programme(id=wanted, title=wanted, from_=EARLIEST, until=LATEST)
    return next((each for each in snapshot.rules.programmes if each.id == wanted), lost)

"""The form of a unit, an officer or a rule, existing or new."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from records.language import Message
from records.texts.typography import alphabetical
from records.values.changes import Action, Change
from records.values.fields import label, shown
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.values.titles import OFFICER_LABELS, UNIT_LABELS
from tui.actions import ENTRY
from tui.safe import content
from tui.screens.forms.recording import Recording
from tui.screens.windows.choosing import Choosing
from tui.screens.windows.unsubmitted import RecordDialog
from tui.typed.fields import SEPARATOR
from tui.typed.measure import unit_names, unit_words
from tui.typed.staff import FIRST_KEY, choices, judge
from tui.widgets.choices import OneOf
from tui.widgets.fields import DAY, Line, Note, field_id, note_id, show
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from records.files.snapshot import Snapshot
    from records.writing.drafts import Draft
    from tui.actions import Action as Doing
    from tui.screens.windows.saving import SaveDialog
    from tui.typed.judging import Judged
    from tui.typed.staff import Entry

_LABELS = {
    UNITS: {**UNIT_LABELS, "id": "Id: made of the name where it is empty"},
    OFFICERS: {**OFFICER_LABELS, "login": "Login on the server", FIRST_KEY: "Key: the line of a .pub file"},
}
_NEW_NAMES = {UNITS: "A new unit", OFFICERS: "A new officer"}
_DAYS = ("from", "until")


class EntryForm(Recording):
    """Edits or adds a unit, an officer or a rule; dismissed with a line on what was saved, or None."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = ENTRY

    def __init__(self, snapshot: Snapshot, entry: Entry) -> None:
        super().__init__(snapshot, entry.place, entry.start)
        self._entry = entry
        self._asked = False

    def compose(self) -> ComposeResult:
        """Lay out the head, the labelled fields and the keys."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(id="form-head")
            yield Static(id="form-facts")
            for key in self._entry.start:
                with Horizontal(classes="row"):
                    yield Static(content(self._label(key)), classes="name")
                    yield self._widget(key)
                yield Note(id=note_id(key), classes="hidden hint")
            yield Static(id="said")
        yield KeyBar()

    def _widget(self, key: str) -> Widget:
        value, entry = self.values[key], self._entry
        if codes := choices(entry, key, self.snapshot):
            named = f"officers.x.{key}" if entry.path == OFFICERS else key
            names = {code: _switch(code) or shown(named, code) for code in codes}
            return OneOf(value if value in codes else codes[0], names, id=field_id(key))
        return Line(value, id=field_id(key), placeholder=DAY if key in _DAYS else "")

    def _label(self, key: str) -> str:
        path = self._entry.path
        if path == REGISTER:
            return self.app.language.show(label(path, key))
        return self.app.language.translate(_LABELS[path][key])

    @property
    def _title(self) -> str:
        """The title of the form: the rule, unit or officer by name."""
        entry, language = self._entry, self.app.language
        if entry.path == REGISTER:
            return language.say("Rule: {rule}", rule=self._label(str(entry.name)))
        if entry.name is None:
            return language.translate(_NEW_NAMES[entry.path])
        if entry.path == UNITS:
            return language.say("Unit {unit}", unit=self.snapshot.unit_name(entry.name))
        return language.say("Officer {login}", login=self.snapshot.officers[entry.name].name or entry.name)

    def first_field(self) -> str:
        """Return the key of the field that gets the focus first."""
        return next(iter(self._entry.start))

    def show_head(self) -> None:
        """Show the title, the id and when the draft was kept."""
        language = self.app.language
        show(self.query_one("#form-head", Static), content(self._title, "bold"))
        facts = self._entry.name or ""
        if self.typed.kept_at is not None:
            facts = f"{language.say('draft of {at}', at=self.typed.kept_at)} · {facts}".rstrip(" ·")
        show(self.query_one("#form-facts", Static), content(facts, "dim"))

    def show_typed(self) -> None:
        """Show when the draft was kept."""
        self.show_head()

    # Typed values

    def judge(self) -> Judged:
        """Return the typed values as the register stores them, with their problems."""
        return judge(self._entry, self.values, self.snapshot)[0]

    def silent(self, key: str) -> bool:
        """Return whether a field's problems are hidden: a new form's untouched field is no mistake yet."""
        return self._entry.name is None and not self._asked and self.values[key] == self.typed.start[key]

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return the line about the whole form; an untouched form has none."""
        if self._why_not is None and not self._asked and not self.typed.touched():
            return "", ""
        return super().standing(judged)

    # Saving

    def forbidden(self) -> Message | None:
        """Return why this officer may not change the entry, or None."""
        return self.refusal_of(self._entry.path)

    def draft_words(self, draft: Draft) -> str:  # noqa: ARG002 - what it is of says enough
        """Return the line that describes a draft."""
        return self._title

    def dialog(self, judged: Judged) -> SaveDialog:  # noqa: ARG002 - the edit is made of the same values
        """Return the save window for the fields that were edited."""
        _, edit = judge(self._entry, self.values, self.snapshot)
        change = Change(Action.REGISTER, (edit,), self.typed.reason, self.typed.basis)
        return RecordDialog(change, self.typed.base, self._title, self.remember, self.snapshot.units)

    async def action_save(self) -> None:
        """Open the save window, or focus the first field with an error."""
        self._asked = True
        await super().action_save()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the list of units if the form has no such field."""
        if action == "units" and "units" not in self._entry.start:
            return False
        return super().check_action(action, parameters)

    def action_units(self) -> None:
        """Choose a unit and add it to the field."""
        units = self.snapshot.units
        things = sorted(
            ((unit, known.name) for unit, known in units.items()), key=lambda thing: alphabetical(thing[1])
        )
        self.app.push_screen(
            Choosing(self.app.language.say("Choose a unit"), things, searched=True), self._add_unit
        )

    def _add_unit(self, unit: str | None) -> None:
        field = self.query_one(f"#{field_id('units')}", Line)
        if unit is not None:
            names = [*unit_names(field.value), unit_words(unit, self.snapshot.units)]
            field.value = f"{SEPARATOR} ".join(names)
        field.focus()
        field.cursor_position = len(field.value)


def _switch(code: str) -> Message | None:
    return {"true": Message("yes"), "false": Message("no")}.get(code)

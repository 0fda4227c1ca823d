"""The filters of the journal, and the values that each can take."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.containers import Vertical
from textual.widgets import Static

from records.errors import Misused
from records.language import Message
from records.trail.history import Filter
from tui.actions import ASKING, Action
from tui.safe import content
from tui.screens.page import Window
from tui.typed.fields import read_day
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from textual.app import ComposeResult

    from records.files.snapshot import Snapshot
    from records.language import Language


class Narrowing(StrEnum):
    """A filter of the journal, named as in `history.Filter`."""

    ALL = "all"
    BY = "by"
    UNIT = "unit"
    PERIOD = "period"
    MEASURE = "measure"
    SINCE = "since"
    UNTIL = "until"
    THROUGH = "through"


_DAYS = {Narrowing.SINCE, Narrowing.UNTIL}
_TEMPLATES = {
    Narrowing.BY: "by: {value}",
    Narrowing.UNIT: "unit: {value}",
    Narrowing.PERIOD: "period: {value}",
    Narrowing.MEASURE: "measure: {value}",
    Narrowing.SINCE: "from: {value}",
    Narrowing.UNTIL: "up to: {value}",
}


def narrowed(wanted: Filter, narrowing: Narrowing, value: Any) -> Filter:
    """Return a filter with one part replaced; the value None removes that part."""
    return replace(wanted, **{narrowing.value: value})


class Narrower:
    """Describes and changes a filter in the terms of a register.

    `people` are the names, by e-mail, of authors who are no longer officers.
    """

    def __init__(self, snapshot: Snapshot, wanted: Filter, people: Mapping[str, str]) -> None:
        self._snapshot = snapshot
        self._wanted = wanted
        self._people = people

    def in_force(self, language: Language) -> str:
        """Return a description of all active filters, or that all changes are shown."""
        parts = [self._said(each, language) for each in _TEMPLATES if self._value(each) is not None]
        if self._wanted.through is not None:
            parts.append(language.say("not through prozvit"))
        return " · ".join(parts) or language.say("all changes")

    def filters(self, language: Language) -> list[tuple[Narrowing, str]]:
        """Return the filters to choose from, each with its present value."""
        outside = self._wanted.through is not None
        through = language.say("made not through prozvit: {value}", value=outside)
        return [
            (Narrowing.ALL, language.say("all changes")),
            *((each, self._said(each, language)) for each in _TEMPLATES),
            (Narrowing.THROUGH, through),
        ]

    def values(self, narrowing: Narrowing, language: Language) -> list[tuple[Filter, str]]:
        """Return the filter resulting from each listed value, with a label; "any" comes first."""
        found = [(None, language.say("any")), *self._offered(narrowing, language)]
        return [(narrowed(self._wanted, narrowing, value), words) for value, words in found]

    def _offered(self, narrowing: Narrowing, language: Language) -> Iterable[tuple[object, str]]:
        snapshot = self._snapshot
        match narrowing:
            case Narrowing.BY:
                known = {login: officer.name or login for login, officer in snapshot.officers.items()}
                emails = {officer.email for officer in snapshot.officers.values()}
                left = {email: name for email, name in self._people.items() if email not in emails}
                return sorted({**left, **known}.items(), key=lambda each: each[1])
            case Narrowing.UNIT:
                return sorted(
                    ((each, unit.name) for each, unit in snapshot.units.items()), key=lambda each: each[1]
                )
            case Narrowing.PERIOD:
                return [(period, language.show(period)) for period in reversed(snapshot.periods())]
            case Narrowing.MEASURE:
                return [
                    (record.key, f"{record.measure.number} {record.measure.title}")
                    for record in snapshot.measures
                ]
            case _:
                return []

    def _said(self, narrowing: Narrowing, language: Language) -> str:
        value = self._value(narrowing)
        if value is None:
            shown = "—" if narrowing in _DAYS else language.say("any")
        else:
            shown = language.show(self._named(narrowing, value))
        return language.say(_TEMPLATES[narrowing], value=shown)

    def _value(self, narrowing: Narrowing) -> object:
        value: object = getattr(self._wanted, narrowing.value)
        return value

    def _named(self, narrowing: Narrowing, value: object) -> object:
        snapshot, key = self._snapshot, str(value)
        match narrowing:
            case Narrowing.BY:
                officer = snapshot.officers.get(key)
                return (officer.name if officer is not None else self._people.get(key)) or key
            case Narrowing.UNIT:
                return snapshot.unit_name(key)
            case Narrowing.MEASURE:
                return next((record.measure.number for record in snapshot.measures if record.key == key), key)
            case _:
                return value


class AskDay(Window[Filter | None]):
    """Asks for a day; dismissed with the resulting filter, or None if the user cancels."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ASKING

    def __init__(self, title: Message, wanted: Filter, narrowing: Narrowing) -> None:
        super().__init__()
        self._title = title
        self._wanted = wanted
        self._narrowing = narrowing
        self._day: date | None = getattr(wanted, narrowing.value)

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and the line for errors."""
        language = self.app.language
        with Vertical(classes="window"):
            yield Static(content(language.show(self._title), "bold"), classes="window-title")
            day = "" if self._day is None else language.show(self._day)
            yield Line(day, id="day", placeholder=language.say("31.12.2017; empty: any"))
            yield Static(id="problem")
            yield KeyBar()

    def on_mount(self) -> None:
        """Focus the field."""
        self.query_one("#day", Line).focus()

    def on_input_submitted(self) -> None:
        """Accept the day on Enter."""
        self.action_take()

    def action_take(self) -> None:
        """Accept the day, or show why it is invalid."""
        try:
            day = read_day(self.query_one("#day", Line).value.strip())
        except Misused as error:
            self.query_one("#problem", Static).update(
                content(error.message().render(self.app.language), "bold red")
            )
        else:
            self.dismiss(narrowed(self._wanted, self._narrowing, day))


def question(narrowing: Narrowing) -> Message:
    """Return the question to ask after a filter was chosen."""
    return Message(_QUESTION_TEMPLATES[narrowing])


_QUESTION_TEMPLATES = {
    Narrowing.BY: "Changes by whom?",
    Narrowing.UNIT: "Changes of which unit’s measures?",
    Narrowing.PERIOD: "Changes of which period?",
    Narrowing.MEASURE: "Changes of which measure?",
    Narrowing.SINCE: "Changes from which day on?",
    Narrowing.UNTIL: "Changes up to which day?",
}

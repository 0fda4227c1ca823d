"""The journal: all changes of the register, newest first, with combinable filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.widgets import Static

from records.trail.history import Filter
from tui.actions import JOURNAL
from tui.safe import content, shortened
from tui.screens.trail.history import History
from tui.screens.trail.narrowing import AskDay, Narrower, Narrowing, question
from tui.screens.trail.timeline import Column, TrailPage
from tui.screens.windows.choosing import Choosing

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.files.snapshot import Snapshot
    from records.trail.history import Entry
    from tui.actions import Action


class Journal(TrailPage):
    """Lists all changes, with the selected one below."""

    ACTIONS: ClassVar[tuple[Action, ...]] = JOURNAL
    PAGE: ClassVar[int] = 200

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(Filter())
        self._snapshot = snapshot
        self._records = {record.key: record for record in snapshot.measures}
        #: The authors read so far by e-mail; some are no longer officers.
        self._people: dict[str, str] = {}

    def compose_head(self) -> ComposeResult:
        """Lay out the title and the line with the filters."""
        title = self.app.language.say("Journal · {body}", body=self._snapshot.rules.body)
        yield Static(content(title, "bold"), classes="title")
        yield Static(id="journal-filter", classes="facts")

    def show_head(self) -> None:
        """Show the active filters and the number of matching changes."""
        language, count = self.app.language, self.count()
        if not self.reading and self.trail is not None and not self.trail.done:
            count = language.say("the newest {n}; more at the end of the list", n=len(self.entries))
        line = f"{self._narrower().in_force(language)} · {count}"
        self.query_one("#journal-filter", Static).update(content(shortened(line, self.size.width), "dim"))

    def columns(self, *, wide: bool) -> list[Column]:
        """Return the columns."""
        say = self.app.language.say
        return [
            Column("when", say("When"), 16),
            Column("who", say("Who"), self.size.width // 4 if wide else 13),
            Column("number", say("No."), 6),
            Column("period", say("Period"), 7),
            Column("what", say("What"), 0),
            self.signatures(wide=wide),
        ]

    def words(self, name: str, entry: Entry) -> str:  # noqa: ARG002 - there is but one such column
        """Return the measure's number."""
        return self._number(entry)

    def what(self, entry: Entry) -> str:
        """Return the measure and the period, or that the register itself was changed."""
        language = self.app.language
        if entry.measure is None:
            return language.say("register")
        named = language.say("Measure {number}", number=self._number(entry))
        return named if entry.period is None else f"{named} · {language.show(entry.period)}"

    def _number(self, entry: Entry) -> str:
        record = self._records.get(entry.measure or "")
        return record.measure.number if record is not None else entry.measure or "—"

    # Filters

    def _narrower(self) -> Narrower:
        self._people |= {entry.email: entry.name for entry in self.entries}
        return Narrower(self._snapshot, self.wanted, self._people)

    def action_filter(self) -> None:
        """Choose a filter, then its value."""
        language = self.app.language
        things = self._narrower().filters(language)
        self.app.push_screen(Choosing(language.say("Show"), things), self._ask)

    def _ask(self, narrowing: Narrowing | None) -> None:
        match narrowing:
            case None:
                return
            case Narrowing.ALL:
                self._take(Filter())
            case Narrowing.THROUGH:
                self._take(replace(self.wanted, through=None if self.wanted.through else "other"))
            case Narrowing.SINCE | Narrowing.UNTIL:
                self.app.push_screen(AskDay(question(narrowing), self.wanted, narrowing), self._take)
            case _:
                language = self.app.language
                things = self._narrower().values(narrowing, language)
                current = next((place for place, (each, _) in enumerate(things) if each == self.wanted), 0)
                asked = Choosing(language.show(question(narrowing)), things, current)
                self.app.push_screen(asked, self._take)

    def _take(self, wanted: Filter | None) -> None:
        if wanted is not None and wanted != self.wanted:
            self.wanted = wanted
            self.begin()

    def action_history(self) -> None:
        """Open the history of the selected change's measure."""
        entry = self.selected
        record = self._records.get(entry.measure or "") if entry is not None else None
        if record is not None:
            self.app.push_screen(History(record))
        elif entry is not None:
            self.say(
                self.app.language.say("This change is of no measure that the register has now."), "yellow"
            )

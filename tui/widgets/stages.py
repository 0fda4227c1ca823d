"""A list of a period's measures with their review stages, beside the measure on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.rules.reviewing import Stage, short, stage
from tui.safe import cell, shortened
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.files.snapshot import MeasureRecord
    from records.language import Language
    from records.values.periods import Period

#: The widths of the columns, in cells.
_TITLE, _STAGE = 26, 22


class Stages(Rows, can_focus=False):
    """One line per measure; the cursor marks the measure on the screen and can't be moved by keys."""

    def fill(
        self, records: Iterable[MeasureRecord], period: Period, current: str | None, language: Language
    ) -> None:
        """Show measures; `current` is the key of the one on the screen, or None."""
        self.clear(columns=True)
        self.add_column(cell(language.say("Measure"), "bold"), width=_TITLE)
        self.add_column(cell(language.say("Review"), "bold"), width=_STAGE)
        self.show_cursor = current is not None
        for place, record in enumerate(records):
            now = stage(record, period)
            told = language.show(short(now) if now is not None else record.standing(period))
            style = "green" if now is Stage.ACCEPTED else "" if now is Stage.SUBMITTED else "yellow"
            named = shortened(f"{record.measure.number} {record.measure.title}", _TITLE - 1)
            self.add_row(cell(named), cell(shortened(told, _STAGE), style))
            if record.key == current:
                self.move_cursor(row=place, animate=False)

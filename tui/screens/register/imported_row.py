"""One row of a report as an import understood it: its cells in the table, and all of it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.importing.account import Outcome
from tui.safe import content, join
from tui.tasks.understood import facts, outcome
from tui.viewing.details import prose

if TYPE_CHECKING:
    from textual.content import Content

    from records.importing.account import Account
    from records.language import Language

STYLES = {
    Outcome.ADDED: "green",
    Outcome.ANSWERED: "green",
    Outcome.UPDATED: "yellow",
    Outcome.UNCHANGED: "dim",
}


def texts(row: Account, language: Language) -> tuple[str, ...]:
    """Return a row's cells: number, title, deadline, units, percent, what becomes of it."""
    percent = "" if row.percent is None else str(row.percent).rjust(3)
    outcome = f"{'! ' if row.doubts else ''}{language.show(row.outcome)}"
    return row.number, row.title, row.deadline.text, "; ".join(row.units), percent, outcome


def whole(row: Account, language: Language) -> Content:
    """Return a row whole: what is doubtful, what was understood of the measure, its text."""
    parts: list[Content | str] = [content(f"{row.number}  {row.title}", "bold")]
    parts += ["\n", content(outcome(row, language), STYLES[row.outcome])]
    parts += [part for doubt in row.doubts for part in ("\n", content(f"! {language.show(doubt)}"))]
    for label, text in facts(row, language):
        parts += ["\n", content(f"{label}: ", "dim"), content(text)]
    return join(*parts, *(["\n\n", *prose(row.text)] if row.text else []))

"""The steps from a measure's conflict mark to the commit that resolves the conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.language import Language
from records.merges.conflicts import of_measure
from tui.screens.windows.conflict import ConflictPage
from tui.screens.windows.unsubmitted import RecordDialog
from tui.typed.questions import is_kept
from tui.undertaking import undertake

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.merges.conflicts import Mark
    from records.values.periods import Period
    from tui.app import Prozvit
    from tui.screens.windows.conflict import Answers


async def settle(app: Prozvit, snapshot: Snapshot, record: MeasureRecord, period: Period) -> None:
    """Show the conflicts that merges left in a measure and its progress; record the chosen values."""
    marks = [mark for mark in of_measure(app.desk.left_open, record.key) if _is_in(mark, period)]
    try:
        conflicts = await app.desk.conflicts(marks)
    except ProzvitError as error:
        app.said(error.message().render(app.language))
        return
    title = app.language.say(
        "Conflict · measure {number} · {period}", number=record.measure.number, period=period
    )

    def chosen(answers: Answers | None) -> None:
        if answers:
            undertake(app, _confirm, app, snapshot, title, answers)

    if conflicts:
        app.push_screen(ConflictPage(title, conflicts, snapshot.units), chosen)


async def _confirm(app: Prozvit, snapshot: Snapshot, title: str, answers: Answers) -> None:
    values = {
        conflict.mark: value for conflict, value in answers if conflict.mark and not is_kept(conflict, value)
    }
    kept = [conflict.mark for conflict, value in answers if conflict.mark and is_kept(conflict, value)]
    reason = Language(snapshot.rules.language).say("Settled after a merge")
    change = await app.desk.settling(values, kept, reason)

    app.push_screen(RecordDialog(change, snapshot.commit, title, units=snapshot.units), app.said)


def _is_in(mark: Mark, period: Period) -> bool:
    where = mark.opening.where
    return where is not None and where.period in {None, period}

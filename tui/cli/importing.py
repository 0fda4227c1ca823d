"""`import`: measures and answers taken from a council's report, after saying what was understood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.changes import Action, Change
from records.errors import Misused
from records.importing import ImportPlan, plan_import, read_report
from records.layout import REGISTER, UNITS
from tui.cli.framework import PERIOD, Command, Session
from tui.cli.output import note, notices, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.changes import Edit
    from records.language import Language
    from records.periods import Period


@click.command("import", cls=Command, help="Take measures and their progress from a council's report.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--period", type=PERIOD, required=True, help="The period that the report is for.")
@click.option("--programme", metavar="ID", help="The programme, where the register has several.")
@click.option("--dry-run", is_flag=True, help="Say what was understood, and change nothing.")
@click.option("--update", is_flag=True, help="Replace a progress that differs; never the measure itself.")
@click.option("--reason", metavar="TEXT", default="", help="Why; else the file's name.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.pass_obj
def import_command(
    session: Session,
    files: tuple[str, ...],
    period: Period,
    programme: str | None,
    reason: str,
    basis: str,
    *,
    dry_run: bool,
    update: bool,
) -> None:
    """Import files, each as one commit: all of them, or none."""
    tables = [read_report(Path(file)) for file in files]
    register = session.register
    snapshot = register.snapshot()
    chosen = snapshot.programme(period, programme)
    plans = [plan_import(snapshot, table, period, chosen, update=update) for table in tables]
    changes = [
        replace(plan.change, reason=reason or plan.change.reason, basis=basis)
        for plan in plans
        if plan.change is not None
    ]
    together = Change(Action.IMPORT, _together(changes), "…")
    if changes:
        # Judged as a whole first, so that no file is imported when a later one must be refused.
        register.preview(together)
    for plan in plans:
        _tell(plan, session.language)
    if dry_run:
        note(session.say("Nothing was changed (--dry-run)."))
        return
    for change in changes:
        saved = register.save(change, base=snapshot.commit if len(changes) == 1 else None)
        notices(saved.notices, session.language)
        if saved.commit is not None:
            subject = register.repository.commit(saved.commit).message.partition("\n")[0]
            note(session.say("Saved: {commit} {subject}", commit=saved.commit[:10], subject=subject))
    if not changes:
        note(session.say("Nothing to change."))


def _together(changes: Sequence[Change]) -> tuple[Edit, ...]:
    """Return the edits of all files; raise `Misused` where two files say something of one measure."""
    edits: dict[str, Edit] = {}
    for change in changes:
        for edit in change.edits:
            known = edits.get(edit.path)
            shared = edit.path in {UNITS, REGISTER}
            if known is not None and not shared:
                raise Misused(
                    "Two of the files hold the same measure ({path}). Import the right one.", path=edit.path
                )
            values = {**known.values, **edit.values} if known is not None else edit.values
            edits[edit.path] = replace(edit, values=values)
    return tuple(edits.values())


def _tell(plan: ImportPlan, language: Language) -> None:
    tell(language.say("{file}: {n} rows understood", file=plan.file, n=len(plan.account)))
    for message in plan.notices:
        tell(f"  ! {message.render(language)}")
    for row in plan.account:
        percent = f", {row.percent} %" if row.percent is not None else ""
        tell(f"  {row.number}. {_shortened(row.title)}{percent}: {language.show(row.outcome)}")
        for doubt in row.doubts:
            tell(f"     ! {doubt.render(language)}")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"  # noqa: PLR2004 - as much as a line shows

"""`import`: measures and their progress taken from the reports that a council has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.framework import PERIOD, Command, Session
from tui.cli.options import of_programme
from tui.cli.output import note, notices, table, tell
from tui.cli.progress import Progress
from tui.cli.saving import save

if TYPE_CHECKING:
    from records.importing import ImportPlan
    from records.language import Language
    from records.values.periods import Period


@click.command(
    "import",
    cls=Command,
    help="Take measures and their progress from reports: .docx, .xlsx, .html, .csv, .md, .txt.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--period", type=PERIOD, required=True, help="The period that the reports are of.")
@of_programme
@click.option("--update", is_flag=True, help="Replace the progress that a measure has already.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def import_command(
    session: Session,
    files: tuple[str, ...],
    period: Period,
    programme: str | None,
    basis: str,
    *,
    update: bool,
    dry_run: bool,
) -> None:
    """Save each file's measures as one change, after saying row by row what was understood."""
    from records.importing import plan_report, read_report

    # Every file is read before the first is saved: a wrong name should not stop half way.
    reports = []
    with Progress() as progress:
        for done, file in enumerate(files):
            progress(Path(file).name, done, len(files))
            reports.append(read_report(Path(file)))
    for report in reports:
        plan, base = plan_report(session.register, report, period, programme, update=update)
        _tell(plan, session.language)
        if plan.change is None:
            note(session.say("Nothing to change."))
        else:
            save(session, replace(plan.change, basis=basis), base=base, dry_run=dry_run)


def _tell(plan: ImportPlan, language: Language) -> None:
    tell(plan.file)
    headings = ["No.", "Measure", "%", "Import"]
    rows = [
        [
            account.number,
            account.title,
            "" if account.percent is None else str(account.percent),
            language.show(account.outcome),
        ]
        for account in plan.account
    ]
    table([language.translate(heading) for heading in headings], rows, stretch=1)
    notices(plan.notices, language)
    for doubt, numbers in _doubts(plan, language).items():
        note(language.say("Measure {numbers}: {doubt}", numbers=", ".join(numbers), doubt=doubt))


def _doubts(plan: ImportPlan, language: Language) -> dict[str, list[str]]:
    """Return each doubt with the measures it is about: what holds for every row is said once."""
    found: dict[str, list[str]] = {}
    for account in plan.account:
        for doubt in account.doubts:
            found.setdefault(doubt.render(language), []).append(account.number)
    return found

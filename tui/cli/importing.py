"""`import`: take measures and their progress from a council's existing reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from records.errors import Misused, ProzvitError
from records.importing.account import Outcome
from tui.cli.framework import PERIOD, Command, Session
from tui.cli.options import of_programme
from tui.cli.output import note, notices, tell, tell_folded
from tui.cli.progress import Progress
from tui.cli.saving import save
from tui.tasks.understood import answered, doubts, facts, outcome, remarks, summary, unchanged

if TYPE_CHECKING:
    from records.importing import ImportPlan
    from records.importing.filled import Sheet
    from records.importing.table import Table
    from records.language import Language
    from records.values.periods import Period

_INDENT = "    "


@click.command(
    "import",
    cls=Command,
    help="Import measures and their progress from reports: .docx, .xlsx, .html, .csv, .md, .txt.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--period", type=PERIOD, help="The period that the reports are of; else the one that each names."
)
@of_programme
@click.option("--update", is_flag=True, help="Replace the progress that a measure has already.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def import_command(
    session: Session,
    files: tuple[str, ...],
    period: Period | None,
    programme: str | None,
    basis: str,
    *,
    update: bool,
    dry_run: bool,
) -> None:
    """Print row by row what was understood, then save each file as one change."""
    from records.importing import plan_report, read_report

    def planned(report: Table | Sheet) -> tuple[ImportPlan, str]:
        plan, base = plan_report(
            session.register, report, _period(session, report, period), programme, update=update
        )
        change = None if plan.change is None else replace(plan.change, basis=basis)
        return replace(plan, change=change), base

    # Read and plan every file before saving the first: a bad file must not stop the import half way.
    reports = []
    with Progress() as progress:
        for done, file in enumerate(files):
            progress(Path(file).name, done, len(files))
            reports.append(read_report(Path(file)))
    plans = [planned(report) for report in reports]
    for done, report in enumerate(reports):
        session.more = True
        try:
            # Plan again after a save, which may have made part of this file's changes already.
            plan, base = planned(report) if session.saved else plans[done]
            _take(session, plan, base, dry_run=dry_run)
        except ProzvitError as error:
            session.more = session.more or done + 1 < len(reports)
            if session.saved and session.more:
                error.add_note(session.say("Imported: {done} of {count} files.", done=done, count=len(files)))
            raise


def _period(session: Session, report: Table | Sheet, wanted: Period | None) -> Period:
    """Return the period to import a report for: the one that is wanted, else the one that it names."""
    from records.importing import period_of

    period = wanted or period_of(session.register, report)
    if period is None:
        raise Misused("{file} names no period: say which one with --period.", file=report.file)
    if wanted is None:
        note(session.say("{file}: taken for {period}, which it names.", file=report.file, period=period))
    return period


def _take(session: Session, plan: ImportPlan, base: str, *, dry_run: bool) -> None:
    """Print what was understood of a file, and save it unless `dry_run`."""
    language = session.language
    tell(plan.file)
    _tell_rows(plan, language)
    for remark in remarks(plan):
        tell_folded(language.show(remark))
    if dry_run and plan.change is not None:
        subject, _, _ = session.register.preview(plan.change, base=base).message.partition("\n")
        tell_folded(language.say("To be recorded: {subject}", subject=subject or None))
    notices([each for each in (plan.elsewhere, *plan.notices) if each is not None], language)
    for doubt in doubts(plan, language):
        note(doubt)
    tell_folded(summary(plan, language))
    if plan.change is None:
        note(session.say("Nothing to change."))
    elif not dry_run:
        save(session, plan.change, base=base)
        if (numbers := answered(plan)) and (period := plan.period) is not None:
            note(
                session.say(
                    "The answers are recorded, not submitted yet: prozvit submit {numbers} --period {period}",
                    numbers=numbers,
                    period=period.code,
                )
            )


def _tell_rows(plan: ImportPlan, language: Language) -> None:
    for row in plan.account:
        if row.outcome is Outcome.UNCHANGED:
            continue
        tell_folded(row.title, f"{row.number}  ")
        tell_folded(outcome(row, language), _INDENT)
        for label, text in facts(row, language):
            tell_folded(f"{label}: {text}", _INDENT)
    if numbers := unchanged(plan):
        tell_folded(f"{language.show(Outcome.UNCHANGED)}: {numbers}")

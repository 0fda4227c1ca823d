"""`close`, `publish`, `reopen`: close a period, record its report's publication, open the period again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.closings.closing import (
    attachment,
    closing,
    completing,
    counted,
    left_behind,
    obstacles,
    reopening,
)
from records.closings.tagging import edition
from records.errors import Misused
from records.merges.conflicts import open_marks, proposals
from records.values.model import Approval, Publication
from tui.cli.framework import DAY, PERIOD, Command, Session, by_commas
from tui.cli.options import with_json
from tui.cli.output import note, tell, tell_json
from tui.cli.progress import Progress
from tui.cli.saving import save
from tui.cli.written import file_document
from tui.typed.fields import usual_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from records.values.model import Attachment
    from records.values.periods import Period
    from tui.tasks.closing import Finished


@click.command("close", cls=Command, help="Close a period: its report is written, and tagged.")
@click.argument("period", type=PERIOD)
@click.argument("more_files", nargs=-1, metavar="")
@click.option("--reason", metavar="TEXT", default="", help="Why, where answers are missing.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.option(
    "--attach",
    "attached",
    metavar="FILE...",
    multiple=True,
    help="Record files (КЕП), each by its name and sha256.",
)
@click.option(
    "--to", "folder", metavar="DIR", help="The folder; else the current one, or the one beside the register."
)
@click.option("--format", "formats", metavar="F,...", help="Formats, by commas; else md,html.")
@with_json
@click.pass_obj
def close_command(
    session: Session,
    period: Period,
    more_files: tuple[str, ...],
    reason: str,
    basis: str,
    attached: tuple[str, ...],
    folder: str | None,
    formats: str | None,
    *,
    as_json: bool,
) -> None:
    """Close a period, or complete an interrupted closing; if it is closed already, attach the files to it."""
    from exporters.formats import USUAL_FORMATS
    from tui.tasks.closing import check_exports, finish
    from tui.tasks.reporting import check_templates

    if more_files and not attached:
        raise Misused("“{word}” is one word too many: files are named after --attach.", word=more_files[0])
    register = session.register
    # Read every file before anything is written.
    attach = [attachment(Path(file)) for file in (*attached, *more_files)]
    names = by_commas(formats) or list(USUAL_FORMATS)
    to = Path(folder).resolve() if folder is not None else usual_folder(register.path)
    if period in register.outline().closed:
        _attach(session, period, reason, basis, attach, quiet=as_json)
        present = edition(register, period)
        if present.set_tag is not None:
            _say_closed(session, period, attached=bool(attach), as_json=as_json)
            return
        note(session.say("Closing was interrupted before its tag was set: it is finished now."))
    else:
        check_exports(period, names, to)
        check_templates(register, period, names)
        snapshot = register.snapshot()
        if period.first_day <= snapshot.today() <= period.last_day:
            note(session.say("{period} still runs, until {day}.", period=period, day=period.last_day))
        proposed = proposals(open_marks(register), snapshot.closed)
        for message in [*counted(obstacles(register.recalled(snapshot, period), period)), *proposed]:
            note(session.language.show(message))
        save(session, closing(register, period, reason, basis, attach), quiet=as_json)
    with Progress() as progress:
        finished = finish(register, period, names, to, progress)
    _say_finished(session, period, finished, as_json=as_json)


@click.command("publish", cls=Command, help="Record where a closed period's report was published.")
@click.argument("period", type=PERIOD)
@click.option("--url", metavar="URL", default="", help="The report's address.")
@click.option("--date", "on", metavar="DAY", type=DAY, help="The day of publication.")
@click.option("--updated", metavar="DAY", type=DAY, help="The day on which it was published anew.")
@click.option("--approved-by", "document", metavar="TEXT", default="", help="The document that approved it.")
@click.option("--approval-number", "number", metavar="TEXT", default="", help="That document's number.")
@click.option("--approval-date", "approved", metavar="DAY", type=DAY, help="That document's day.")
@click.option("--reason", metavar="TEXT", default="", help="Why: it stands in the history.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.pass_obj
def publish_command(
    session: Session,
    period: Period,
    url: str,
    on: date | None,
    updated: date | None,
    document: str,
    number: str,
    approved: date | None,
    reason: str,
    basis: str,
) -> None:
    """Record the publication and approval of a closed period's report; options not given stay unchanged."""
    approval = Approval(document=document, number=number, on=approved)
    publication = Publication(url=url, on=on, updated=updated)
    if (approval, publication) == (Approval(), Publication()):
        raise click.UsageError(session.say("Say what to record: --url and --date, or --approved-by."))
    change = completing(
        session.register.snapshot(), period, reason, basis, approval=approval, publication=publication
    )
    save(session, change)


@click.command("reopen", cls=Command, help="Open a closed period again; closed once more it is an edition.")
@click.argument("period", type=PERIOD)
@click.option("--reason", metavar="TEXT", required=True, help="Why: it stands in the history.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.pass_obj
def reopen_command(session: Session, period: Period, reason: str, basis: str) -> None:
    """Remove the record of the closing; the tag stays."""
    told = left_behind(session.register.snapshot(), period)
    save(session, reopening(period, reason, basis))
    if told is not None:
        note(session.language.show(told))


def _attach(
    session: Session, period: Period, reason: str, basis: str, attach: Sequence[Attachment], *, quiet: bool
) -> None:
    if attach:
        snapshot = session.register.snapshot()
        save(session, completing(snapshot, period, reason, basis, attach=attach), quiet=quiet)


def _say_closed(session: Session, period: Period, *, attached: bool, as_json: bool) -> None:
    present = edition(session.register, period)
    if as_json:
        tell_json(_document(period, present.commit, present.number, present.tag, []))
    elif not attached:
        note(session.say("{period} is closed already: tag {tag}.", period=period, tag=present.tag))


def _say_finished(session: Session, period: Period, finished: Finished, *, as_json: bool) -> None:
    present = finished.edition
    if as_json:
        files = [file_document(each) for each in finished.files]
        tell_json(_document(period, present.commit, present.number, present.tag, files))
        return
    for each in finished.files:
        tell(str(each.path))
    note(session.say("Tag {tag}, on commit {commit}.", tag=present.tag, commit=present.commit[:10]))


def _document(
    period: Period, commit: str, number: int, tag: str, files: list[dict[str, object]]
) -> dict[str, object]:
    return {"commit": commit, "period": period.code, "edition": number, "tag": tag, "files": files}

"""`export`: the report of a period, written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.corrections import past
from records.model import Status
from records.units import find_unit
from tui.cli.framework import PERIOD, Command, Session
from tui.cli.output import note, tell, tell_json

if TYPE_CHECKING:
    from exporters.formats import Exported
    from records.periods import Period


@click.command("export", cls=Command, help="Write the report of a period.")
@click.argument("period", type=PERIOD)
@click.option("--to", "folder", metavar="DIR", default=".", help="The folder; else the current one.")
@click.option("--format", "formats", metavar="F,...", help="Formats, by commas; else md,html.")
@click.option("--at", "revision", metavar="REV", default="HEAD", help="As of a commit, a tag or a day.")
@click.option("--unit", metavar="U", help="Only measures of this unit, by id or name.")
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only this status.")
@click.option("--programme", metavar="ID", help="The programme, where the register has several.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def export_command(
    session: Session,
    period: Period,
    folder: str,
    formats: str | None,
    revision: str,
    unit: str | None,
    status: str | None,
    programme: str | None,
    *,
    as_json: bool,
) -> None:
    """Write a report in each format asked for, or in none."""
    from exporters.formats import USUAL_FORMATS, export, with_trail  # noqa: PLC0415 - the templates are slow to load
    from exporters.report import report  # noqa: PLC0415
    from records.period_trail import read_trail  # noqa: PLC0415

    snapshot = session.register.snapshot(revision)
    made = report(
        snapshot,
        period,
        programme=programme,
        unit=find_unit(snapshot.units, unit) if unit is not None else None,
        status=Status(status) if status is not None else None,
        past=past(session.register, snapshot, period),
    )
    names = [name.strip() for name in formats.split(",")] if formats else USUAL_FORMATS
    made = with_trail(made, names, partial(read_trail, session.register, snapshot, period, made.programme.id))
    written = export(made, names, Path(folder).resolve())
    if as_json:
        files = [file_document(each) for each in written]
        tell_json({"commit": snapshot.commit, "period": period.code, "files": files})
        return
    for each in written:
        tell(str(each.path))
    note(session.say("Made from commit {commit}.", commit=snapshot.commit[:10]))


def file_document(written: Exported) -> dict[str, object]:
    """Return a written file as `--json` tells of it."""
    return {
        "path": str(written.path),
        "format": written.format,
        "bytes": written.bytes,
        "sha256": written.sha256,
    }

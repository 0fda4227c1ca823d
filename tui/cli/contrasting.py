"""`compare`: a comparison of two periods, written for readers of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.staff.units import find_unit
from tui.cli.framework import PERIOD, Command, Session, by_commas
from tui.cli.options import as_of, of_programme, with_json
from tui.cli.output import note, tell_json
from tui.cli.progress import Progress
from tui.cli.written import file_document, tell_files
from tui.tasks.compared import compared

if TYPE_CHECKING:
    from records.values.periods import Period


@click.command("compare", cls=Command, help="Write what differs between two periods.")
@click.argument("one", metavar="P", type=PERIOD)
@click.argument("other", metavar="Q", type=PERIOD)
@click.option("--to", "folder", metavar="DIR", default=".", help="The folder; else the current one.")
@click.option("--format", "formats", metavar="F,...", help="Formats, by commas; else md,html.")
@as_of
@click.option("--unit", metavar="U", help="Only measures of this unit, by id or name.")
@of_programme
@with_json
@click.pass_obj
def compare_command(
    session: Session,
    one: Period,
    other: Period,
    folder: str,
    formats: str | None,
    revision: str,
    unit: str | None,
    programme: str | None,
    *,
    as_json: bool,
) -> None:
    """Write the comparison in each requested format; if one format fails to write, write none."""
    from exporters.comparing.formats import FORMATS
    from exporters.writing import write_as

    names = by_commas(formats) or list(FORMATS)
    register = session.register
    with Progress() as progress:
        progress(session.say("Reading the register…"), 0, len(names))
        snapshot = register.snapshot(revision)
        wanted = find_unit(snapshot.units, unit) if unit is not None else None
        made = compared(register, snapshot, (one, other), programme, wanted)
        written = write_as(made, FORMATS, names, Path(folder).resolve(), progress)
    if as_json:
        files = [file_document(each) for each in written]
        tell_json({"commit": snapshot.commit, "periods": [one.code, other.code], "files": files})
        return
    tell_files(written)
    note(session.say("Made from commit {commit}.", commit=snapshot.commit[:10]))

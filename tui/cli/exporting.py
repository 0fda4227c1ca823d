"""`export`: write the report of a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.staff.units import find_unit
from tui.cli.framework import PERIOD, Session, SeveralRegisters, by_commas
from tui.cli.options import STATUS, as_of, of_programme, with_json
from tui.cli.output import note, tell_json
from tui.cli.progress import Progress
from tui.cli.written import complain_of_replaced, file_document, interim, tell_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporters.model import Report
    from exporters.writing import Exported
    from records.values.model import Status
    from records.values.periods import Period


@click.command("export", cls=SeveralRegisters, help="Write the report of a period.")
@click.argument("period", type=PERIOD, required=False)
@click.option("--to", "folder", metavar="DIR", default=".", help="The folder; else the current one.")
@click.option(
    "--format",
    "formats",
    metavar="F,...",
    help="Formats, by commas; else md,html. With --index: of the reports that it links to.",
)
@as_of
@click.option("--unit", metavar="U", help="Only measures of this unit, by id or name.")
@click.option("--status", type=STATUS, help="Only this status, by its code or name.")
@of_programme
@click.option("--fragment", is_flag=True, help="HTML to put into a page of a site; alone, or with --format.")
@click.option("--index", "of_all", is_flag=True, help="Instead: the page over all closed periods.")
@with_json
@click.pass_obj
def export_command(
    session: Session,
    period: Period | None,
    folder: str,
    formats: str | None,
    revision: str,
    unit: str | None,
    status: Status | None,
    programme: str | None,
    *,
    fragment: bool,
    of_all: bool,
    as_json: bool,
) -> None:
    """Write a report in each requested format, all or none; or the page that links to all reports."""
    from exporters.formats import USUAL_FORMATS, export, write_page
    from tui.tasks.reporting import index, make, read

    to = Path(folder).resolve()
    names = by_commas(formats)
    if of_all:
        if any(each is not None for each in (period, unit, status, programme)) or fragment:
            raise click.UsageError(
                session.say("--index is of all periods: only --to, --format and --at go with it.")
            )
        from exporters.index import INDEX_NAME

        register = session.register
        snapshot = register.snapshot(revision)
        page = index(register, snapshot, names or USUAL_FORMATS)
        _tell_written(session, snapshot.commit, None, [write_page(INDEX_NAME, page, to)], as_json=as_json)
        return
    if period is None:
        raise click.UsageError(session.say("Name a period, or --index."))
    names = [*names, "fragment"] if fragment else names or list(USUAL_FORMATS)
    if len(session.folders) > 1:
        from tui.cli.consolidating import consolidate_registers
        from tui.tasks.consolidating import Wanted

        wanted = Wanted(revision, unit, status, programme)
        consolidate_registers(session, period, wanted, names, to, as_json=as_json)
        return
    register = session.register
    with Progress() as progress:
        progress(session.say("Reading the register…"), 0, len(names))
        snapshot = read(register, revision, period, names)
        made = make(
            register,
            snapshot,
            period,
            names,
            programme=programme,
            unit=find_unit(snapshot.units, unit) if unit is not None else None,
            status=status,
        )
        others = _replaced(made, names, to)
        written = export(made, names, to, progress)
    _tell_written(session, snapshot.commit, period, written, as_json=as_json)
    complain_of_replaced(others, session.language)
    if told := interim(made):
        note(session.language.show(told))


def _replaced(made: Report, names: Sequence[str], folder: Path) -> list[Path]:
    """Return the files with another selection of measures that this report overwrites."""
    if not made.only:
        return []
    from exporters.replaced import replaced

    return replaced(made, names, folder)


def _tell_written(
    session: Session, commit: str, period: Period | None, written: Sequence[Exported], *, as_json: bool
) -> None:
    if as_json:
        files = [file_document(each) for each in written]
        tell_json({"commit": commit, "period": period.code if period else None, "files": files})
        return
    tell_files(written)
    note(session.say("Made from commit {commit}.", commit=commit[:10]))

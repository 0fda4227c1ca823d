"""`export` of several registers: one consolidated report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exporters.consolidated.formats import FORMATS, check_formats
from exporters.writing import write_as
from tui.cli.output import note, tell_json
from tui.cli.progress import Progress
from tui.cli.written import complain_of_replaced, file_document, interim, tell_files
from tui.tasks.consolidating import consolidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporters.consolidated.model import Consolidated
    from records.values.periods import Period
    from tui.cli.framework import Session
    from tui.tasks.consolidating import Wanted


def consolidate_registers(
    session: Session, period: Period, wanted: Wanted, names: Sequence[str], folder: Path, *, as_json: bool
) -> None:
    """Write the session's registers as one consolidated report; print its files and their commits."""
    check_formats(names)
    with Progress() as progress:
        folders = [Path(each).absolute() for each in session.folders]
        made, read = consolidate(folders, period, wanted, progress)
        others = _replaced(made, wanted, names, folder)
        written = write_as(made, FORMATS, names, folder, progress)
    complain_of_replaced(others, session.language)
    if as_json:
        registers = [
            {"path": str(each.folder), "body": each.snapshot.rules.body, "commit": each.snapshot.commit}
            for each in read
        ]
        files = [file_document(each) for each in written]
        tell_json({"commit": None, "period": period.code, "registers": registers, "files": files})
        return
    tell_files(written)
    for part in made.parts:
        if part.report is None:
            note(f"{part.name}: {part.absent}")
        elif told := interim(part.report):
            note(f"{part.name}: {session.language.show(told)}")
    for each in read:
        commit = each.snapshot.commit[:10]
        note(session.say("{register}: commit {commit}.", register=each.folder, commit=commit))


def _replaced(made: Consolidated, wanted: Wanted, names: Sequence[str], folder: Path) -> list[Path]:
    """Return the files with another selection of measures that this report overwrites.

    [] for a report without a selection: it may overwrite any file.
    """
    if not wanted.is_choice:
        return []
    from exporters.replaced import replaced_by_all

    return replaced_by_all(made, names, folder)

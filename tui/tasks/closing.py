"""The steps after a closing: write the reports from the commit that closed the period, then tag it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

from exporters.formats import USUAL_FORMATS, export, file_name
from exporters.report import NotExported
from records.closings.tagging import Edition, edition, set_tag
from records.disk.system import refusal_of
from tui.tasks.reporting import make

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from exporters.writing import Exported
    from records.identity import Identity
    from records.register import Register
    from records.values.periods import Period


class Finished(Struct, frozen=True):
    """A closed period whose reports are written and tagged: its edition and the files."""

    edition: Edition
    files: tuple[Exported, ...]


def check_exports(period: Period, formats: Sequence[str], folder: Path) -> None:
    """Check, before a period is closed, that its exports can be written afterwards.

    Raise `Misused` for an unknown format, `NotExported` if the folder can't be written to.
    """
    for name in formats:
        file_name(period, name)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    reason = errno.EACCES if there.is_dir() else errno.ENOTDIR
    if reason == errno.ENOTDIR or not os.access(there, os.W_OK | os.X_OK):
        raise NotExported(
            "The report is not written: {file}: {reason}. Choose another folder, or make room.",
            file=there,
            reason=refusal_of(OSError(reason, os.strerror(reason))),
        )


def finish(
    register: Register,
    period: Period,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[str, int, int], None],
    *,
    by: Identity | None = None,
    at: datetime | None = None,
) -> Finished:
    """Write the reports of a closed period from the commit that closed it, and tag that commit.

    Each programme that includes the period gets a report. Raises the errors of `export` and `set_tag`; the
    period then stays closed without a tag, and this can be called again.
    """
    present = edition(register, period)
    snapshot = register.snapshot(present.commit)
    files: list[Exported] = []
    for programme in snapshot.programmes_of(period):
        made = make(register, snapshot, period, formats, programme=programme.id)
        files += export(made, formats, folder, progress)
    sums = {each.path.relative_to(folder.absolute()).as_posix(): each.sha256 for each in files}
    set_tag(register, period, sums, by, at)
    return Finished(edition(register, period), tuple(files))


def tag_alone(register: Register, period: Period, by: Identity, at: datetime) -> None:
    """Tag a closed period with the sums of its reports, but keep no reports; raise as `finish` does."""
    with TemporaryDirectory(prefix="prozvit-") as folder:
        finish(register, period, USUAL_FORMATS, Path(folder), lambda *_: None, by=by, at=at)

"""How commands report the files that they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message, Plural
from tui.cli.output import complain, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exporters.model import Report
    from exporters.writing import Exported
    from records.language import Language


def tell_files(written: Sequence[Exported]) -> None:
    """Print the path of each written file."""
    for each in written:
        tell(str(each.path))


def complain_of_replaced(files: Iterable[Path], language: Language) -> None:
    """Warn about files with another selection of measures that a report has overwritten."""
    for file in files:
        complain(
            language.say(
                "{file} held other measures, and is replaced. Give each choice a folder of its own: --to.",
                file=file,
            )
        )


def interim(made: Report) -> Message | None:
    """Return a note that a report is interim, with the number of answers not accepted; else None."""
    from records.rules.reviewing import not_accepted

    if not made.interim:
        return None
    left = len(not_accepted(made.records, made.period))
    if not left:
        return Message("The period is not closed: the report is interim.")
    return Plural(
        "The period is not closed: the report is interim; {n} answer in it is not accepted.",
        "The period is not closed: the report is interim; {n} answers in it are not accepted.",
        n=left,
    )


def file_document(written: Exported) -> dict[str, object]:
    """Return a written file as data for `--json`."""
    return {
        "path": str(written.path),
        "format": written.format,
        "bytes": written.bytes,
        "sha256": written.sha256,
    }

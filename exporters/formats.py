"""The formats a report can be written in, and the writing: all of the asked for, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.audit import to_audit
from exporters.datapackage import to_csv
from exporters.document import to_json
from exporters.docx import to_docx
from exporters.html import to_fragment, to_html
from exporters.markdown import to_markdown
from exporters.model import report_name
from exporters.workbook import to_workbook
from exporters.writing import Exported, silent, write_files
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from exporters.model import Report
    from records.trail.period_trail import PeriodTrail
    from records.values.periods import Period


#: What a format makes of a report: a file, or the files of a folder by their names.
Made = bytes | Mapping[str, bytes]


@dataclass(frozen=True)
class Format:
    """How a report becomes a file; with the `extension` "", a folder of files."""

    write: Callable[[Report], Made]
    extension: str
    media_type: str
    #: Whether the report must come with its trail.
    needs_trail: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "md": Format(to_markdown, "md", "text/markdown; charset=utf-8"),
        "html": Format(to_html, "html", "text/html; charset=utf-8"),
        "fragment": Format(to_fragment, "fragment.html", "text/html; charset=utf-8"),
        "docx": Format(
            to_docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        "xlsx": Format(
            to_workbook, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
        "csv": Format(to_csv, "", "text/csv; charset=utf-8"),
        "json": Format(to_json, "json", "application/json"),
        "audit": Format(to_audit, "audit.html", "text/html; charset=utf-8", needs_trail=True),
    }
)
#: What is written when nothing else is asked for.
USUAL_FORMATS = ("md", "html")


def file_name(period: Period, name: str) -> str:
    """Return the name of the file, or of the folder ("…/"), that a report is in a format; raise `Misused`."""
    extension = _known(name).extension
    return f"{report_name(period)}.{extension}" if extension else f"{report_name(period)}/"


def with_trail(
    report: Report, formats: Iterable[str], read: Callable[[Collection[str] | None], PeriodTrail]
) -> Report:
    """Return a report with its trail where a format needs that; raise `Misused` for an unknown format.

    `read` is given the measures of a report that is not of all of them, and reads the trail.
    """
    known = [_known(name) for name in formats]
    if not any(each.needs_trail for each in known):
        return report
    return replace(report, trail=read({row.measure for row in report.rows} if report.filters else None))


def export(
    report: Report,
    formats: Iterable[str],
    folder: Path,
    progress: Callable[[str, int, int], None] = silent,
) -> list[Exported]:
    """Write a report into a folder (made if it isn't there), and return what was written.

    Where several programmes hold the period, that is the programme's own folder inside of it.
    `progress` is told before each format which it is, and how many of how many are done; what it raises
    ends the export. Raise `Misused` for an unknown format, `NotExported` where a file can't be written.
    Where anything is raised, every file is as it was before.
    """
    names = {name: file_name(report.period, name) for name in formats}
    contents: dict[str, bytes] = {}
    formats_of: dict[str, str] = {}
    for done, name in enumerate(names):
        progress(name, done, len(names))
        made = dict(_files(names[name], _known(name).write(report)))
        contents |= made
        formats_of |= dict.fromkeys(made, name)
    return write_files(folder / report.folder, contents, formats_of)


def write_page(name: str, page: bytes, folder: Path) -> Exported:
    """Write a page that is of no one period into a folder; return what was written, raise `NotExported`."""
    [written] = write_files(folder, {name: page}, {name: "html"})
    return written


def _files(name: str, made: Made) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a format made, each by its way from the folder of the export."""
    if isinstance(made, bytes):
        yield name, made
    else:
        for inside, data in made.items():
            yield f"{name}{inside}", data


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise Misused("There is no format “{format}”. There are: {known}.", format=name, known=list(FORMATS))
    return FORMATS[name]

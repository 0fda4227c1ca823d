"""The formats a report can be written in, and the writing: all of the asked for, or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.audit import to_audit
from exporters.docx import to_docx
from exporters.html import to_fragment, to_html
from exporters.markdown import to_markdown
from exporters.model import report_name
from exporters.writing import Exported, silent, write_files
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from exporters.model import Report
    from records.period_trail import PeriodTrail
    from records.periods import Period


@dataclass(frozen=True)
class Format:
    """How a report becomes a file."""

    write: Callable[[Report], bytes]
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
        "audit": Format(to_audit, "audit.html", "text/html; charset=utf-8", needs_trail=True),
    }
)
#: What is written when nothing else is asked for.
USUAL_FORMATS = ("md", "html")


def file_name(period: Period, name: str) -> str:
    """Return the name of the file that a period's report is in a format; raise `Misused`."""
    return f"{report_name(period)}.{_known(name).extension}"


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
    """Write a report into a folder (made if it isn't there), one file a format, and return what was written.

    `progress` is told before each format which it is, and how many of how many are done; what it raises
    ends the export. Raise `Misused` for an unknown format, `NotExported` where a file can't be written.
    Where anything is raised, every file is as it was before.
    """
    names = {name: file_name(report.period, name) for name in formats}
    contents: dict[str, bytes] = {}
    for done, name in enumerate(names):
        progress(name, done, len(names))
        contents[names[name]] = _known(name).write(report)
    return write_files(folder, contents, {file: name for name, file in names.items()})


def write_page(name: str, page: bytes, folder: Path) -> Exported:
    """Write a page that is of no one period into a folder; return what was written, raise `NotExported`."""
    [written] = write_files(folder, {name: page}, {name: "html"})
    return written


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise Misused("There is no format “{format}”. There are: {known}.", format=name, known=list(FORMATS))
    return FORMATS[name]

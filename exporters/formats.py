"""The output formats of a report, and the export, which writes all requested formats or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from exporters.model import report_name
from exporters.writing import Exported, silent, write_files
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from exporters.model import Report
    from records.trail.period_trail import PeriodTrail
    from records.values.periods import Period


#: A format’s output: one file, or the files of a folder by name.
Made = bytes | Mapping[str, bytes]


class Format(Struct, frozen=True):
    """An output format; `extension` is "" if it writes a folder of files."""

    write: Callable[[Report], Made]
    extension: str
    #: Whether the report must include the audit trail.
    needs_trail: bool = False
    #: Whether it shows earlier periods: changes of the progress, and totals.
    looks_back: bool = False


def _by(module: str, function: str) -> Callable[[Report], Made]:
    """Return a writer in a module of this package, which is imported on the first use."""

    def write(report: Report) -> Made:
        made: Made = getattr(import_module(f"exporters.{module}"), function)(report)
        return made

    return write


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "md": Format(_by("markdown", "to_markdown"), "md"),
        "html": Format(_by("html", "to_html"), "html", looks_back=True),
        "fragment": Format(_by("html", "to_fragment"), "fragment.html", looks_back=True),
        "docx": Format(_by("word.docx", "to_docx"), "docx"),
        "xlsx": Format(_by("workbook.xlsx", "to_workbook"), "xlsx"),
        "csv": Format(_by("datapackage", "to_csv"), ""),
        "json": Format(_by("document", "to_json"), "json"),
        "audit": Format(_by("audit", "to_audit"), "audit.html", needs_trail=True),
    }
)
#: The formats written by default.
USUAL_FORMATS = ("md", "html")


def file_name(period: Period, name: str) -> str:
    """Return the name of a report’s file, or of its folder ("…/"), in a format; raise `Misused`."""
    extension = _known(name).extension
    return f"{report_name(period)}.{extension}" if extension else f"{report_name(period)}/"


def looking_back(formats: Iterable[str]) -> bool:
    """Return whether any of the formats shows earlier periods; raise `Misused` for an unknown format."""
    return any(_known(name).looks_back for name in formats)


def with_trail(
    report: Report, formats: Iterable[str], read: Callable[[Collection[str] | None], PeriodTrail]
) -> Report:
    """Return the report with its audit trail if a format needs it; raise `Misused` for an unknown format.

    `read` reads the trail; its argument is the measures of a filtered report, or None for all measures.
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
    """Write a report into a folder, created if missing, and return the files written.

    If several programmes have the period, the files go into the programme’s own subfolder. `progress` is
    called before each format with its name, the number of formats done and the number of all; an exception
    that it raises ends the export. Raises `Misused` for an unknown format and `NotExported` if a file cannot
    be written. On any exception, all files remain as they were (`write_all` has the one exception).
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
    """Write a page that belongs to no single period into a folder; return its file, raise `NotExported`."""
    [written] = write_files(folder, {name: page}, {name: "html"})
    return written


def _files(name: str, made: Made) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a format as (path relative to the export folder, content)."""
    if isinstance(made, bytes):
        yield name, made
    else:
        for inside, data in made.items():
            yield f"{name}{inside}", data


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise Misused("There is no format “{format}”. There are: {known}.", format=name, known=list(FORMATS))
    return FORMATS[name]

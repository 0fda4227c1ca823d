"""The formats a report can be written in, and the writing: all of the asked for, or none."""

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


#: What a format makes of a report: a file, or the files of a folder by their names.
Made = bytes | Mapping[str, bytes]


class Format(Struct, frozen=True):
    """How a report becomes a file; with the `extension` "", a folder of files."""

    write: Callable[[Report], Made]
    extension: str
    #: Whether the report must come with its trail.
    needs_trail: bool = False
    #: Whether it shows what went before: how answers changed, what the periods added up to.
    looks_back: bool = False


def _by(module: str, function: str) -> Callable[[Report], Made]:
    """Return what writes a report by a module of this package, which is imported when it does."""

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
#: What is written when nothing else is asked for.
USUAL_FORMATS = ("md", "html")


def file_name(period: Period, name: str) -> str:
    """Return the name of the file, or of the folder ("…/"), that a report is in a format; raise `Misused`."""
    extension = _known(name).extension
    return f"{report_name(period)}.{extension}" if extension else f"{report_name(period)}/"


def looking_back(formats: Iterable[str]) -> bool:
    """Say whether one of some formats shows what went before; raise `Misused` for an unknown one."""
    return any(_known(name).looks_back for name in formats)


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

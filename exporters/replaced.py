"""Detection of files that an export would overwrite although they cover other measures.

A filtered report has the same file name as the whole one, because scripts rely on it; either replaces the
other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from exporters.datapackage import DESCRIPTION
from exporters.formats import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from exporters.consolidated.model import Consolidated
    from exporters.model import Report

#: The command in a report’s footer (`exporters.provenance`), in any surrounding markup.
_COMMAND = re.compile(rb"prozvit export \S+ --at [0-9a-f]{40,64}((?: --[a-z]+ [\w.-]+)*)")
_FILTER = re.compile(r"--(unit|status) ([\w.-]+)")


def replaced(report: Report, formats: Iterable[str], folder: Path) -> list[Path]:
    """Return the existing files that an export would overwrite and that cover other measures than the report.

    Files that no export made are not reported.
    """
    names = (file_name(report.period, each) for each in formats)
    files = (f"{each}{DESCRIPTION}" if each.endswith("/") else each for each in names)
    found = ((path, _choices(path)) for path in (folder / report.folder / each for each in files))
    # A text may quote such a command; the report’s own command is the last.
    return [path for path, choices in found if choices and choices[-1] != dict(report.only)]


def replaced_by_all(made: Consolidated, formats: Iterable[str], folder: Path) -> list[Path]:
    """Return the existing files that a consolidated report would overwrite and that cover other measures."""
    wanted = [dict(part.report.only) for part in made.parts if part.report is not None]
    paths = (folder / made.folder / f"{made.name}.{each}" for each in formats)
    return [path for path in paths if _choices(path) not in ([], wanted)]


def _choices(path: Path) -> list[Mapping[str, str]]:
    """Return the filters of each report in a file; empty if it holds no report."""
    try:
        data = path.read_bytes()
    except OSError:
        return []
    if path.suffix == ".json":
        try:
            return [msgspec.json.decode(data, type=_Data).filters]
        except msgspec.MsgspecError:
            return []
    return [dict(_FILTER.findall(each.decode())) for each in _COMMAND.findall(data)]


class _Data(msgspec.Struct):
    """The part of a data file that says how its measures were filtered."""

    filters: dict[str, str] = {}

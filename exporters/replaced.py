"""What an export replaces: files of that name that hold other measures than it.

A report of some measures bears the name of the whole one, as scripts rely on: each takes the other’s place.
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

#: The command at a report's foot (`exporters.provenance`), whatever is around it.
_COMMAND = re.compile(rb"prozvit export \S+ --at [0-9a-f]{40,64}((?: --[a-z]+ [\w.-]+)*)")
_FILTER = re.compile(r"--(unit|status) ([\w.-]+)")


def replaced(report: Report, formats: Iterable[str], folder: Path) -> list[Path]:
    """Return the files of an export into a folder that stand there and are of other measures than the report.

    What no export made is nobody's report.
    """
    names = (file_name(report.period, each) for each in formats)
    files = (f"{each}{DESCRIPTION}" if each.endswith("/") else each for each in names)
    found = ((path, _choices(path)) for path in (folder / report.folder / each for each in files))
    # A text may quote such a command: the report's own is the last.
    return [path for path, choices in found if choices and choices[-1] != dict(report.only)]


def replaced_by_all(made: Consolidated, formats: Iterable[str], folder: Path) -> list[Path]:
    """Return the files whose place a consolidated report takes, and which are of other measures than it."""
    wanted = [dict(part.report.only) for part in made.parts if part.report is not None]
    paths = (folder / made.folder / f"{made.name}.{each}" for each in formats)
    return [path for path in paths if _choices(path) not in ([], wanted)]


def _choices(path: Path) -> list[Mapping[str, str]]:
    """Return by what the measures of each report in a file were chosen; none where it holds none."""
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
    """What the data formats say of their measures."""

    filters: dict[str, str] = {}

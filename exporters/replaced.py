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

    from exporters.model import Report

#: The command at a report's foot (`exporters.provenance`), whatever is around it.
_COMMAND = re.compile(rb"prozvit export \S+ --at [0-9a-f]{40,64}((?: --[a-z]+ [\w.-]+)*)")
_FILTER = re.compile(r"--(unit|status) ([\w.-]+)")


def replaced(report: Report, formats: Iterable[str], folder: Path) -> list[Path]:
    """Return the files of an export into a folder that stand there and are of other measures than the report.

    What no export made is nobody's report.
    """
    names = (file_name(report.period, each) for each in formats)
    paths = (
        folder / report.folder / (f"{each}{DESCRIPTION}" if each.endswith("/") else each) for each in names
    )
    found = ((path, _filters(path)) for path in paths)
    return [path for path, filters in found if filters not in (None, dict(report.only))]


def _filters(path: Path) -> Mapping[str, str] | None:
    """Return by what a report's measures were chosen; None where there is no report."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if path.suffix == ".json":
        try:
            return msgspec.json.decode(data, type=_Data).filters
        except msgspec.MsgspecError:
            return None
    commands = _COMMAND.findall(data)
    return dict(_FILTER.findall(commands[-1].decode())) if commands else None


class _Data(msgspec.Struct):
    """What the data formats say of their measures."""

    filters: dict[str, str] = {}

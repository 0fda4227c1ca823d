"""The formats that a consolidated report can be written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.consolidated.html import to_html
from exporters.consolidated.markdown import to_markdown
from exporters.writing import silent, write_as
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from exporters.consolidated.model import Consolidated
    from exporters.writing import Exported

FORMATS: Mapping[str, Callable[[Consolidated], bytes]] = MappingProxyType(
    {"md": to_markdown, "html": to_html}
)


def check_formats(formats: Iterable[str]) -> None:
    """Raise `Misused` for a format that no consolidated report can be written in."""
    for name in formats:
        if name not in FORMATS:
            raise Misused(
                "A report over several registers is written as {known}, not as “{format}”.",
                known=", ".join(FORMATS),
                format=name,
            )


def export(
    made: Consolidated,
    formats: Iterable[str],
    folder: Path,
    progress: Callable[[str, int, int], None] = silent,
) -> list[Exported]:
    """Write a consolidated report into a folder, one file a format, and return what was written.

    `progress`, and what is raised, are those of a report's `export`.
    """
    return write_as(made, made.name, FORMATS, formats, folder, progress=progress)

"""The formats that a comparison can be written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.comparing.html import to_html
from exporters.comparing.markdown import to_markdown
from exporters.writing import silent, write_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from exporters.comparing.model import Comparison
    from exporters.writing import Exported

FORMATS: Mapping[str, Callable[[Comparison], bytes]] = MappingProxyType({"md": to_markdown, "html": to_html})


def export(
    made: Comparison,
    formats: Iterable[str],
    folder: Path,
    progress: Callable[[str, int, int], None] = silent,
) -> list[Exported]:
    """Write a comparison into a folder, one file a format, and return what was written.

    `progress`, and what is raised, are those of a report's `export`.
    """
    return write_as(made, made.name, FORMATS, formats, folder, progress=progress)

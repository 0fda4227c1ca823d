"""The output formats of a consolidated report."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.consolidated.html import to_html
from exporters.consolidated.markdown import to_markdown
from records.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exporters.consolidated.model import Consolidated

FORMATS: Mapping[str, Callable[[Consolidated], bytes]] = MappingProxyType(
    {"md": to_markdown, "html": to_html}
)


def check_formats(formats: Iterable[str]) -> None:
    """Raise `Misused` for a format in which a consolidated report cannot be written."""
    for name in formats:
        if name not in FORMATS:
            raise Misused(
                "A report over several registers is written as {known}, not as “{format}”.",
                known=", ".join(FORMATS),
                format=name,
            )

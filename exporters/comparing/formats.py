"""The output formats of a comparison."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from exporters.comparing.html import to_html
from exporters.comparing.markdown import to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from exporters.comparing.model import Comparison

FORMATS: Mapping[str, Callable[[Comparison], bytes]] = MappingProxyType({"md": to_markdown, "html": to_html})

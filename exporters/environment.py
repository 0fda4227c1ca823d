"""The program’s own templates, and the Jinja options that all templates share."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Return the Jinja environment of the program’s own templates, which escapes every value."""
    # Imported here so that only HTML exports pay for Jinja.
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, **options())


def options() -> dict[str, Any]:
    """Return the Jinja options of all templates: among others, an undefined name is an error."""
    from jinja2 import StrictUndefined

    return {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }

"""The templates of pages, filled: the program's own, and a council's over them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def fill(name: str, values: Mapping[str, Any], templates: Mapping[str, bytes] | None = None) -> bytes:
    """Return a template filled with values, as UTF-8; `templates` are a council's own, by their names.

    A council's own template of the same name stands before ours. Raise `BadTemplate` where it fails.
    """
    if templates:
        # Few councils have their own.
        from exporters.council import fill_own

        return fill_own(name, values, templates)
    # Piece by piece, since the whole as one text would take its room once more.
    file = BytesIO()
    file.writelines(part.encode() for part in environment().get_template(name).generate(values))
    return file.getvalue()


@cache
def environment() -> Environment:
    """Return what fills the program's own templates: every value is text, never markup."""
    # Only an export to HTML pays for the templates.
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, **options())


def options() -> dict[str, Any]:
    """Return how every template is read: a name that nobody gave is an error."""
    from jinja2 import StrictUndefined

    return {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }

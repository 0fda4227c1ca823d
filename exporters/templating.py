"""Filling of page templates: the program’s own, and a council’s that override them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from exporters.environment import environment

if TYPE_CHECKING:
    from collections.abc import Mapping


def fill(name: str, values: Mapping[str, Any], templates: Mapping[str, bytes] | None = None) -> bytes:
    """Return a template filled with values, as UTF-8; `templates` are a council’s own, by name.

    A council’s template overrides ours of the same name. Raises `BadTemplate` if one fails.
    """
    if templates:
        # Imported here because few councils have templates.
        from exporters.council import fill_own

        return fill_own(name, values, templates)
    # Encoding piece by piece avoids a second copy of the whole page in memory.
    file = BytesIO()
    file.writelines(part.encode() for part in environment().get_template(name).generate(values))
    return file.getvalue()

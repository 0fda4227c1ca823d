"""The templates of pages, filled: the program's own, and a council's over them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from exporters.environment import environment

if TYPE_CHECKING:
    from collections.abc import Mapping


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

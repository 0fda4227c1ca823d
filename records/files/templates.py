"""The council's own report templates: files in the register that replace those of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.git.trees import is_file
from records.values.layout import TEMPLATES, template_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.files.reader import Reader


def templates(register: Reader, commit: str) -> Mapping[str, bytes]:
    """Return the council's own templates at a commit, by name; links are ignored."""
    present = register.repository.files_under(commit, [TEMPLATES.rstrip("/")])
    found = {
        name: blob
        for path, (mode, blob) in present.items()
        if (name := template_name(path)) is not None and is_file(mode)
    }
    return dict(zip(found, register.repository.blobs(list(found.values())), strict=True))

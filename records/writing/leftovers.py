"""What saves and starts left beside the history: versions set aside, and saves that were interrupted.

Each is a folder `.git/prozvit/<kind>/<moment>~<login>` that holds whole files under their paths in the
register. Nothing here is ever taken away but by its name.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.durable import write_file
from records.language import Message
from records.values.numbers import slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MOMENT = "%Y%m%d-%H%M%S-%f"
#: The file that names the base; no path of a register is called so.
_BASE = ".base"
#: What lies beside the files that are kept: their base, and what a killed writing left.
_BESIDE = (_BASE, ".new-")


class Kind(StrEnum):
    """Why files are kept here."""

    ASIDE = "aside"
    INTERRUPTED = "interrupted"

    def message(self) -> Message:
        """Return it for people."""
        return Message(_KIND_NAMES[self])


_KIND_NAMES = {Kind.ASIDE: "hand edit set aside", Kind.INTERRUPTED: "interrupted save"}


class Leftover(Struct, frozen=True):
    """Files that are kept: of which kind, whose, since when; `paths` are those they have in the register.

    `base` is the commit whose versions they were made from, "" where nobody knows.
    """

    kind: Kind
    id: str
    login: str
    at: datetime
    base: str
    folder: Path
    paths: tuple[str, ...]

    def read(self, path: str) -> bytes:
        """Return a file as it is kept."""
        return (self.folder / path).read_bytes()

    def discard(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.folder)


def keep(
    private: Path, kind: Kind, files: Mapping[str, bytes], *, login: str, at: datetime, base: str
) -> Leftover:
    """Keep files, on disk when this returns; raise OSError."""
    name = f"{at.astimezone(UTC):{_MOMENT}}~{slug(login)}"
    folder = private / kind / name
    for path, data in files.items():
        write_file(folder / path, data, mode=0o600)
    write_file(folder / _BASE, base.encode(), mode=0o600)
    return Leftover(kind, name, login, at, base, folder, tuple(sorted(files)))


def leftovers(private: Path) -> list[Leftover]:
    """Return all that is kept, the newest first."""
    found = [
        leftover
        for kind in Kind
        for folder in (private / kind).glob("*")
        if (leftover := _read(kind, folder)) is not None
    ]
    return sorted(found, key=lambda leftover: leftover.at, reverse=True)


def _read(kind: Kind, folder: Path) -> Leftover | None:
    moment, _, login = folder.name.partition("~")
    try:
        at = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
        files = sorted(
            file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(_BESIDE)
        )
        base = (folder / _BASE).read_text(encoding="ascii") if (folder / _BASE).exists() else ""
    except (ValueError, OSError):
        return None
    paths = tuple(file.relative_to(folder).as_posix() for file in files)
    return Leftover(kind, folder.name, login or "?", at, base, folder, paths) if paths else None

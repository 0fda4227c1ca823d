"""Files kept outside the history: hand edits set aside, and files of interrupted saves.

Each leftover is a folder `.git/prozvit/<kind>/<moment>~<login>` holding whole files under their paths in the
register. A leftover is deleted only when a user names it.
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
#: The file that names the base commit; no path of a register has this name.
_BASE = ".base"
#: Names beside the kept files: the base, and temporary files of a killed write.
_BESIDE = (_BASE, ".new-")


class Kind(StrEnum):
    """Why files are kept."""

    ASIDE = "aside"
    INTERRUPTED = "interrupted"

    def message(self) -> Message:
        """Return the kind's name for people."""
        return Message(_KIND_NAMES[self])


_KIND_NAMES = {Kind.ASIDE: "hand edit set aside", Kind.INTERRUPTED: "interrupted save"}


class Leftover(Struct, frozen=True):
    """Kept files: their kind, owner, time and paths in the register.

    `base` is the commit whose versions were edited, "" if unknown.
    """

    kind: Kind
    id: str
    login: str
    at: datetime
    base: str
    folder: Path
    paths: tuple[str, ...]

    def read(self, path: str) -> bytes:
        """Return the bytes of a kept file."""
        return (self.folder / path).read_bytes()

    def discard(self) -> None:
        """Delete the leftover."""
        shutil.rmtree(self.folder)


def keep(
    private: Path, kind: Kind, files: Mapping[str, bytes], *, login: str, at: datetime, base: str
) -> Leftover:
    """Write files to disk as a new leftover and return it. Raises OSError."""
    name = f"{at.astimezone(UTC):{_MOMENT}}~{slug(login)}"
    folder = private / kind / name
    for path, data in files.items():
        write_file(folder / path, data, mode=0o600)
    write_file(folder / _BASE, base.encode(), mode=0o600)
    return Leftover(kind, name, login, at, base, folder, tuple(sorted(files)))


def leftovers(private: Path) -> list[Leftover]:
    """Return all leftovers, newest first."""
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

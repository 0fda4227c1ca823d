"""Drafts: what somebody typed and did not save, kept beside the register and never in its history."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from records.disk.durable import write_file
from records.errors import Misused
from records.values.layout import Place
from records.values.numbers import slug
from records.values.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from records.register import Register


@dataclass(frozen=True)
class Draft:
    """Typed values of one progress (`period`) or of one measure (None), and the commit they were typed on.

    `values` map keys as they are written ("percent", "deadline.text", also "reason") to what was typed.
    """

    programme: str
    id: str
    period: Period | None
    base: str
    values: dict[str, Any]
    saved_at: datetime

    @property
    def place(self) -> Place:
        """What the draft is of."""
        return Place(self.programme, self.id, self.period)


class Drafts:
    """The drafts of one officer in one register."""

    def __init__(self, register: Register) -> None:
        self._folder = register.private / "drafts" / slug(register.me.login)

    def keep(self, draft: Draft) -> None:
        """Put a draft on disk, in the place of an earlier one; raise OSError where that fails."""
        register_private = self._folder.parent.parent
        register_private.mkdir(mode=0o700, exist_ok=True)
        tables = asdict(draft) | {
            "period": draft.period.code if draft.period else None,
            "saved_at": draft.saved_at.isoformat(),
        }
        data = json.dumps(tables, ensure_ascii=False, indent=1, default=str).encode()
        write_file(self._file(draft.place), data, mode=0o600)

    def find(self, place: Place) -> Draft | None:
        """Return the draft of one progress or measure."""
        return _read(self._file(place))

    def all(self) -> list[Draft]:
        """Return all drafts, the newest first."""
        found = [_read(file) for file in self._folder.glob("*.json")]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.saved_at, reverse=True)

    def discard(self, place: Place) -> None:
        """Forget the draft of one progress or measure."""
        self._file(place).unlink(missing_ok=True)

    def _file(self, place: Place) -> Path:
        name = "measure" if place.period is None else place.period.code
        return self._folder / f"{place.programme}~{place.id}~{name}.json"


def _read(file: Path) -> Draft | None:
    try:
        tables = json.loads(file.read_bytes())
        return Draft(
            programme=tables["programme"],
            id=tables["id"],
            period=Period.from_code(tables["period"]) if tables["period"] else None,
            base=tables["base"],
            values=dict(tables["values"]),
            saved_at=datetime.fromisoformat(tables["saved_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, Misused):
        # A file that is no draft must not stand between an officer and the register.
        return None

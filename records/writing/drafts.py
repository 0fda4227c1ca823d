"""Drafts: text that was typed but not saved, stored beside the register and never in its history.

When a connection hangs, its session lives on beside the officer's next one. Each session therefore has files
of its own and never overwrites what another session typed.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from records.disk.durable import make_folder, write_file
from records.errors import Misused
from records.values.layout import Place
from records.values.numbers import slug
from records.values.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from records.register import Register


class Draft(Struct, frozen=True):
    """The typed values of one progress, or of one measure (`period` is None), and the commit they start from.

    `values` maps keys as written ("percent", "deadline.text", also "reason") to the typed values. `start`
    holds the original contents of the form's fields, and is empty if no form was used. `session` names the
    session that stores the draft.
    """

    programme: str
    id: str
    period: Period | None
    base: str
    values: dict[str, Any]
    saved_at: datetime
    start: dict[str, str] = field(default_factory=dict)
    session: str = ""

    @property
    def place(self) -> Place:
        """The progress or measure that the draft belongs to."""
        return Place(self.programme, self.id, self.period)


class Drafts:
    """The drafts of one officer in one register, seen from one of their sessions."""

    def __init__(self, register: Register) -> None:
        #: Distinguishes this session's drafts from those of other sessions.
        self.session = secrets.token_hex(3)
        self._folder = register.private / "drafts" / slug(register.me.login)

    def keep(self, draft: Draft) -> None:
        """Write a draft to disk, replacing this session's earlier one for the place. Raises OSError."""
        register_private = self._folder.parent.parent
        make_folder(register_private, 0o700)
        tables = asdict(draft) | {
            "period": draft.period.code if draft.period else None,
            "saved_at": draft.saved_at.isoformat(),
        }
        # The file's name holds the session, so taking over a draft is a mere rename.
        del tables["session"]
        data = json.dumps(tables, ensure_ascii=False, indent=1, default=str).encode()
        write_file(self._file(draft), data, mode=0o600)

    def find(self, place: Place) -> Draft | None:
        """Return the draft for a place: this session's own, else the newest, None if there is none."""
        found = [draft for draft in self.all() if draft.place == place]
        return next((draft for draft in found if draft.session == self.session), found[0] if found else None)

    def take(self, draft: Draft) -> Draft:
        """Take over another session's draft and return it; this session must have none for its place."""
        mine = replace(draft, session=self.session)
        # If another session took it over first, its text is still used here.
        with suppress(FileNotFoundError):
            self._file(draft).rename(self._file(mine))
        return mine

    def all(self) -> list[Draft]:
        """Return all drafts, newest first."""
        found = [_read(file) for file in self._folder.glob("*.json")]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.saved_at, reverse=True)

    def discard(self, draft: Draft) -> None:
        """Delete this draft; drafts of other sessions stay."""
        self._file(draft).unlink(missing_ok=True)

    def _file(self, draft: Draft) -> Path:
        period = "measure" if draft.period is None else draft.period.code
        name = "~".join(filter(None, (draft.programme, draft.id, period, draft.session)))
        return self._folder / f"{name}.json"


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
            start=dict(tables.get("start", {})),
            session="".join(file.stem.split("~")[3:]),
        )
    except (OSError, ValueError, KeyError, TypeError, Misused):
        # An unreadable draft must not keep the officer out of the register.
        return None

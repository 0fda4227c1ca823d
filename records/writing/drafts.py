"""Drafts: what somebody typed and did not save, kept beside the register and never in its history.

Where a line hangs, its session lives on beside the one that its officer opens next. So each session has files
of its own, and none writes over what another one typed.
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
    """Typed values of one progress (`period`) or of one measure (None), and the commit they were typed on.

    `values` map keys as they are written ("percent", "deadline.text", also "reason") to what was typed;
    `start` says what the form's fields held before, nothing where no form was used. `session` is the one that
    keeps it.
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
        """What the draft is of."""
        return Place(self.programme, self.id, self.period)


class Drafts:
    """The drafts of one officer in one register, as one of the officer's sessions sees them."""

    def __init__(self, register: Register) -> None:
        #: What tells this session's drafts from those of others.
        self.session = secrets.token_hex(3)
        self._folder = register.private / "drafts" / slug(register.me.login)

    def keep(self, draft: Draft) -> None:
        """Put a draft on disk, over an earlier one of its session; raise OSError where that fails."""
        register_private = self._folder.parent.parent
        make_folder(register_private, 0o700)
        tables = asdict(draft) | {
            "period": draft.period.code if draft.period else None,
            "saved_at": draft.saved_at.isoformat(),
        }
        # The file's name says whose it is: a session that takes it over need not write it anew.
        del tables["session"]
        data = json.dumps(tables, ensure_ascii=False, indent=1, default=str).encode()
        write_file(self._file(draft), data, mode=0o600)

    def find(self, place: Place) -> Draft | None:
        """Return the draft of one progress or measure: this session's own, else the newest."""
        found = [draft for draft in self.all() if draft.place == place]
        return next((draft for draft in found if draft.session == self.session), found[0] if found else None)

    def take(self, draft: Draft) -> Draft:
        """Let this session go on with a draft, whose place it has no other of; return it as its own."""
        mine = replace(draft, session=self.session)
        # Where another session was faster, what was read is typed here all the same.
        with suppress(FileNotFoundError):
            self._file(draft).rename(self._file(mine))
        return mine

    def all(self) -> list[Draft]:
        """Return all drafts, the newest first."""
        found = [_read(file) for file in self._folder.glob("*.json")]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.saved_at, reverse=True)

    def discard(self, draft: Draft) -> None:
        """Forget a draft; those of other sessions stay."""
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
        # A file that is no draft must not stand between an officer and the register.
        return None

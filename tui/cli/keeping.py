"""Values typed in a command that could not be saved, kept as a draft that the form offers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.values.changes import Action
from records.values.fields import dotted
from records.values.layout import UNITS, place
from records.writing.drafts import Draft, Drafts
from tui.typed.fields import as_field
from tui.typed.measure import NEW

if TYPE_CHECKING:
    from records.values.changes import Change, Edit
    from tui.cli.framework import Session


def keep_typed(session: Session, change: Change) -> str | None:
    """Keep each measure and progress of a change as a draft; return a line that says whether that worked.

    None if nothing was kept: the change holds no measure or progress, or an older draft is there already.
    """
    try:
        kept = [_keep(session, change, edit) for edit in change.edits if place(edit.path) is not None]
    except (ProzvitError, OSError):
        return session.say("What you typed could not be kept as a draft either.")
    if not any(kept):
        return None
    return session.say("What you typed is kept as a draft: the form offers it, `prozvit recover` lists it.")


def _keep(session: Session, change: Change, edit: Edit) -> bool:
    """Keep the values of an edit as a draft; return False if an older draft is there, which stays."""
    where = place(edit.path)
    assert where is not None
    if change.action is Action.CREATE and where.period is None:
        where = where._replace(id=NEW)
    drafts = Drafts(session.register)
    if drafts.find(where) is not None:
        return False
    values = {dotted(key): as_field(value) for key, value in edit.values.items()}
    if ("responsible",) in edit.values:
        # A unit that the change would have added has no id yet: keep its name.
        new = {
            key[1]: name
            for other in change.edits
            if other.path == UNITS
            for key, name in other.values.items()
        }
        units = edit.values["responsible",] or ()
        values["responsible"] = as_field([new.get(unit, unit) for unit in units])
    typed = {**values, "reason": change.reason, "basis": change.basis}
    drafts.keep(Draft(*where, session.register.head(), typed, datetime.now().astimezone()))
    return True

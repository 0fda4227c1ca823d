"""A change saved, and what is said of it: the one way of every command that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.output import note, notices, tell

if TYPE_CHECKING:
    from records.changes import Change
    from tui.cli.framework import Session


def save(session: Session, change: Change, *, base: str | None = None, dry_run: bool = False) -> bool:
    """Save a change and say what it became; with `dry_run` say its commit message and write nothing.

    Return whether there is a new commit.
    """
    register = session.register
    if dry_run:
        preview = register.preview(change, base=base)
        tell(preview.message.rstrip("\n") or session.say("Nothing to change."))
        return False
    saved = register.save(change, base=base)
    notices(saved.notices, session.language)
    if saved.commit is None:
        note(session.say("Nothing to change."))
        return False
    subject = register.repository.commit(saved.commit).message.partition("\n")[0]
    tell(session.say("Saved: {commit} {subject}", commit=saved.commit[:10], subject=subject))
    return True

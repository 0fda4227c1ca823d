"""Saves a change and prints the outcome, for every command that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import GitFailed, LockHeld, NotAllowed, NotSaved, NotSigned, ReadOnly
from records.rules.judging import judge
from records.rules.permissions import refusal
from records.values.layout import place
from records.writing import upkeep
from tui.cli.output import note, notices, tell
from tui.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.files.snapshot import Snapshot
    from records.values.changes import Change
    from records.writing.saving import Preview
    from tui.cli.framework import Session


def save(
    session: Session, change: Change, *, base: str | None = None, dry_run: bool = False, quiet: bool = False
) -> bool:
    """Save a change and print its commit; with `dry_run` print the commit message and write nothing.

    With `quiet` the caller prints the result, so the commit goes to standard error as a note. Return whether
    a new commit was made. If saving fails, the typed values are kept as drafts and the error says so.
    """
    register = session.register
    if dry_run:
        # A dry run needs no reason yet.
        look(session, change, base=base, explained=bool(change.reason))
        return False
    try:
        with Progress() as progress:
            progress(session.say("Saving…"), 0, 0)
            saved = register.save(change, base=base)
    except (NotSaved, NotSigned, GitFailed, LockHeld) as error:
        from tui.cli.keeping import keep_typed

        if (kept := keep_typed(session, change)) is not None:
            error.add_note(kept)
        raise
    notices(saved.notices, session.language)
    if saved.commit is None:
        note(session.say("Nothing to change."))
        return False
    session.saved, session.more = True, False
    upkeep.begin(register.path / ".git")
    subject = register.repository.commit(saved.commit).message.partition("\n")[0]
    say = note if quiet else tell
    say(session.say("Saved: {commit} {subject}", commit=saved.commit[:10], subject=subject))
    return True


def look(session: Session, change: Change, *, base: str | None = None, explained: bool = True) -> Preview:
    """Print a change's commit message and notices without saving; return the preview.

    With `explained`, raise whatever saving would raise.
    """
    if explained and (why := session.register.unwritable()) is not None:
        raise ReadOnly(why.template, **why.values)
    preview = session.register.preview(change, base=base, explained=explained)
    tell(preview.message.rstrip("\n") or session.say("Nothing to change."))
    notices(preview.notices, session.language)
    return preview


def check_allowed(session: Session, snapshot: Snapshot, paths: Iterable[str]) -> None:
    """Raise `NotAllowed` if the caller may not change these files, before the change is printed."""
    login = session.register.me.login
    if (why := refusal(snapshot, login, snapshot.today(), paths)) is not None:
        raise NotAllowed("Nothing was saved: {why}", why=why)


def save_settings(session: Session, change: Change, before: Snapshot) -> None:
    """Save a change of units, officers or rules, then print the doubts about them."""
    if save(session, change, base=before.commit):
        settings = [edit.path for edit in change.edits if place(edit.path) is None]
        tell_judgement(session, settings, before, session.register.snapshot())


def tell_judgement(session: Session, paths: Iterable[str], before: Snapshot, after: Snapshot) -> None:
    """Print the notices and doubts about a change of some files from one state to another."""
    files = {path: after.files.get(path) for path in paths}
    records = {path: file.record for path, file in files.items() if file and file.record is not None}
    judgement, language = judge(records, before, after, before.today()), session.language
    for notice in judgement.notices:
        note(notice.message.render(language))
    for doubt in judgement.doubts:
        note(f"{language.say('warning')}: {doubt.message.render(language)}")

"""`recover`: drafts that were not saved, hand edits that were set aside, saves that were interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from records.errors import Misused
from records.language import english
from tui.cli.framework import Command
from tui.cli.options import with_json
from tui.cli.output import note, table, tell, tell_json
from tui.tasks.recovering import Recovery, Unsaved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.cli.framework import Session


@click.command("recover", cls=Command, help="Bring back what was written and not saved.")
@click.option("--list", "listed", is_flag=True, help="List it: the same as without an option.")
@click.option("--restore", "restored", metavar="ID", help="Restore it so that editing can continue.")
@click.option("--discard", "discarded", metavar="ID", help="Delete it for good.")
@with_json
@click.pass_obj
def recover_command(
    session: Session, restored: str | None, discarded: str | None, *, listed: bool, as_json: bool
) -> None:
    """List, restore or discard unsaved work."""
    if sum((listed, restored is not None, discarded is not None)) > 1:
        raise Misused("One of --list, --restore and --discard at a time.")
    recovery = Recovery(session.register)
    if restored is not None:
        for message in recovery.restore(recovery.find(restored)):
            tell(message.render(session.language))
    elif discarded is not None:
        unsaved = recovery.find(discarded)
        recovery.discard(unsaved)
        tell(session.say("Deleted: {id}", id=unsaved.id))
    elif as_json:
        tell_json({"unsaved": [_document(each) for each in recovery.all()]})
    else:
        _list(session, recovery.all())


def _list(session: Session, found: Sequence[Unsaved]) -> None:
    if not found:
        note(session.say("Nothing is left unsaved."))
        return
    zone = ZoneInfo(session.register.rules().timezone)
    rows = [
        (
            each.id,
            each.title().render(session.language),
            f"{each.at.astimezone(zone):%d.%m.%Y %H:%M}",
            each.login,
            ", ".join(each.paths),
        )
        for each in found
    ]
    headings = [session.say(word) for word in english(("Id", "Kind", "Since", "Whose", "Files"))]
    table(headings, rows, stretch=len(headings) - 1)
    note(session.say("`prozvit recover --restore ID` brings one back, `--discard ID` deletes it."))


def _document(unsaved: Unsaved) -> dict[str, object]:
    return {
        "id": unsaved.id,
        "kind": unsaved.kind,
        "login": unsaved.login,
        "at": unsaved.at.isoformat(),
        "paths": list(unsaved.paths),
    }

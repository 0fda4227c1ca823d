"""`commit`: save the hand edits in the register's folder as one change, or set them aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from records.writing.hand_edits import hand_edits, set_aside
from tui.cli.framework import Command
from tui.cli.output import note, tell
from tui.cli.saving import save

if TYPE_CHECKING:
    from tui.cli.framework import Session


@click.command("commit", cls=Command, help="Take in what was edited by hand in the folder, as one change.")
@click.option("--reason", metavar="TEXT", default="", help="Why: it stands in the history.")
@click.option("--basis", metavar="TEXT", default="", help="The document behind the change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--aside", is_flag=True, help="Set the edits aside instead: `recover` brings them back.")
@click.pass_obj
def commit_command(session: Session, reason: str, basis: str, *, dry_run: bool, aside: bool) -> None:
    """Save the hand edits; list the files that do not belong to a register and leave them alone."""
    register = session.register
    found = hand_edits(register)
    if found.outside:
        note(session.say("Left alone, since they are no files of a register: {paths}", paths=found.outside))
    if not aside:
        save(session, found.change(reason, basis), base=found.base, dry_run=dry_run)
    elif not found.files:
        note(session.say("Nothing to change."))
    else:
        kept = set_aside(register, found)
        tell(session.say("Set aside: {paths}", paths=sorted(found.files)))
        if kept is not None:
            note(session.say("`prozvit recover --restore {id}` brings them back.", id=kept.id))

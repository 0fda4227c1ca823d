"""`undo`: revert one change by a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from records.writing.undoing import undo
from tui.cli.framework import Command, explained
from tui.cli.saving import save

if TYPE_CHECKING:
    from tui.cli.framework import Session


@click.command("undo", cls=Command, help="Take one change back by a new one; the history keeps both.")
@click.argument("commit")
@explained
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def undo_command(session: Session, commit: str, reason: str, basis: str, *, dry_run: bool) -> None:
    """Save the values from before a commit."""
    change, base = undo(session.register, commit, reason, basis)
    save(session, change, base=base, dry_run=dry_run)

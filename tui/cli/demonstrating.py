"""`demo`: make the sample register and open it, or without a terminal describe and export it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.framework import Command, Session
from tui.cli.opening import is_terminal, open_screen
from tui.cli.output import tell

if TYPE_CHECKING:
    from datetime import datetime

    from records.files.snapshot import Snapshot
    from records.identity import Identity
    from records.register import Register
    from records.values.periods import Period


@click.command("demo", cls=Command, help="Make a sample register of an invented council and open it.")
@click.argument("folder", metavar="[DIR]", default="demo-register")
@click.pass_obj
def demo_command(session: Session, folder: str) -> int:
    """Make the sample register if it does not exist yet, then open or describe it."""
    from records.demo import at_hand

    session.folder = folder
    at_hand(Path(folder), tag=_tag)
    if is_terminal():
        return open_screen(session)
    _describe(session)
    return 0


def _tag(register: Register, period: Period, by: Identity, at: datetime) -> None:
    # Imported here because only making a new sample needs the report templates.
    from tui.tasks.closing import tag_alone

    tag_alone(register, period, by, at)


def _describe(session: Session) -> None:
    from exporters.formats import USUAL_FORMATS, export
    from exporters.report import report

    register = session.register
    snapshot = register.snapshot()
    for line in _summary(session, snapshot):
        tell(line)
    period = snapshot.periods()[-1]
    folder = register.path.with_name(f"{register.path.name}-export")
    tell(session.say("The report {period}:", period=period.reported()))
    for written in export(report(snapshot, period), USUAL_FORMATS, folder):
        tell(f"  {written.path}")
    tell(session.say("Open it with: prozvit --register {folder}", folder=register.path))


def _summary(session: Session, snapshot: Snapshot) -> list[str]:
    count = session.language.count
    commits = sum(1 for _ in session.register.repository.log("HEAD"))
    sections = {record.measure.section for record in snapshot.measures}
    reports = sum(len(record.progress) for record in snapshot.measures)
    counted = [
        count("{n} measure", "{n} measures", n=len(snapshot.measures)),
        count("{n} section", "{n} sections", n=len(sections)),
        count("{n} unit", "{n} units", n=len(snapshot.units)),
        count("{n} officer", "{n} officers", n=len(snapshot.officers)),
        count("{n} answer", "{n} answers", n=reports),
        count("{n} commit", "{n} commits", n=commits),
    ]
    return [
        session.say("Sample register: {folder}", folder=session.register.path),
        f"{snapshot.rules.body}: {', '.join(counted)}.",
    ]

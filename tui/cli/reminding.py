"""`due`: what is missing, due or overdue on a day, with a reminder letter to each unit on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from records.closings.due import due
from records.language import english
from records.staff.units import find_unit
from tui.cli.framework import DAY, Command, Session
from tui.cli.options import of_programme, with_json
from tui.cli.output import complain, table, tell, tell_json
from tui.cli.settling import note_proposals
from tui.cli.written import file_document, tell_files

if TYPE_CHECKING:
    from datetime import date

    from records.closings.due import Due, Outstanding
    from records.language import Language


@click.command("due", cls=Command, help="Show what is missing, due or overdue, with the days left, by unit.")
@click.option("--on", type=DAY, metavar="DATE", help="The day; else today, where the council is.")
@click.option("--unit", metavar="U", help="Only what this unit answers for first, by id or name.")
@of_programme
@click.option("--letter", "folder", metavar="DIR", help="Write a reminder letter to each unit into a folder.")
@with_json
@click.pass_obj
def due_command(
    session: Session,
    on: date | None,
    unit: str | None,
    programme: str | None,
    folder: str | None,
    *,
    as_json: bool,
) -> int:
    """Print what is due, or write reminder letters; return exit code 1 if a record can't be read, else 0."""
    snapshot = session.register.snapshot()
    on = on or snapshot.today()
    wanted = snapshot.programme_called(programme).id if programme is not None else None
    period = snapshot.open_period(on, wanted)
    found = due(session.register.recalled(snapshot, period), snapshot.programme(period, wanted), period, on)
    if unit is not None:
        found = found.of(find_unit(snapshot.units, unit))
    document = _document(found)
    if folder is not None:
        from exporters.letters import write_letters

        written = write_letters(found, Path(folder).resolve())
        document["files"] = [file_document(each) for each in written]
        if not as_json:
            tell_files(written)
    if as_json:
        tell_json(document)
    elif folder is None or not document["files"]:
        _print(found, session.language)
    note_proposals(session)
    for problem in snapshot.problems:
        complain(problem.message().render(session.language))
    return 1 if snapshot.problems else 0


def _document(found: Outstanding) -> dict[str, Any]:
    snapshot = found.snapshot
    return {
        "register": snapshot.rules.body,
        "commit": snapshot.commit,
        "programme": found.programme.id,
        "period": found.period.code,
        "on": found.on.isoformat(),
        "units_by": found.units_by.isoformat(),
        "submit_by": found.submit_by.isoformat(),
        "units": [
            {
                "id": each.unit or None,
                "name": snapshot.unit_name(each.unit) or None,
                "email": (snapshot.units[each.unit].email or None) if each.unit in snapshot.units else None,
                "due": [_due_document(one) for one in each.due],
            }
            for each in found.owing
        ],
    }


def _due_document(each: Due) -> dict[str, Any]:
    return {
        "measure": each.record.key,
        "number": each.record.measure.number,
        "title": each.record.measure.title,
        "what": each.what.value,
        "day": each.day.isoformat(),
        "days": each.days,
        "note": each.note or None,
    }


def _print(found: Outstanding, language: Language) -> None:
    snapshot, period, say = found.snapshot, found.period, language.say
    if not found.owing:
        tell(say("{period}: nothing is due on {day}.", period=period, day=found.on))
        return
    tell(say("{body} · {period} · on {day}", body=snapshot.rules.body, period=period, day=found.on))
    if period not in snapshot.closed:
        tell(
            say(
                "Units submit by {day} ({left}); the report is to be ready by {last} ({days}).",
                day=found.units_by,
                left=found.left(found.units_by),
                last=found.submit_by,
                days=found.left(found.submit_by),
            )
        )
    headings = [
        language.translate(each) for each in english(("No.", "What is due", "Day", "Left", "Measure"))
    ]
    for each in found.owing:
        tell()
        name = snapshot.unit_name(each.unit) or say("no unit named")
        tell(f"{name} ({len(each.due)})")
        table(headings, [_row(one, language) for one in each.due], stretch=4)


def _row(each: Due, language: Language) -> list[str]:
    measure = each.record.measure
    return [
        measure.number,
        language.show(each.what),
        language.show(each.day),
        language.show(each.left()),
        measure.title,
    ]

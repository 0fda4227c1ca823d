"""`history`: who changed what, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from records.staff.units import find_unit
from records.trail.history import Entry, Filter, history
from records.values.changes import Action
from tui.cli.asked import period_and_programme
from tui.cli.framework import DAY, PERIOD, Command, Session
from tui.cli.options import of_programme, with_json
from tui.cli.output import note, tell, tell_json
from tui.cli.told import by, field_line, fields_document

if TYPE_CHECKING:
    from datetime import date

    from records.files.snapshot import Snapshot
    from records.language import Language
    from records.values.periods import Period


@click.command("history", cls=Command, help="Show who changed what, when and why, the newest first.")
@click.argument("number", required=False)
@click.option("--field", metavar="KEY", help="Only changes of this field, such as percent.")
@click.option("--by", metavar="LOGIN", help="Only changes by this officer: login, name or e-mail.")
@click.option("--unit", metavar="U", help="Only changes of this unit's measures.")
@click.option("--period", type=PERIOD, help="Only changes of the progress for this period.")
@of_programme
@click.option("--since", type=DAY, metavar="D", help="Only changes from this day on.")
@click.option("--until", type=DAY, metavar="D", help="Only changes up to this day.")
@click.option(
    "--through",
    type=click.Choice(["prozvit", "other"]),
    help="Only changes made through prozvit, or by other means.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show at most this many.")
@with_json
@click.pass_obj
def history_command(
    session: Session,
    number: str | None,
    field: str | None,
    by: str | None,
    unit: str | None,
    period: Period | None,
    programme: str | None,
    since: date | None,
    until: date | None,
    through: Literal["prozvit", "other"] | None,
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    """Print the changes of the register or of one measure."""
    snapshot = session.register.snapshot()
    wanted = Filter(
        measure=_measure(snapshot, number, period, programme) if number is not None else None,
        programme=_programme(snapshot, period, programme) if number is None else None,
        field=field,
        by=by,
        unit=find_unit(snapshot.units, unit) if unit is not None else None,
        period=period,
        since=since,
        until=until,
        through=through,
    )
    entries = history(session.register, wanted, limit)
    if as_json:
        tell_json({"changes": [_document(entry) for entry in entries]})
        return
    found = False
    for entry in entries:
        found = True
        _print(entry, snapshot, session.language)
    if not found:
        note(session.say("No changes."))


def _measure(snapshot: Snapshot, number: str, period: Period | None, programme: str | None) -> str:
    _, found = period_and_programme(snapshot, period, programme, [number])
    return snapshot.measure(number, found).key


def _programme(snapshot: Snapshot, period: Period | None, programme: str | None) -> str | None:
    return None if programme is None else period_and_programme(snapshot, period, programme)[1]


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "commit": entry.commit,
        "parents": list(entry.parents),
        "at": entry.at.isoformat(),
        "by": by(entry),
        "measure": entry.measure,
        "period": entry.period.code if entry.period is not None else None,
        "action": entry.action or None,
        "reason": entry.reason or None,
        "basis": entry.basis or None,
        "fields": [
            # A change of no measure may be of several files: only then a key alone does not say of which.
            field if entry.measure is not None else {**field, "path": file.path}
            for file in entry.files
            for field in fields_document(file.fields)
        ],
        "signature": entry.signature,
        "through": entry.through,
    }


def _print(entry: Entry, snapshot: Snapshot, language: Language) -> None:
    what = [language.say("register")]
    if entry.measure is not None:
        number = snapshot.number(entry.measure)
        what = [language.say("measure {number}", number=number)]
    if entry.period is not None:
        what.append(language.show(entry.period))
    what.append(_action(entry, language))
    signed = language.show(entry.signature)
    tell(f"{entry.commit[:10]}  {entry.at:%d.%m.%Y %H:%M}  {entry.name} · {signed}")
    tell(f"    {', '.join(part for part in what if part)}")
    for file in entry.files:
        # The entry's heading names its measure and period; files of the register itself are named one by one.
        indent = 4 if entry.measure is not None else 6
        if entry.measure is None:
            tell(f"    {file.path}")
        for change in file.fields:
            line = field_line(file.path, change, language, snapshot.units, snapshot.officers)
            tell(f"{' ' * indent}{line}")
    for line in entry.reason.splitlines():
        tell(f"    » {line}")
    if entry.basis:
        tell("    " + language.say("Basis: {basis}", basis=entry.basis))
    tell()


def _action(entry: Entry, language: Language) -> str:
    if entry.through == "other":
        outside = language.say("not through prozvit")
        return f"{outside}, {language.show(Action.MERGE)}" if entry.is_merge else outside
    try:
        return language.show(Action(entry.action))
    except ValueError:
        return entry.action

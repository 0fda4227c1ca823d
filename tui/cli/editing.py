"""`add`, `set` and `retire`: each makes one change, which is one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from records.errors import InvalidChange
from records.language import Message
from records.rules.problems import Problem
from records.staff.units import responsible_units
from records.values.changes import Action, Change, Edit
from records.values.deadlines import read_deadline
from records.values.layout import UNITS, Place, place
from records.values.model import Status
from records.values.numbers import clean_number
from records.values.statuses import fitting_percent
from tui.cli.asked import period_and_programme
from tui.cli.framework import PERIOD, Command, Session, explained
from tui.cli.options import of_period, of_programme
from tui.cli.output import note
from tui.cli.saving import check_allowed, look, save, tell_judgement
from tui.cli.values import PROGRESS_KEYS, assignments, keyed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.changes import Key
    from records.values.model import Programme
    from records.values.periods import Period


def _explained(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --reason, --basis and --programme to a command."""
    return explained(of_programme(command))


@click.command("add", cls=Command, help="Add a measure to the programme.")
@click.argument("number")
@click.argument("more_units", nargs=-1, metavar="")
@click.option("--title", metavar="T", required=True, help="What the measure is.")
@click.option("--deadline", metavar="D", required=True, help="The adopted wording of its deadline.")
@click.option(
    "--responsible",
    metavar="U",
    required=True,
    multiple=True,
    help="A unit's id or name, the lead first; may be repeated.",
)
@click.option("--section", metavar="TEXT", help="The programme's section.")
@click.option("--indicator", metavar="TEXT", help="How completion is measured.")
@click.option("--funding", metavar="TEXT", help="Source and amount of funding.")
@_explained
@click.pass_obj
def add_command(
    session: Session,
    number: str,
    more_units: tuple[str, ...],
    title: str,
    deadline: str,
    responsible: tuple[str, ...],
    section: str | None,
    indicator: str | None,
    funding: str | None,
    programme: str | None,
    reason: str,
    basis: str,
) -> None:
    """Save a new measure."""
    snapshot = session.register.snapshot()
    _, programme_id = period_and_programme(snapshot, None, programme)
    number = clean_number(number)
    place = snapshot.new_place(programme_id, number)
    check_allowed(session, snapshot, [place.path])
    _check_number(snapshot, programme_id, number)
    values: dict[Key, Any] = {
        ("number",): number,
        ("title",): title,
        ("section",): section,
        ("indicator",): indicator,
        ("funding",): funding,
    }
    change = _MeasureChange(session, snapshot, place)
    change.set(values)
    change.set_deadline(deadline)
    change.set_units([*responsible, *more_units])
    change.save(Change(Action.CREATE, change.edits(), reason, basis))


def _check_number(snapshot: Snapshot, programme: str, number: str) -> None:
    """Raise `InvalidChange` if another measure has the number, naming that measure's file.

    The new measure has no file yet that the error could name.
    """
    for record in snapshot.of_programme(programme):
        if record.measure.number == number:
            taken = Message(
                "The number “{number}” belongs to another measure of the programme: “{title}”. "
                "Write another.",
                number=number,
                title=record.measure.title,
            )
            raise InvalidChange([Problem("error", record.path(), "number", number, taken)])


@click.command("set", cls=Command, help="Change fields of a measure or of its progress.")
@click.argument("number")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@of_period
@click.option("--base", metavar="REV", help="The version you edited; later changes are merged in.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@_explained
@click.pass_obj
def set_command(
    session: Session,
    number: str,
    values: tuple[str, ...],
    period: Period | None,
    programme: str | None,
    base: str | None,
    reason: str,
    basis: str,
    *,
    dry_run: bool,
) -> None:
    """Save fields of a measure, of its progress, or of both."""
    given = assignments(values)
    snapshot = session.register.snapshot()
    period, programme = period_and_programme(snapshot, period, programme, [number])
    record = snapshot.measure(number, programme)
    change = _MeasureChange(session, snapshot, Place(programme, record.id, None))
    if "responsible" in given:
        change.set_units(given.pop("responsible") or [])
    if "deadline.text" in given:
        change.set_deadline(given["deadline.text"] or "")
    change.set(keyed({key: value for key, value in given.items() if key not in PROGRESS_KEYS}))
    reported = {key: value for key, value in given.items() if key in PROGRESS_KEYS}
    if reported:
        change.set_progress(period, keyed(_with_percent(reported, record, period)))
    action = Action.PROGRESS if reported else Action.PROGRAMME
    change.save(Change(action, change.edits(), reason, basis), base=base, dry_run=dry_run)


@click.command("retire", cls=Command, help="Take a measure out of later reports; its history stays.")
@click.argument("number")
@click.option("--period", type=PERIOD, help="The first period without it; else the open one.")
@_explained
@click.pass_obj
def retire_command(
    session: Session,
    number: str,
    period: Period | None,
    programme: str | None,
    reason: str,
    basis: str,
) -> None:
    """Save the period from which a measure is retired."""
    snapshot, said = session.register.snapshot(), period
    # The first period without the measure may lie after the programme's last one.
    asked = period if programme is None else None
    now, programme = period_and_programme(snapshot, asked, programme, [number])
    period = said or now
    record = snapshot.measure(number, programme)
    retired = record.measure.retired
    if retired is not None and said is None:
        told = session.say(
            "Measure {number} is retired already, from {period} on: nothing was changed. Another period: "
            "--period.",
            number=record.measure.number,
            period=retired,
        )
        note(told)
        return
    change = _MeasureChange(session, snapshot, Place(programme, record.id, None))
    change.set({("retired",): period.code})
    change.save(Change(Action.RETIRE, change.edits(), reason, basis))


class _MeasureChange:
    """The field values that one command sets in a measure, its progress and the units."""

    def __init__(self, session: Session, snapshot: Snapshot, place: Place) -> None:
        self._session = session
        self._snapshot = snapshot
        self._place = place
        self._values: dict[str, dict[Key, Any]] = {}

    def set(self, values: dict[Key, Any]) -> None:
        """Set fields of the measure."""
        if values:
            self._values.setdefault(self._place.path, {}).update(values)

    def set_progress(self, period: Period, values: dict[Key, Any]) -> None:
        """Set fields of the measure's progress in a period."""
        self._values[self._place._replace(period=period).path] = values

    def set_deadline(self, wording: str) -> None:
        """Set the deadline's wording, and the kind and days that are read from it."""
        programme = self._programme()
        found = read_deadline(wording, programme.from_, programme.until)
        self.set(
            {
                ("deadline", "text"): wording,
                ("deadline", "kind"): found.kind.value,
                ("deadline", "from"): found.from_,
                ("deadline", "until"): found.until,
            }
        )

    def set_units(self, named: Sequence[str]) -> None:
        """Set the responsible units; a name that no unit has becomes a new unit."""
        ids, new = responsible_units(self._snapshot.units, named)
        self.set({("responsible",): ids})
        if new:
            self._values[UNITS] = new

    def edits(self) -> tuple[Edit, ...]:
        """Return one edit per file."""
        return tuple(Edit(path, values) for path, values in self._values.items())

    def save(self, change: Change, *, base: str | None = None, dry_run: bool = False) -> None:
        """Save the change, or with `dry_run` print what it would be; then print the doubts about it."""
        if dry_run:
            after = look(self._session, change, base=base).after
        elif save(self._session, change, base=base):
            after = self._session.register.snapshot(of=self._is_near)
        else:
            return
        tell_judgement(self._session, [edit.path for edit in change.edits], self._snapshot, after)

    def _is_near(self, path: str) -> bool:
        """Return whether a file is needed for judging this measure: its own, or one that is no measure's."""
        where = place(path)
        return where is None or where.measure == self._place.measure

    def _programme(self) -> Programme:
        return self._snapshot.programme_called(self._place.programme)


def _with_percent(given: dict[str, Any], record: MeasureRecord, period: Period) -> dict[str, Any]:
    """Add the percent that fits a status which was given without one."""
    report = record.progress.get(period)
    if "status" not in given or "percent" in given or report is None:
        return given
    if given["status"] not in set(Status):
        return given
    percent = fitting_percent(Status(given["status"]), report.percent, record.measure.deadline)
    return {**given, "percent": percent}

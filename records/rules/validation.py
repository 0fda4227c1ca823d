"""Check whether a register is valid: each record alone, and against its units, programmes and measures.

A record with an error is never saved; a warning is shown and may stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message
from records.rules.checks import check_agreement, problems_alone
from records.rules.continuity import counts, signs, unruled_from
from records.rules.problems import Problem, Severity, Sheet
from records.values.layout import OFFICERS, REGISTER, UNITS, Place, closed_period, place
from records.values.model import Measure, Officers, Progress, Record, Role, Rules, Units
from records.values.periods import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Officer

__all__ = ["Problem", "Severity", "problems_alone", "problems_of", "problems_of_record"]

_EXAMPLES = {Cadence.QUARTER: "2017-Q4", Cadence.HALF_YEAR: "2017-H2", Cadence.YEAR: "2017"}


def problems_of(snapshot: Snapshot) -> list[Problem]:
    """Return all errors and warnings of a register's records, unreadable ones first."""
    problems = [
        Problem("error", str(error.values.get("file", "")), "", "", error.message())
        for error in snapshot.problems
    ]
    problems += problems_alone(REGISTER, snapshot.rules)
    problems += problems_alone(UNITS, Units(units=dict(snapshot.units)))
    problems += _of_officers(Officers(officers=dict(snapshot.officers)), snapshot)
    bearers: dict[tuple[str, str], MeasureRecord] = {}
    for record in snapshot.measures:
        sheet = Sheet(record.path())
        bearer = bearers.setdefault((record.programme, record.measure.number), record)
        if bearer is not record:
            _number_taken(sheet, record.measure, bearer)
        problems += _of_measure(sheet, record.measure, record.programme, snapshot)
        for period, progress in record.progress.items():
            problems += _of_progress(record.path(period), period, progress, record, snapshot)
    return problems


def problems_of_record(path: str, record: Record, snapshot: Snapshot) -> list[Problem]:
    """Return the errors and warnings of one record as it would stand at `path` in `snapshot`.

    The snapshot may hold the record in its old form or not at all. If a change writes several records, the
    snapshot must hold the others as they are after the change (a new unit, a new measure).
    """
    where = place(path)
    match record:
        case Measure() if where is not None:
            return _of_edited_measure(path, record, where, snapshot)
        case Progress() if where is not None:
            return _of_edited_progress(path, record, where, snapshot)
        case Officers():
            return _of_officers(record, snapshot)
    sheet = Sheet(path)
    match record:
        case Units():
            _check_units_in_use(sheet, record, snapshot)
        case Rules():
            _check_programmes_in_use(sheet, record, snapshot)
            officers = Sheet(OFFICERS)
            _check_in_charge(officers, snapshot.officers, record, snapshot.today())
            sheet.problems += officers.problems
        case _ if (period := closed_period(path)) is not None:
            _check_cadence(sheet, "", period, snapshot.rules)
    return sheet.problems + problems_alone(path, record)


def _find(snapshot: Snapshot, where: Place) -> MeasureRecord | None:
    for record in snapshot.measures:
        if record.id == where.id and record.programme == where.programme:
            return record
    return None


def _of_officers(officers: Officers, snapshot: Snapshot) -> list[Problem]:
    sheet = Sheet(OFFICERS)
    for login, officer in officers.officers.items():
        for index, unit in enumerate(officer.units):
            _check_unit(sheet, f"officers.{login}.units.{index}", unit, snapshot)
    _check_in_charge(sheet, officers.officers, snapshot.rules, snapshot.today())
    return sheet.problems + problems_alone(OFFICERS, officers)


def _check_in_charge(sheet: Sheet, officers: Mapping[str, Officer], rules: Rules, today: date) -> None:
    """Warn if nobody may change officers and rules, now or later, and of officers who lack a valid key."""
    writing = {
        login: officer
        for login, officer in officers.items()
        if officer.role is not Role.AUDITOR and counts(officer, today)
    }
    if not rules.open and all(officer.role is not Role.ADMINISTRATOR for officer in writing.values()):
        sheet.warn(
            "officers",
            "",
            Message("No officer is an administrator, so nobody may change officers and rules. Name one."),
        )
    elif not rules.open and (day := unruled_from(officers, rules, today)) is not None and day > today:
        sheet.warn(
            "officers",
            "",
            Message(
                "From {day} on nobody could change officers and rules: the last administrator’s right or key "
                "ends. Name another administrator, or add a key, before that day.",
                day=day,
            ),
        )
    for login, officer in writing.items():
        if rules.require_signature and not signs(officer, today):
            sheet.warn(
                f"officers.{login}.keys",
                "",
                Message(
                    "{officer} may write and has no key that counts, so nothing of theirs could be signed. "
                    "Add a key.",
                    officer=officer.name or login,
                ),
            )


def _of_edited_measure(path: str, measure: Measure, where: Place, snapshot: Snapshot) -> list[Problem]:
    """Check a measure alone, its number against other measures, and its progress against its deadline."""
    sheet = Sheet(path)
    for other in snapshot.measures:
        if other.programme != where.programme:
            continue
        if other.id == where.id:
            for period, progress in other.progress.items():
                agreement = Sheet(other.path(period))
                check_agreement(agreement, progress, measure)
                sheet.problems += agreement.problems
        elif other.measure.number == measure.number:
            _number_taken(sheet, measure, other)
    return _of_measure(sheet, measure, where.programme, snapshot)


def _of_edited_progress(path: str, progress: Progress, where: Place, snapshot: Snapshot) -> list[Problem]:
    record = _find(snapshot, where)
    if where.period is not None and record is not None:
        return _of_progress(path, where.period, progress, record, snapshot)
    sheet = Sheet(path)
    sheet.error("", "", Message("There is no measure.toml beside this progress. Add the measure first."))
    return sheet.problems + problems_alone(path, progress)


def _of_measure(sheet: Sheet, measure: Measure, programme: str, snapshot: Snapshot) -> list[Problem]:
    if all(known.id != programme for known in snapshot.rules.programmes):
        sheet.error(
            "",
            programme,
            Message(
                "register.toml has no programme “{programme}”. Add it there, or move the measure’s folder.",
                programme=programme,
            ),
        )
    for index, unit in enumerate(measure.responsible):
        _check_unit(sheet, f"responsible.{index}", unit, snapshot)
    if measure.retired is not None:
        _check_cadence(sheet, "retired", measure.retired, snapshot.rules)
    return sheet.problems + problems_alone(sheet.path, measure)


def _of_progress(
    path: str, period: Period, progress: Progress, record: MeasureRecord, snapshot: Snapshot
) -> list[Problem]:
    sheet = Sheet(path)
    check_agreement(sheet, progress, record.measure)
    _check_cadence(sheet, "", period, snapshot.rules)
    _check_years(sheet, period, record.programme, snapshot.rules)
    retired = record.measure.retired
    if retired is not None and period >= retired:
        sheet.warn(
            "",
            period,
            Message(
                "The measure is retired from {period} on, so no report prints this progress.", period=retired
            ),
        )
    return sheet.problems + problems_alone(path, progress)


def _check_unit(sheet: Sheet, key: str, unit: str, snapshot: Snapshot) -> None:
    known = snapshot.files.get(UNITS)
    # If units.toml can't be read, its own problem is reported and its units are not checked.
    if unit not in snapshot.units and (known is None or known.problem is None):
        sheet.error(
            key,
            unit,
            Message("units.toml has no unit “{unit}”. Add it there, or name another one.", unit=unit),
        )


def _number_taken(sheet: Sheet, measure: Measure, bearer: MeasureRecord) -> None:
    sheet.error(
        "number",
        measure.number,
        Message(
            "The number “{number}” belongs to another measure of the programme: “{title}”. Write another.",
            number=measure.number,
            title=bearer.measure.title,
        ),
    )


def _check_cadence(sheet: Sheet, key: str, period: Period, rules: Rules) -> None:
    if period.cadence is not rules.cadence:
        sheet.error(
            key,
            period,
            Message(
                "{period} is no period of this register. Expected one such as {example}.",
                period=period.code,
                example=_EXAMPLES[rules.cadence],
            ),
        )


def _check_years(sheet: Sheet, period: Period, programme: str, rules: Rules) -> None:
    for known in rules.programmes:
        if known.id == programme and (period.last_day < known.from_ or period.first_day > known.until):
            sheet.error(
                "",
                period,
                Message(
                    "{period} lies outside the programme’s years ({first} – {last}). "
                    "Correct the years in register.toml, or move the progress.",
                    period=period.code,
                    first=known.from_,
                    last=known.until,
                ),
            )


def _check_units_in_use(sheet: Sheet, units: Units, snapshot: Snapshot) -> None:
    """Check that no unit was removed that measures or officers still name."""
    users: dict[str, str] = {}
    for login, officer in snapshot.officers.items():
        users.update(dict.fromkeys(officer.units, login))
    for record in snapshot.measures:
        users.update(dict.fromkeys(record.measure.responsible, record.key))
    for unit, user in users.items():
        if unit not in units.units:
            sheet.error(
                f"units.{unit}",
                unit,
                Message("“{unit}” is still named by {user}. Change that first.", unit=unit, user=user),
            )


def _check_programmes_in_use(sheet: Sheet, rules: Rules, snapshot: Snapshot) -> None:
    """Check that no programme or period was removed that measures or progress still need."""
    known = {programme.id for programme in rules.programmes}
    for programme in sorted({record.programme for record in snapshot.measures} - known):
        sheet.error(
            "programmes",
            programme,
            Message("Programme “{programme}” still has measures. Keep it.", programme=programme),
        )
    held = {(record.programme, period) for record in snapshot.measures for period in record.progress}
    for programme, period in sorted(held):
        _check_cadence(sheet, "cadence", period, rules)
        _check_years(sheet, period, programme, rules)

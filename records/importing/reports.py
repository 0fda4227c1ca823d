"""Planning the import of a report, whatever file format it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.errors import DiffersFromRegister, NotAllowed, StaleSource, UnreadableSource
from records.files.sheet import FILLED, SheetColumn
from records.importing.documents import NO_SUCH_MEASURE
from records.importing.filled import Sheet, read_answer, refuse_unanswered
from records.importing.locked import typed_note
from records.importing.plan import plan_import, plan_understood
from records.importing.reported import Reported
from records.importing.returned import Returned
from records.importing.standing import with_closing
from records.importing.table import Table
from records.importing.titling import named_period, read_heading
from records.importing.understand import Understood, understand
from records.importing.wrong import Wrongs, refused
from records.language import Message
from records.rules.permissions import refusal
from records.sanitise import clean_line
from records.texts.names import Named
from records.texts.prose import lines
from records.values.layout import Place
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from records.files.snapshot import Snapshot
    from records.importing.account import ImportPlan
    from records.importing.filled import FilledRow
    from records.register import Register
    from records.values.model import Programme
    from records.values.periods import Period


def period_of(register: Register, report: Table | Sheet) -> Period | None:
    """Return the period that a report says it is of, None where it names none; raise `UnreadableSource`."""
    if report.period is not None or isinstance(report, Sheet):
        return report.period
    rules = register.rules()
    heading = read_heading(understand(report, rules.report.headings).before, rules.body)
    return named_period(heading, rules.cadence)


def plan_report(
    register: Register, report: Table | Sheet, period: Period, programme: str | None, *, update: bool = False
) -> tuple[ImportPlan, str]:
    """Plan the import of a report by the current officer; return the plan and the commit to save it against.

    Raises what `plan_import` raises, and `StaleSource` if a cell was changed both in a returned sheet and in
    the register, or if a sheet from a commit that the register does not hold differs from the register.
    """
    snapshot = register.snapshot()
    if isinstance(report, Sheet) and any(each.id == report.programme for each in snapshot.rules.programmes):
        programme = programme or report.programme
    chosen = snapshot.programme(period, programme)
    _check_period(report, period)
    login = register.me.login
    base = snapshot.commit
    if isinstance(report, Table):
        plan = plan_import(snapshot, report, period, chosen, update=update, by=login)
    elif report.commit and register.repository.holds(report.commit):
        plan, base = Returned(register, snapshot, report, period, chosen, update=update).plan(), report.commit
    else:
        plan = _plan_apart(snapshot, report, period, chosen, login, update=update)
    return with_closing(plan, snapshot, period), base


def _check_period(report: Table | Sheet, period: Period) -> None:
    if report.period is not None and report.period != period:
        raise UnreadableSource(
            "{file} was made for {theirs}, and the import is for {mine}. Name that period, or give the file "
            "of this one.",
            file=report.file,
            theirs=report.period,
            mine=period,
        )


def _plan_apart(
    snapshot: Snapshot, sheet: Sheet, period: Period, programme: Programme, login: str, *, update: bool
) -> ImportPlan:
    """Plan a sheet made from no commit that this register holds: its measures must be new or equal.

    With `update`, a differing progress is replaced, but not if the sheet names its (unknown) commit: the
    register's progress could be newer.
    """
    home = Place(programme.id, "new", None).path
    if (why := refusal(snapshot, login, snapshot.today(), [home])) is not None:
        raise NotAllowed("Nothing was saved: {why}", why=why)
    wrong = Wrongs(sheet.file)
    for stray in sheet.strays:
        with wrong.noted():
            raise refused(sheet.file, stray.measure, stray.place, NO_SUCH_MEASURE)
    measures = []
    for row in sheet.rows:
        with wrong.noted():
            measures.append(_reported(sheet, _of(row, period), period))
    wrong.refuse()
    notices = sheet.notices
    if sheet.period is not None and not sheet.commit:
        notices = (
            *notices,
            Message(
                "{file} does not say any more from which commit it was made, so what was changed in the "
                "register since is not looked at.",
                file=sheet.file,
            ),
        )
    report = Understood(sheet.file, tuple(measures), {}, (), notices)
    try:
        return plan_understood(
            snapshot, report, period, programme, update=update and not sheet.commit, rules_too=False
        )
    except DiffersFromRegister as error:
        if not sheet.commit:
            raise
        raise StaleSource(
            "{file}: nothing was imported. It was made from commit {commit}, which this register does not "
            "hold: it is of another register, or newer than this copy. {difference}. Bring the copy up to "
            "date, or export the file anew.",
            file=sheet.file,
            commit=sheet.commit[:10],
            difference=error.values["difference"],
        ) from error


def _of(row: FilledRow, period: Period) -> FilledRow:
    """Return a row without an answer for another period: with nothing to compare it to, it is no answer."""
    if not row.is_earlier(period):
        return row
    cells = {column: cell for column, cell in row.cells.items() if column not in FILLED}
    return replace(row, cells=cells, documents=None)


def _reported(sheet: Sheet, row: FilledRow, period: Period) -> Reported:
    """Return a row in the form in which any report's measure is understood."""
    number = clean_number(row.text(SheetColumn.NUMBER))
    title = clean_line(row.text(SheetColumn.TITLE)).text
    if not number or not title:
        raise sheet.refusal(row, None, Message("It has no number, or names no measure."))
    answer = read_answer(sheet, row)
    if answer is None:
        refuse_unanswered(sheet, row)
    return Reported(
        place=row.place,
        number=number,
        title=title,
        deadline=clean_line(row.text(SheetColumn.DEADLINE)).text,
        named=tuple(Named(name) for name in lines(row.text(SheetColumn.RESPONSIBLE))),
        section=clean_line(row.text(SheetColumn.SECTION)).text,
        indicator=clean_line(row.text(SheetColumn.INDICATOR)).text,
        funding=clean_line(row.text(SheetColumn.FUNDING)).text,
        text=None if answer is None else answer.text,
        percent=None if answer is None else answer.percent,
        status=None if answer is None else answer.status,
        completed=None if answer is None else answer.completed,
        evidence=None if row.documents is None else tuple(each.evidence() for each in row.documents),
        # There is no report cell: a sheet has separate columns for what a report's cell combines.
        cell=None,
        is_plain=answer is not None and answer.is_plain,
        doubts=tuple(typed_note(row, period)),
    )

"""The year of the invented council as a list of changes, each with its author and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from records.demo import source, workdays
from records.demo.endings import endings
from records.demo.steps import AUTHORISED, Step, always
from records.values.changes import SUBMITTED, Action, Change, Edit, Key
from records.values.deadlines import read_deadline
from records.values.layout import REGISTER, Place
from records.values.model import Programme, builtin
from records.values.numbers import new_id
from records.values.periods import Period

#: The days on which the programme's measures are entered, one section a day.
_ENTERED = (date(2025, 1, 21), date(2025, 1, 22), date(2025, 1, 23))
#: The time at which the register is made, before all steps.
BEGINNING = datetime(2025, 1, 20, 9, 14, 7, tzinfo=workdays.KYIV)


class Story:
    """Makes the steps of the year from the demo's data."""

    def __init__(self, council: source.Council) -> None:
        self._programme: Programme = council.rules.programmes[0]
        self._officer_of = {
            unit: login for login, officer in council.officers.items() for unit in officer.units
        }
        self._further = source.further_reports()
        self._ids: dict[str, str] = {}

    def steps(self) -> list[Step]:
        """Return all steps in order of time; steps of the same time keep the data's order."""
        steps: list[Step] = []
        for section, day in zip(source.sections(), _ENTERED, strict=True):
            for place, measure in enumerate(section.measures):
                self._ids[measure.number] = new_id(measure.number, self._ids.values())
                steps.append(self._addition(measure, section.section, workdays.morning(day, place)))
                steps += self._reports(measure)
                if measure.retired is not None:
                    steps.append(self._retirement(measure, measure.retired))
        steps += [self._other(change) for change in source.other_changes()]
        for quarter in source.quarters():
            steps += endings(quarter, self._place)
        return sorted(steps, key=lambda step: step.at)

    def _addition(self, measure: source.DemoMeasure, section: str, at: datetime) -> Step:
        values: dict[Key, Any] = {
            ("number",): measure.number,
            ("title",): measure.title,
            ("responsible",): list(measure.responsible),
            ("indicator",): measure.indicator or None,
            ("funding",): measure.funding or None,
            ("section",): section,
            **self._deadline(measure.deadline),
        }
        change = Change(
            Action.CREATE,
            (Edit(self._place(measure.number).path, values),),
            measure.added_because or "Захід внесено за текстом Програми",
            measure.added_by or "рішення міської ради від 16.01.2025 № 35/2",
        )
        if measure.added is not None:
            at = workdays.office_time(measure.added, f"add {measure.number}")
        return Step(at, AUTHORISED, always(change))

    def _reports(self, measure: source.DemoMeasure) -> Iterator[Step]:
        author = self._officer_of[measure.responsible[0]]
        last: date | None = None
        for count, report in enumerate(self._reports_in_order(measure)):
            label = f"{measure.number} {report.period} {count}"
            period = Period.from_code(report.period)
            day = report.on or workdays.answer_day(period, label)
            if last is not None and day <= last:
                day = workdays.working_day_after(last, label)
            last = day
            edit = Edit(self._place(measure.number, period).path, _values(report))
            change = Change(
                Action.PROGRESS,
                (edit,),
                report.reason,
                report.basis,
                word=SUBMITTED if report.submit else None,
            )
            yield Step(workdays.office_time(day, label), author, always(change))

    def _reports_in_order(self, measure: source.DemoMeasure) -> list[source.Report]:
        further = [each.report for each in self._further if each.number == measure.number]
        return sorted([*further, *measure.reports], key=lambda report: report.period)

    def _retirement(self, measure: source.DemoMeasure, retired: source.Retirement) -> Step:
        edit = Edit(self._place(measure.number).path, {("retired",): retired.period})
        change = Change(Action.RETIRE, (edit,), retired.reason, retired.basis)
        return Step(workdays.office_time(retired.on, f"retire {measure.number}"), AUTHORISED, always(change))

    def _other(self, other: source.OtherChange) -> Step:
        values = dict(_flat(other.set))
        if other.number:
            path, action = self._place(other.number).path, Action.PROGRAMME
            if isinstance(wording := values.pop(("deadline",), None), str):
                values |= self._deadline(wording)
        else:
            path, action = other.file or REGISTER, Action.REGISTER
        change = Change(action, (Edit(path, values),), other.reason, other.basis)
        return Step(workdays.office_time(other.on, f"{path} {other.reason}"), AUTHORISED, always(change))

    def _place(self, number: str, period: Period | None = None) -> Place:
        return Place(self._programme.id, self._ids[number], period)

    def _deadline(self, wording: str) -> dict[Key, Any]:
        deadline = read_deadline(wording, self._programme.from_, self._programme.until)
        return {
            ("deadline", "text"): deadline.text,
            ("deadline", "kind"): deadline.kind.value,
            ("deadline", "from"): deadline.from_,
            ("deadline", "until"): deadline.until,
        }


def _values(report: source.Report) -> dict[Key, Any]:
    named = {
        ("status",): report.status and report.status.value,
        ("percent",): report.percent,
        ("completed",): report.completed,
        ("text",): report.text,
        ("evidence",): None if report.evidence is None else [builtin(each) for each in report.evidence],
    }
    # In an edit None deletes a key, but here it means that the save leaves the key alone.
    return {key: value for key, value in named.items() if value is not None}


def _flat(tables: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*above, name))
        else:
            yield (*above, name), value

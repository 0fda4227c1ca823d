"""The plan of an import: compares each row with the register and takes or refuses the file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from records.errors import DiffersFromRegister, NotAllowed
from records.importing.account import Account, ImportPlan, Outcome, reason_of
from records.importing.assumed import Assumed, summed
from records.importing.differing import differs, is_equal, otherwise, programme_differences, told
from records.importing.doubts import (
    lacking,
    leaves_unsaid,
    status_assumed,
    status_doubts,
    status_of,
    unit_doubts,
)
from records.importing.standing import retirement
from records.importing.titling import other_time, own_wording, read_heading, strangeness
from records.importing.understand import understand
from records.importing.units import Units
from records.language import Message
from records.rules.permissions import refusal
from records.texts.typography import fold
from records.values.changes import Action, Change, Edit
from records.values.deadlines import deadline_doubt, read_deadline
from records.values.fields import label
from records.values.layout import REGISTER, UNITS, Place
from records.values.model import DeadlineKind, builtin
from records.values.numbers import new_id

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.importing.reported import Reported
    from records.importing.table import Table
    from records.importing.understand import Understood
    from records.values.changes import Key
    from records.values.model import Deadline, Programme, Status
    from records.values.periods import Period


def plan_import(
    snapshot: Snapshot,
    table: Table,
    period: Period,
    programme: Programme,
    *,
    update: bool = False,
    by: str | None = None,
) -> ImportPlan:
    """Plan the import of a report for a period; `by` is the login of the importing officer.

    The rules stay unchanged if that officer may not change them. With `update`, a differing progress is
    replaced, and differences in a measure's own columns are reported but not imported.

    Raises `NotAllowed` if the officer may not change measures, `UnreadableSource` if a row cannot be
    understood, and `DiffersFromRegister` if a row differs from the register and `update` is not set, or if
    it has the title of another measure.
    """
    if by is not None:
        measure = Place(programme.id, "new", None).path
        if (why := refusal(snapshot, by, snapshot.today(), [measure])) is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
    numbers = {each.measure.number for each in snapshot.of_programme(programme.id)}
    return plan_understood(
        snapshot,
        understand(table, snapshot.rules.report.headings, numbers),
        period,
        programme,
        update=update,
        rules_too=by is None or refusal(snapshot, by, snapshot.today(), [REGISTER]) is None,
    )


def plan_understood(
    snapshot: Snapshot,
    report: Understood,
    period: Period,
    programme: Programme,
    *,
    update: bool,
    rules_too: bool,
) -> ImportPlan:
    """Plan the import of an understood report; with `rules_too` its title and headings go into the rules."""
    return _Planner(snapshot, report, period, programme, update=update).plan(rules_too=rules_too)


class _Found(Struct):
    """The result for one row: its outcome and status, its doubts and assumptions."""

    outcome: Outcome
    status: Status | None = None
    doubts: list[Message] = field(default_factory=list)
    assumed: set[Assumed] = field(default_factory=set)


class _Planner:
    """Plans the import of one file."""

    def __init__(
        self, snapshot: Snapshot, report: Understood, period: Period, programme: Programme, *, update: bool
    ) -> None:
        self._snapshot = snapshot
        self._report = report
        self._period = period
        self._programme = programme
        self._update = update
        self._units = Units(snapshot)
        self._known = {each.measure.number: each for each in snapshot.of_programme(programme.id)}
        #: Measure numbers by folded title.
        self._titled = {fold(each.measure.title): number for number, each in self._known.items()}
        self._taken = {each.id for each in self._known.values()}
        self._edits: dict[str, dict[Key, Any]] = {}
        self._is_manner = leaves_unsaid(report.measures)

    def plan(self, *, rules_too: bool) -> ImportPlan:
        """Plan all rows; with `rules_too` the report's own title and headings go into the rules."""
        account = tuple(self._row(reported) for reported in self._report.measures)
        rules = self._snapshot.rules
        heading = read_heading(self._report.before, rules.body)
        notices = [*self._report.notices, *strangeness(heading, rules.body)]
        kept: tuple[Message, ...] = ()
        if not self._known:
            own = own_wording(rules, self._programme, self._report, self._period)
            if rules_too or not own.values:
                kept = own.kept
                notices += own.notices
                self._edits |= {REGISTER: own.values} if own.values else {}
            else:
                notices.append(
                    Message(
                        "The file words its title or headings in its own way; only the administrator can "
                        "take that over into the rules, so the report keeps its present wording."
                    )
                )
        if self._units.new:
            self._edits[UNITS] = self._units.new
        # Units and rules come first because the measures refer to them.
        order = sorted(self._edits, key=lambda path: path not in {REGISTER, UNITS})
        edits = tuple(Edit(path, self._edits[path]) for path in order)
        change = Change(Action.IMPORT, edits, reason_of(self._report.file, self._snapshot.rules))
        notices += summed(self._report.file, (row.assumed for row in account))
        return ImportPlan(
            self._report.file,
            change if edits else None,
            account,
            tuple(notices),
            kept,
            tuple(self._units.new.values()),
            other_time(heading, self._period),
        )

    def _row(self, reported: Reported) -> Account:
        record = self._known.get(reported.number)
        known = set(self._units.new)
        if record is None:
            deadline = read_deadline(reported.deadline, self._programme.from_, self._programme.until)
            found = self._add(reported, deadline)
        else:
            deadline = record.measure.deadline
            found = self._compare(reported, record)
            found.doubts += retirement(record.measure, self._period, found.outcome)
        return Account(
            place=reported.place,
            number=reported.number,
            title=reported.title,
            section=reported.section,
            deadline=deadline,
            units=tuple(self._units.named(reported)),
            status=found.status,
            percent=reported.percent,
            text=reported.text,
            outcome=found.outcome,
            doubts=tuple(found.doubts),
            assumed=frozenset(found.assumed),
            new_units=frozenset(name for key, name in self._units.new.items() if key not in known),
        )

    def _add(self, reported: Reported, deadline: Deadline) -> _Found:
        identity = new_id(reported.number, self._taken)
        self._taken.add(identity)
        place = Place(self._programme.id, identity, None)
        units, new = self._units.take(reported)
        self._edits[place.path] = {
            ("number",): reported.number,
            ("title",): reported.title,
            ("responsible",): units,
            ("section",): reported.section or None,
            ("indicator",): reported.indicator or None,
            ("funding",): reported.funding or None,
            ("deadline", "text"): deadline.text,
            ("deadline", "kind"): deadline.kind.value,
            ("deadline", "from"): deadline.from_,
            ("deadline", "until"): deadline.until,
        }
        found = _Found(Outcome.ADDED)
        self._look_at_deadline(found, deadline)
        if (other := self._titled.get(fold(reported.title))) is not None:
            found.doubts.append(Message("measure {other} of the register has the same title", other=other))
        found.doubts += lacking(reported, units)
        found.doubts += unit_doubts(self._units.named(reported), new)
        found.doubts += reported.doubts
        if reported.text is None:
            found.assumed.add(Assumed.NO_PROGRESS)
        else:
            self._take_status(found, reported, status_of(reported, deadline))
            self._answer(place, reported, found)
        return found

    def _look_at_deadline(self, found: _Found, deadline: Deadline) -> None:
        """Record a doubt or assumption about a new measure's deadline."""
        doubt = deadline_doubt(deadline.text, self._programme.from_, self._programme.until)
        if doubt is None:
            return
        if deadline.kind is DeadlineKind.WITHIN_YEAR and deadline.until is None:
            found.assumed.add(Assumed.YEARLESS)
        else:
            found.doubts.append(doubt)

    def _take_status(self, found: _Found, reported: Reported, status: Status) -> None:
        """Record the status derived from a row's words and percent, with the doubts about it."""
        found.status = status
        found.doubts += status_doubts(reported, status, is_manner=self._is_manner)
        assumed = status_assumed(reported, status, is_manner=self._is_manner)
        if assumed is not None:
            found.assumed.add(assumed)

    def _compare(self, reported: Reported, record: MeasureRecord) -> _Found:
        self._refuse_renumbered(reported, record)
        found = _Found(Outcome.UNCHANGED)
        found.doubts += (
            self._difference(reported, *each)
            for each in programme_differences(reported, record.measure, self._units)
        )
        if found.doubts and not self._update:
            raise self._refusal(found.doubts[0])
        found.doubts += reported.doubts
        there = record.progress.get(self._period)
        if is_equal(reported, record, self._period, self._snapshot.today()):
            found.status = None if there is None else there.status
            return found
        if reported.text is None:
            message = self._difference(reported, "text", there.text if there else "", "")
            if not self._update:
                raise self._refusal(message)
            found.doubts.append(message)
            return found
        status = status_of(reported, record.measure.deadline)
        if there is not None and not self._update:
            raise self._refusal(self._difference(reported, *otherwise(reported, there, status)))
        found.outcome = Outcome.ANSWERED if there is None else Outcome.UPDATED
        is_told = reported.status is not None or reported.said is not None
        if there is not None and there.percent == reported.percent and not is_told:
            # The report states no status, so the one that an officer chose is kept.
            found.status = there.status
        else:
            self._take_status(found, reported, status)
            if there is not None and there.status is not status and found.assumed:
                template = (
                    "the status “{was}” in the register gives way to “{status}”, which the row does not name"
                )
                found.doubts.append(Message(template, was=there.status, status=status))
        self._answer(Place(record.programme, record.id, None), reported, found)
        return found

    def _refuse_renumbered(self, reported: Reported, record: MeasureRecord) -> None:
        """Refuse a row with the title of another measure: its number, or its answer, is wrong."""
        other = self._titled.get(fold(reported.title))
        if fold(reported.title) == fold(record.measure.title) or other is None:
            return
        raise DiffersFromRegister(
            "{file}, {place}: nothing was imported. The row has the number {number}, and the title of "
            "measure {other}. Correct the number in the file, or in the register first.",
            file=self._report.file,
            place=reported.place,
            number=reported.number,
            other=other,
        )

    def _answer(self, place: Place, reported: Reported, found: _Found) -> None:
        answer: dict[Key, Any] = {
            ("status",): found.status and found.status.value,
            ("percent",): reported.percent,
            ("text",): reported.text or None,
        }
        if reported.status is not None:
            answer["completed",] = reported.completed
        if reported.evidence is not None:
            answer["evidence",] = [builtin(each) for each in reported.evidence] or None
        self._edits[place._replace(period=self._period).path] = answer

    def _difference(self, reported: Reported, field: str, theirs: object, mine: object) -> Message:
        named = label(Place(self._programme.id, "x", None).path, field)
        return told(reported.place, reported.number, (named, theirs, mine))

    def _refusal(self, difference: Message) -> DiffersFromRegister:
        return differs(self._report.file, difference)

"""What an import does to a register: row by row, against what is there; refused whole or done whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from records.errors import DiffersFromRegister, NotAllowed
from records.importing.account import Account, ImportPlan, Outcome
from records.importing.differing import beside, differs, is_printed, is_same_text, otherwise, told
from records.importing.doubts import lacking, status_doubts, status_of, unit_doubts
from records.importing.standing import retirement
from records.importing.titling import own_wording, read_heading, strangeness
from records.importing.understand import understand
from records.language import Message
from records.rules.permissions import refusal
from records.sanitise import clean_line
from records.staff.units import known_unit, responsible_units
from records.texts.typography import fold
from records.values.changes import Action, Change, Edit
from records.values.deadlines import deadline_doubt, read_deadline
from records.values.fields import label
from records.values.layout import REGISTER, UNITS, Place
from records.values.model import Status, Unit, builtin
from records.values.numbers import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.importing.reported import Reported
    from records.importing.table import Table
    from records.importing.understand import Understood
    from records.values.changes import Key
    from records.values.model import Measure, Programme
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
    """Return what importing a report for a period does; `by` is the login of who imports.

    The rules stay as they are where that officer may not change them. Raises `NotAllowed` where they may
    change no measures, `UnreadableSource` where a row can't be understood, and where it differs
    from the register: `DiffersFromRegister`. With `update` a differing progress is replaced, and the
    measure's own columns stay as they are.
    """
    if by is not None:
        measure = Place(programme.id, "new", None).path
        if (why := refusal(snapshot, by, snapshot.today(), [measure])) is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
    return plan_understood(
        snapshot,
        understand(table, snapshot.rules.report.headings),
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
    """Return what importing an understood report does; with `rules_too` its wording becomes the rules'."""
    return _Planner(snapshot, report, period, programme, update=update).plan(rules_too=rules_too)


class _Planner:
    """Plans one file."""

    def __init__(
        self, snapshot: Snapshot, report: Understood, period: Period, programme: Programme, *, update: bool
    ) -> None:
        self._snapshot = snapshot
        self._report = report
        self._period = period
        self._programme = programme
        self._update = update
        self._units = dict(snapshot.units)
        self._new_units: dict[Key, Any] = {}
        self._known = {each.measure.number: each for each in snapshot.of_programme(programme.id)}
        #: The numbers of the measures by their titles.
        self._titled = {fold(each.measure.title): number for number, each in self._known.items()}
        self._taken = {each.id for each in self._known.values()}
        self._edits: dict[str, dict[Key, Any]] = {}
        #: The statuses that the rows come to, by their numbers.
        self._statuses: dict[str, Status] = {}

    def plan(self, *, rules_too: bool) -> ImportPlan:
        """Go through all rows; the report's own wording becomes the register's with `rules_too`."""
        account = tuple(self._row(reported) for reported in self._report.measures)
        rules = self._snapshot.rules
        heading = read_heading(self._report.before, rules.body)
        notices = [*self._report.notices, *strangeness(heading, rules.body, self._period)]
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
        if self._new_units:
            self._edits[UNITS] = self._new_units
        # Units and rules come first, as what the measures stand on.
        order = sorted(self._edits, key=lambda path: path not in {REGISTER, UNITS})
        edits = tuple(Edit(path, self._edits[path]) for path in order)
        reason = "Файл: {file}" if self._snapshot.rules.language == "uk" else "File: {file}"
        change = Change(Action.IMPORT, edits, reason.format(file=clean_line(self._report.file).text))
        return ImportPlan(
            self._report.file, change if edits else None, account, tuple(notices), kept, self._new_names()
        )

    def _new_names(self) -> tuple[str, ...]:
        return tuple(self._new_units.values())

    def _row(self, reported: Reported) -> Account:
        record = self._known.get(reported.number)
        known = set(self._new_units)
        if record is None:
            outcome, doubts = self._add(reported)
            deadline = read_deadline(reported.deadline, self._programme.from_, self._programme.until)
        else:
            outcome, doubts = self._compare(reported, record)
            deadline = record.measure.deadline
            doubts += retirement(record.measure, self._period, outcome)
        new = frozenset(name for key, name in self._new_units.items() if key not in known)
        return Account(
            place=reported.place,
            number=reported.number,
            title=reported.title,
            section=reported.section,
            deadline=deadline,
            units=tuple(dict.fromkeys(self._named(reported))),
            status=self._statuses.get(reported.number),
            percent=reported.percent,
            text=reported.text,
            outcome=outcome,
            doubts=tuple(doubts),
            new_units=new,
        )

    def _add(self, reported: Reported) -> tuple[Outcome, list[Message]]:
        identity = new_id(reported.number, self._taken)
        self._taken.add(identity)
        place = Place(self._programme.id, identity, None)
        deadline = read_deadline(reported.deadline, self._programme.from_, self._programme.until)
        doubt = deadline_doubt(reported.deadline, self._programme.from_, self._programme.until)
        units, new = self._responsible(reported)
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
        doubts = [doubt] if doubt is not None else []
        if (other := self._titled.get(fold(reported.title))) is not None:
            doubts.append(Message("measure {other} of the register has the same title", other=other))
        doubts += [*lacking(reported, units), *unit_doubts(new), *reported.doubts]
        if reported.text is None:
            return Outcome.ADDED, [*doubts, Message("there is no progress in the row")]
        status = status_of(reported, deadline)
        self._answer(place, reported, status.value)
        return Outcome.ADDED, [*doubts, *status_doubts(reported, status)]

    def _compare(self, reported: Reported, record: MeasureRecord) -> tuple[Outcome, list[Message]]:
        self._refuse_renumbered(reported, record)
        doubts = [
            self._difference(reported, field, theirs, mine)
            for field, theirs, mine in self._differences(reported, record.measure)
        ]
        if doubts and not self._update:
            raise self._refusal(doubts[0])
        doubts += reported.doubts
        there = record.progress.get(self._period)
        if self._equal(reported, record):
            if there is not None:
                self._statuses[reported.number] = there.status
            return Outcome.UNCHANGED, doubts
        if reported.text is None:
            message = self._difference(reported, "text", there.text if there else "", "")
            if self._update:
                return Outcome.UNCHANGED, [*doubts, message]
            raise self._refusal(message)
        status = status_of(reported, record.measure.deadline)
        if there is not None and not self._update:
            raise self._refusal(self._difference(reported, *otherwise(reported, there, status)))
        place = Place(record.programme, record.id, None)
        is_told = reported.status is not None or reported.said is not None
        if there is not None and there.percent == reported.percent and not is_told:
            # The report says nothing of a status that was chosen with care.
            self._answer(place, reported, there.status.value)
            return Outcome.UPDATED, doubts
        self._answer(place, reported, status.value)
        outcome = Outcome.ANSWERED if there is None else Outcome.UPDATED
        return outcome, [*doubts, *status_doubts(reported, status)]

    def _refuse_renumbered(self, reported: Reported, record: MeasureRecord) -> None:
        """Refuse a row that bears another measure's title: its number, or its answer, is wrong."""
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

    def _answer(self, place: Place, reported: Reported, status: str) -> None:
        answer: dict[Key, Any] = {
            ("status",): status,
            ("percent",): reported.percent,
            ("text",): reported.text or None,
        }
        if reported.status is not None:
            answer["completed",] = reported.completed
        if reported.evidence is not None:
            answer["evidence",] = [builtin(each) for each in reported.evidence] or None
        self._statuses[reported.number] = Status(status)
        self._edits[place._replace(period=self._period).path] = answer

    def _equal(self, reported: Reported, record: MeasureRecord) -> bool:
        there = record.progress.get(self._period)
        if there is not None and reported.text is not None and beside(reported, there) is not None:
            return False
        if is_printed(reported, record, self._period, self._snapshot.today()):
            return True
        if there is None or reported.text is None:
            return there is None and reported.text is None
        status = status_of(reported, record.measure.deadline)
        if reported.said is not None and there.status is not status:
            return False
        return reported.percent == there.percent and is_same_text(reported, there)

    def _differences(self, reported: Reported, measure: Measure) -> Iterator[tuple[str, object, object]]:
        """Yield the columns of the programme that the report words otherwise: field, theirs, mine."""
        if fold(reported.title) != fold(measure.title):
            yield "title", measure.title, reported.title
        if fold(reported.deadline) != fold(measure.deadline.text):
            yield "deadline.text", measure.deadline.text, reported.deadline
        names = list(self._named(reported))
        theirs = [self._snapshot.unit_name(unit) for unit in measure.responsible]
        ids = list(dict.fromkeys(known_unit(self._snapshot.units, name) for name in names))
        # Two units may bear one name.
        is_same = ids == list(measure.responsible) or list(map(fold, names)) == list(map(fold, theirs))
        if not is_same and not self._was_read(reported, measure):
            yield "responsible", theirs, names
        # A table has no way to say that a section is over.
        if reported.section and measure.section and fold(reported.section) != fold(measure.section):
            yield "section", measure.section, reported.section
        # Nor do most have a place for these.
        for field in ("indicator", "funding"):
            theirs, mine = getattr(measure, field), getattr(reported, field)
            if mine and fold(mine) != fold(theirs):
                yield field, theirs, mine

    def _named(self, reported: Reported) -> Iterator[str]:
        for paragraph in reported.named:
            # What this file itself has named so far says nothing of how a name of its own comes apart.
            units = self._snapshot.units if paragraph.stands_apart else self._units
            yield from paragraph.names(partial(known_unit, units))

    def _was_read(self, reported: Reported, measure: Measure) -> bool:
        """Say whether a cell comes apart into a measure's units where no other unit is known.

        A unit that came later may bear the name that a whole cell reads as.
        """
        units = {
            each: self._snapshot.units[each] for each in measure.responsible if each in self._snapshot.units
        }
        known = partial(known_unit, units)
        names = [name for paragraph in reported.named for name in paragraph.names(known)]
        return list(dict.fromkeys(map(known, names))) == list(measure.responsible)

    def _responsible(self, reported: Reported) -> tuple[list[str], list[str]]:
        """Return the ids of a measure's units, and the names of those that are new."""
        ids, new = responsible_units(self._units, list(self._named(reported)))
        self._new_units |= new
        self._units |= {key[1]: Unit(name=name) for key, name in new.items()}
        return ids, list(new.values())

    def _difference(self, reported: Reported, field: str, theirs: object, mine: object) -> Message:
        named = label(Place(self._programme.id, "x", None).path, field)
        return told(reported.place, reported.number, (named, theirs, mine))

    def _refusal(self, difference: Message) -> DiffersFromRegister:
        return differs(self._report.file, difference)

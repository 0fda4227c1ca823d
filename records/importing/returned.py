"""Planning the import of a sheet that prozvit made from a commit of this register.

Three versions are compared: the register at that commit, the sheet, and the register now. A cell changed only
in the sheet is imported, and a value changed only in the register stays. If both changed, the merge of saving
decides (`meanwhile`); a conflict that it cannot resolve refuses the whole file.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.errors import DiffersFromRegister, NotAllowed, StaleField, StaleSource, UnreadableSource
from records.files.sheet import SheetColumn
from records.importing import changed
from records.importing.account import Account, ImportPlan, Outcome, reason_of
from records.importing.assumed import Assumed, summed
from records.importing.differing import differs
from records.importing.documents import NO_SUCH_MEASURE
from records.importing.filled import (
    Answer,
    check_agreement,
    is_number,
    read_answer,
    refuse_unanswered,
)
from records.importing.locked import Version, programme_differences, typed_note
from records.importing.standing import retirement
from records.importing.wrong import Wrongs, refused
from records.language import Message
from records.merges.meanwhile import Meanwhile
from records.rules.permissions import refusal
from records.values.changes import Action, Change, Edit
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.importing.filled import FilledRow, Sheet
    from records.register import Register
    from records.values.model import Programme
    from records.values.periods import Period

#: The number of conflicts that an error lists.
_MOST_TOLD = 5
_DIGIT = re.compile(r"\d")


class _Found(Struct):
    """The result for one row: its outcome, its doubts, and the new values of its progress."""

    outcome: Outcome = Outcome.UNCHANGED
    doubts: list[Message] = field(default_factory=list)
    answer: Answer | None = None
    values: dict[str, object] = field(default_factory=dict)
    assumed: frozenset[Assumed] = frozenset()


class Returned:
    """Plans a sheet whose commit is in the register."""

    def __init__(
        self,
        register: Register,
        now: Snapshot,
        sheet: Sheet,
        period: Period,
        programme: Programme,
        *,
        update: bool,
    ) -> None:
        self._register = register
        self._sheet = sheet
        self._period = period
        self._programme = programme
        self._update = update
        self._now = now
        self._base = now if sheet.commit == now.commit else register.snapshot(sheet.commit)
        #: The measures by key, at the sheet's commit and now.
        self._were, self._are = (
            {each.key: each for each in snapshot.of_programme(programme.id)} for snapshot in (self._base, now)
        )
        self._keys = {each.measure.number: key for key, each in self._were.items()}
        #: The rows by the path of their progress file.
        self._rows: dict[str, FilledRow] = {}

    def plan(self) -> ImportPlan:
        """Plan all rows; raise `UnreadableSource` or a subclass, or `NotAllowed`."""
        if self._sheet.programme not in {"", self._programme.id}:
            raise UnreadableSource(
                "{file} is of programme {theirs}, and the import is into {mine}. Name it with --programme, "
                "on the screen by F5.",
                file=self._sheet.file,
                theirs=self._sheet.programme,
                mine=self._programme.id,
            )
        edits: list[Edit] = []
        account: list[Account] = []
        wrong = Wrongs(self._sheet.file)
        with wrong.noted():
            self._refuse_strays()
        for row in self._sheet.rows:
            with wrong.noted():
                record = self._record(row)
                path = record.path(self._period)
                self._refuse_twice(path, row)
                self._rows[path] = row
                found = self._compare(row, record)
                if found.values:
                    edits.append(Edit(path, {(key,): value for key, value in found.values.items()}))
                account.append(self._account(row, record, found))
        wrong.refuse()
        if not account:
            raise UnreadableSource(
                "{file}: the table has headings, and no row with a measure below them.", file=self._sheet.file
            )
        paths = [edit.path for edit in edits]
        if (why := refusal(self._now, self._register.me.login, self._now.today(), paths)) is not None:
            raise NotAllowed("Nothing was saved: {why}", why=why)
        change = Change(Action.IMPORT, tuple(edits), reason_of(self._sheet.file, self._now.rules))
        self._check_meanwhile(change)
        notices = (*self._sheet.notices, *summed(self._sheet.file, (each.assumed for each in account)))
        return ImportPlan(self._sheet.file, change if edits else None, tuple(account), notices)

    def _record(self, row: FilledRow) -> MeasureRecord:
        """Return a row's measure as it is now, found by its history key or else by its number."""
        number = clean_number(row.text(SheetColumn.NUMBER))
        record = self._are.get(row.key or self._keys.get(number, ""))
        if record is None:
            cell = row.cells.get(SheetColumn.NUMBER)
            if row.key or (_DIGIT.search(number) and len(number.split()) == 1):
                problem = Message("The register has no such measure; a sheet that is filled in adds none.")
                raise self._sheet.refusal(row, cell, problem)
            place = row.place if cell is None else cell.place
            raise refused(self._sheet.file, "", place, Message("There is no measure’s number in this row."))
        known = self._were.get(record.key, record)
        cell = row.cells.get(SheetColumn.NUMBER)
        if cell is not None and not is_number(cell, {known.measure.number, record.measure.number}):
            # A row that was copied, or sorted without its hidden key, would answer for another measure.
            problem = Message("The row was made for measure {number}.", number=record.measure.number)
            raise self._sheet.refusal(row, cell, problem)
        return record

    def _refuse_strays(self) -> None:
        """Refuse documents without a row, except recorded ones of a measure whose row was deleted."""
        for stray in self._sheet.strays:
            known = self._were.get(self._keys.get(stray.measure, stray.measure))
            was = known.told(self._period) if known is not None else None
            if was is None or not stray.is_one_of(was.evidence):
                raise refused(self._sheet.file, stray.measure, stray.place, NO_SUCH_MEASURE)

    def _refuse_twice(self, path: str, row: FilledRow) -> None:
        if path in self._rows:
            problem = Message("The same measure stands already in {place}.", place=self._rows[path].place)
            raise self._sheet.refusal(row, row.cells.get(SheetColumn.NUMBER), problem)

    def _compare(self, row: FilledRow, record: MeasureRecord) -> _Found:
        known = self._were.get(record.key)
        versions = (Version(known or record, self._base), Version(record, self._now))
        found = _Found(doubts=list(programme_differences(row, versions)))
        if found.doubts and not self._update:
            raise self._differs(found.doubts[0])
        found.doubts += typed_note(row, self._period, versions)
        was = known.progress.get(self._period) if known is not None else None
        found.answer = answer = self._answer(row, known)
        there = record.progress.get(self._period)
        if answer is None:
            if was is not None:
                emptied = Message("The cells are empty ({place}); the progress stays.", place=row.place)
                if not self._update:
                    raise self._differs(emptied)
                found.doubts.append(emptied)
            elif not row.is_earlier(self._period):
                refuse_unanswered(self._sheet, row)
            return found
        if was is None:
            self._begin(found, answer, row, record)
        else:
            if answer.status is None:
                problem = Message("The status is empty. Choose one from the list.")
                raise self._sheet.refusal(row, None, problem)
            found.values = answer.changes(was)
        if not found.values or (there is not None and answer.status and not answer.changes(there)):
            found.values = {}
            return found
        check_agreement(self._sheet, row, answer, record.measure.deadline)
        found.assumed |= answer.assumed(found.values)
        found.doubts += changed.emptied(row, record.path(self._period), found.values, was)
        if there is not None and not self._update:
            raise self._differs(changed.difference(row, record, self._period, found.values))
        found.outcome = Outcome.ANSWERED if there is None else Outcome.UPDATED
        return found

    def _begin(self, found: _Found, answer: Answer, row: FilledRow, record: MeasureRecord) -> None:
        """Set the values for a measure's first progress in the period."""
        status = answer.status_for(record.measure.deadline)
        found.values = {
            "status": status.value,
            "percent": answer.percent,
            "completed": answer.completed,
            "text": answer.text or None,
            "evidence": answer.evidence(),
        }
        if answer.status is None:
            found.assumed = frozenset({Assumed.BY_PERCENT})
        if row.reported is not None and row.is_earlier(self._period):
            found.doubts.append(Message("changed from the result {period}", period=row.reported.reported()))

    def _answer(self, row: FilledRow, known: MeasureRecord | None) -> Answer | None:
        """Return a row's answer for the period, or None; an earlier result shown unchanged is not one."""
        answer = read_answer(self._sheet, row)
        if answer is None or known is None or row.reported is None or row.reported == self._period:
            return answer
        earlier = known.progress.get(row.reported)
        return answer if earlier is None or answer.changes(earlier) else None

    def _differs(self, difference: Message) -> DiffersFromRegister:
        return differs(self._sheet.file, difference)

    def _check_meanwhile(self, change: Change) -> None:
        """Raise `StaleSource` listing the cells that also changed in the register since the export."""
        if self._base is self._now:
            return
        author = self._register.me.name
        meanwhile = Meanwhile(self._register.repository, author, self._base.commit, self._now.commit)
        try:
            meanwhile.merge(change)
        except StaleField as error:
            told = [changed.clash(each, self._rows[each.clash.path]) for each in error.conflicts[:_MOST_TOLD]]
            raise StaleSource(
                "{file}: nothing was imported, since the register changed after the file was made. {clashes} "
                "Settle it with whom it names, correct the file and import again.",
                file=self._sheet.file,
                clashes=reduce(lambda one, other: Message("{one} {other}", one=one, other=other), told),
            ) from error

    def _account(self, row: FilledRow, record: MeasureRecord, found: _Found) -> Account:
        answer = found.answer
        return Account(
            place=row.place,
            number=record.measure.number,
            title=record.measure.title,
            section=record.measure.section,
            deadline=record.measure.deadline,
            units=tuple(self._now.unit_name(unit) for unit in record.measure.responsible),
            status=answer.status_for(record.measure.deadline) if answer is not None else None,
            percent=answer.percent if answer is not None else None,
            text=answer.text if answer is not None else None,
            outcome=found.outcome,
            doubts=(*found.doubts, *retirement(record.measure, self._period, found.outcome)),
            assumed=found.assumed,
        )

"""Plan a change: compute and judge the new bytes of its files, without storing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import fields

from records.errors import ClosedPeriod, InvalidChange, InvalidDocument, NotSaved
from records.files.documents import change_document, new_document, read_document
from records.files.reading import assemble, read_file
from records.files.sealing import sealed
from records.language import Message
from records.rules.judging import errors
from records.rules.permissions import may_correct
from records.rules.plausibility import previous_of
from records.rules.problems import Problem
from records.values.changes import Action
from records.values.fields import (
    FileChange,
    differences,
    dotted,
    flatten,
    in_file_order,
    same,
    stored,
)
from records.values.layout import (
    ATTRIBUTES,
    ATTRIBUTES_TEXT,
    OFFICERS,
    REGISTER,
    UNITS,
    closed_period,
    kind_of,
    place,
)
from records.values.model import FINAL, Progress, Status
from records.values.statuses import Standing, fitting_percent, status_from_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from records.errors import ProzvitError
    from records.files.snapshot import File, MeasureRecord, Provenance, Snapshot
    from records.values.changes import Change, Edit, Key, Word
    from records.values.layout import Place
    from records.values.periods import Period


class Plan(Struct):
    """The files that a change writes (None: removes), the changed fields, and the resulting action.

    `removed` counts the forbidden characters that were taken out of the texts.
    """

    action: Action
    files: dict[str, bytes | None] = field(default_factory=dict)
    changes: list[FileChange] = field(default_factory=list)
    removed: int = 0


class Planner:
    """Plans changes against one commit."""

    def __init__(
        self, provenance: Provenance, files: dict[str, File], read: Callable[[str], bytes | None]
    ) -> None:
        self._provenance = provenance
        self._files = files
        self._read = read
        self.snapshot: Snapshot = assemble(provenance, files)
        #: The register after the planned change.
        self.after = self.snapshot

    def plan(self, change: Change, by: str, at: datetime) -> Plan:
        """Return the plan of a change, without files if nothing would change.

        `by` and `at` are the author's login and the time of the save. Raises `InvalidChange`, `ClosedPeriod`,
        and `NotSaved` if the change would close a period by other means than closing.
        """
        plan = Plan(change.action)
        for each in change.edits:
            edit = each if change.complete is None else change.complete(each, self.snapshot, by, at)
            if change.word is not None:
                self._check_open(edit.path)
            try:
                if edit.removes or edit.whole is not None:
                    self._put(plan, edit.path, edit.whole)
                else:
                    self._write(plan, edit, seal=(change.word, by, at) if change.word else None)
            except InvalidDocument as problem:
                raise InvalidChange([_unread(edit.path, problem)]) from problem
        _refuse_closings(plan)
        self._judge(plan.files, at.date())
        self._judge_correction(plan, by)
        return plan

    def _put(self, plan: Plan, path: str, data: bytes | None) -> None:
        """Plan writing a whole file, or its removal if `data` is None."""
        old = self._read(path)
        if data == old:
            return
        if path == ATTRIBUTES and data != ATTRIBUTES_TEXT.encode():
            raise InvalidDocument(
                "{file} has to stay as `prozvit init` writes it. Set your change aside: "
                "prozvit commit --aside.",
                file=path,
            )
        fields = ({} if each is None else _fields(path, each) for each in (_readable(path, old), data))
        plan.files[path] = data
        plan.changes.append(FileChange(path, differences(*fields)))

    def _write(self, plan: Plan, edit: Edit, seal: tuple[Word, str, datetime] | None) -> None:
        values: dict[Key, Any] = {}
        for key, value in edit.values.items():
            given = _emptied(edit.path, key) if value is None else value
            values[key], removed = stored(edit.path, key, given)
            plan.removed += removed
        data = self._read(edit.path)
        old = flatten(read_document(data, edit.path)) if data is not None else {}
        if data is None:
            values = in_file_order(edit.path, self._with_usual(edit.path, values))
        changed = {key: value for key, value in values.items() if not same(old.get(key), value)}
        _check_keys(edit.path, changed)
        if not changed:
            new = data or b""
        else:
            new = new_document(changed) if data is None else change_document(data, changed)
        where = place(edit.path)
        if seal is not None and where is not None and where.period is not None:
            new = sealed(new, *seal)
        if new == (data or b""):
            return
        plan.files[edit.path] = new
        plan.changes.append(FileChange(edit.path, differences(old, flatten(read_document(new, edit.path)))))

    def _with_usual(self, path: str, values: dict[Key, Any]) -> dict[Key, Any]:
        """Complete a new progress with the status and percent of the measure's previous one.

        If only a status or only a percent is given, the other is set to fit it.
        """
        where = place(path)
        if where is None or where.period is None or (record := _find(self.snapshot, where)) is None:
            return values
        status, deadline = values.get(("status",)) or None, record.measure.deadline
        last = previous_of(record, where.period) or Progress(status=Status.IN_PROGRESS, percent=0)
        if ("percent",) not in values:
            # An invalid status is left for validation to refuse.
            chosen = Status(status) if status in set(Status) else last.status
            fitting = fitting_percent(chosen, last.percent, deadline)
            return {**values, ("status",): status or chosen.value, ("percent",): fitting}
        if status is None:
            return {**values, ("status",): status_from_percent(values["percent",], deadline).value}
        return values

    def _judge(self, files: Mapping[str, bytes | None], on: date) -> None:
        records = {path: data for path, data in files.items() if kind_of(path) is not None}
        written = {path: read_file(path, data) for path, data in records.items() if data is not None}
        unread = [_unread(path, file.problem) for path, file in written.items() if file.problem is not None]
        if unread:
            raise InvalidChange(unread)
        left = {path: file for path, file in self._files.items() if files.get(path, b"") is not None}
        self.after = assemble(self._provenance, {**left, **written})
        left_as = {path: file.record for path, file in written.items() if file.record is not None}
        gone = [path for path in records if path not in written]
        if found := errors(left_as, self.snapshot, self.after, on, gone):
            raise InvalidChange(found)

    def _judge_correction(self, plan: Plan, by: str) -> None:
        """Turn a change of a closed period's report into a correction. Raises `ClosedPeriod`."""
        for change in plan.changes:
            for period in self._reported_otherwise(change.path):
                if not may_correct(self.snapshot, by):
                    raise ClosedPeriod(
                        "The report for {period} is closed. The authorised officer may correct it, with a "
                        "reason.",
                        period=period,
                    )
                plan.action = Action.CORRECT

    def _reported_otherwise(self, path: str) -> list[Period]:
        """Return the closed periods whose report a file's change affects.

        For a progress this is its own period; for a measure, those whose report it leaves or returns to.
        """
        where = place(path)
        if where is None or not self.snapshot.closed:
            return []
        if where.period is not None:
            return [where.period] if where.period in self.snapshot.closed else []
        before, after = _find(self.snapshot, where), _find(self.after, where)
        if before is None or after is None:
            return []
        return [
            period
            for period in sorted(self.snapshot.closed)
            if (before.standing(period) is Standing.RETIRED) != (after.standing(period) is Standing.RETIRED)
        ]

    def _check_open(self, path: str) -> None:
        where = place(path)
        if where is not None and where.period in self.snapshot.closed:
            raise ClosedPeriod(
                "The report for {period} is closed, so its progress can't be changed.", period=where.period
            )


def needed(edits: Sequence[Edit]) -> list[str] | None:
    """Return the paths of the files needed to judge the edits; None for the whole register.

    A progress is judged by the rules, the units, the closed periods and its measure; a measure also by the
    numbers of all other measures.
    """
    if any(edit.removes for edit in edits):
        return None
    places = [place(edit.path) for edit in edits]
    if any(where is None or where.period is None for where in places):
        return None
    homes = {f"measures/{where.measure}" for where in places if where is not None}
    return [REGISTER, UNITS, OFFICERS, "periods", *sorted(homes)]


def _refuse_closings(plan: Plan) -> None:
    """Refuse a change to a closing record by any action other than closing or reopening.

    Approval and publication details may be resolved after a merge, but not edited by hand: `verify` requires
    that each closing record comes from its own commit. Raises `NotSaved`.
    """
    for change in plan.changes:
        if closed_period(change.path) is None or plan.action in {Action.CLOSE, Action.REOPEN}:
            continue
        if plan.action is Action.HAND:
            raise NotSaved(
                "Nothing was saved: {file} is written by closing a period, which is one act, and never by "
                "hand. Set the edits aside (`prozvit commit --aside`), then use `prozvit close`, `reopen` or "
                "`publish`.",
                file=change.path,
            )
        if any(field.key.partition(".")[0] in FINAL for field in change.fields):
            raise NotSaved(
                "Nothing was saved: {file} says how a period was closed, and that is one act. Let what "
                "stands be (--ours); `prozvit reopen` and `prozvit close` make a new edition.",
                file=change.path,
            )


def _readable(path: str, data: bytes | None) -> bytes | None:
    """Return a file's bytes, None if it is missing or unreadable; a hand edit may repair it."""
    return None if data is None or read_file(path, data).record is None else data


def _fields(path: str, data: bytes) -> dict[Key, Any]:
    """Return the flat fields of a whole file, {} if it is not a record."""
    return flatten(read_document(data, path)) if kind_of(path) is not None else {}


def _unread(path: str, problem: ProzvitError) -> Problem:
    """Return the problem that keeps a file from being a record, as a problem of the change."""
    key = str(problem.values.get("key", ""))
    return Problem("error", path, key, problem.values.get("value"), problem.message())


def _emptied(path: str, key: Key) -> str | None:
    """Return the value of a removed field: "" if required, so that its check refuses it, else None."""
    kind = kind_of(path)
    needed_keys = {each.encode_name for each in fields(kind) if each.required} if kind is not None else set()
    return "" if len(key) == 1 and key[0] in needed_keys else None


def _check_keys(path: str, values: Mapping[Key, Any]) -> None:
    kind = kind_of(path)
    known = kind.__struct_encode_fields__ if kind is not None else ()
    problems = [
        Problem(
            "error",
            path,
            dotted(key),
            value,
            Message("There is no such field. There are: {known}.", known=", ".join(known)),
        )
        for key, value in values.items()
        if key[0] not in known and value is not None
    ]
    if problems:
        raise InvalidChange(problems)


def _find(snapshot: Snapshot, where: Place) -> MeasureRecord | None:
    for record in snapshot.measures:
        if (record.programme, record.id) == (where.programme, where.id):
            return record
    return None

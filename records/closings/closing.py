"""Closing a period: obstacles, and the changes that close, reopen and complete it (audit.md).

The closing record holds the checksums of the records behind the period's report. They are computed from the
very commit that the closing is planned against, so that no other save can slip in between.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from records.disk.system import refusal_of
from records.errors import ClosedPeriod, Misused, NoReason, NotBegun, NotClosed, NotSaved
from records.files.editions import closings, recalled
from records.files.reported import reported_on, sums
from records.language import Language, Message, Plural
from records.rules.plausibility import doubts
from records.rules.reviewing import not_accepted
from records.values.changes import Action, Change, Edit
from records.values.layout import period_path
from records.values.model import Attachment, builtin
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from records.files.reader import Reader
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.rules.problems import Problem
    from records.values.changes import Key
    from records.values.model import Approval, Publication
    from records.values.periods import Period


class Obstacles(Struct, frozen=True):
    """What an officer should look at before closing a period.

    `missing` measures have no progress; `unaccepted` measures have a progress that is not accepted, and
    `results` are those of them that are implemented: later periods expect their progress again; `doubts` are
    the warnings of `check` about the period.
    """

    missing: tuple[MeasureRecord, ...]
    unaccepted: tuple[MeasureRecord, ...]
    results: tuple[MeasureRecord, ...]
    doubts: tuple[Problem, ...]


def obstacles(snapshot: Snapshot, period: Period) -> Obstacles:
    """Return the obstacles to closing a period."""
    records = reported_on(snapshot, period)
    paths = {record.path(period) for record in records}
    unaccepted = tuple(not_accepted(records, period))
    return Obstacles(
        missing=tuple(record for record in records if record.standing(period) is Standing.MISSING),
        unaccepted=unaccepted,
        results=tuple(record for record in unaccepted if record.ends_in(period)),
        doubts=tuple(doubt for doubt in doubts(snapshot, period) if doubt.path in paths),
    )


def not_begun(period: Period, today: date) -> Message | None:
    """Return why a period can't be closed on a day before its first; None from that day on."""
    if today >= period.first_day:
        return None
    return Message(
        "{period} has not begun: it begins on {day}, and is closed after its last day.",
        period=period,
        day=period.first_day,
    )


def closing(
    register: Reader,
    period: Period,
    reason: str = "",
    basis: str = "",
    attach: Sequence[Attachment] = (),
) -> Change:
    """Return the change that closes a period.

    Saving it raises `ClosedPeriod` if the period is already closed, `NotBegun` if it has not begun,
    `NotSaved` if a record cannot be read, and `NoReason` if progress is missing and no reason is given.
    """
    snapshot = register.outline()
    snapshot.refuse_strange(period)
    usual = Language(snapshot.rules.language).say("The report {period} is complete", period=period.reported())
    edit = Edit(period_path(period), {})

    def complete(edit: Edit, snapshot: Snapshot, by: str, at: datetime) -> Edit:
        _refuse_closed(snapshot, period)
        snapshot = recalled(register.repository, snapshot, period=period)
        _refuse_not_begun(period, snapshot.today())
        _refuse_incomplete(snapshot, period, reason)
        values: dict[Key, Any] = {
            ("count",): len(reported_on(snapshot, period)),
            ("by",): by,
            ("at",): at,
            ("edition",): 1 + len(closings(register.repository, snapshot.commit, period)),
            ("reason",): reason.strip() or None,
            ("records",): sums(snapshot, period),
            **_attached((), attach),
        }
        return replace(edit, values=values)

    return Change(Action.CLOSE, (edit,), reason.strip() or usual, basis, complete=complete)


def reopening(period: Period, reason: str, basis: str = "") -> Change:
    """Return the change that reopens a closed period. Saving it raises `NotClosed` if the period is open."""

    def complete(edit: Edit, snapshot: Snapshot, _by: str, _at: datetime) -> Edit:
        _refuse_open(snapshot, period)
        return edit

    edit = Edit(period_path(period), {}, removes=True)
    return Change(Action.REOPEN, (edit,), reason, basis, complete=complete)


def left_behind(snapshot: Snapshot, period: Period) -> Message | None:
    """Return what is to be recorded anew of the next edition of a closed period; None where nothing is."""
    closed = snapshot.closing(period)
    if closed is None or not (closed.approval or closed.publication or closed.attachments):
        return None
    return Message(
        "Approval, publication and signature are recorded of the edition that was closed. Once the next one "
        "is approved and published, they are to be recorded again."
    )


def completing(
    snapshot: Snapshot,
    period: Period,
    reason: str = "",
    basis: str = "",
    *,
    approval: Approval | None = None,
    publication: Publication | None = None,
    attach: Sequence[Attachment] = (),
) -> Change:
    """Return the change that records the approval, publication and signatures of a closed period's report.

    Only the given values change. Saving it raises `NotClosed` if the period is open, `Misused` if a
    publication date lies in the future, and `NotSaved` if a different file is already attached under the same
    name.
    """
    told = {"approval": approval, "publication": publication}
    values: dict[Key, Any] = {
        (table, key): value
        for table, record in told.items()
        if record is not None
        for key, value in builtin(record).items()
    }
    usual = Language(snapshot.rules.language).say("Facts about the report {period}", period=period.reported())

    def complete(edit: Edit, snapshot: Snapshot, _by: str, at: datetime) -> Edit:
        _refuse_open(snapshot, period)
        closed = snapshot.closing(period)
        if publication is not None:
            _refuse_days_to_come(publication, at.astimezone(snapshot.timezone).date())
        there = closed.attachments if closed is not None else ()
        return replace(edit, values={**edit.values, **_attached(there, attach)})

    edit = Edit(period_path(period), values)
    return Change(Action.PUBLISH, (edit,), reason.strip() or usual, basis, complete=complete)


def attachment(file: Path) -> Attachment:
    """Return a file's name and sha256; raise `NotSaved` if it cannot be read. Large files are streamed."""
    try:
        if not file.is_file():
            file.stat()
            raise NotSaved("Nothing was saved: {file} is no file.", file=file)
        with file.open("rb") as stream:
            return Attachment(name=file.name, sha256=hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        raise NotSaved(
            "Nothing was saved: {file} can’t be read ({problem}).", file=file, problem=refusal_of(error)
        ) from error


def _attached(there: Sequence[Attachment], more: Sequence[Attachment]) -> Mapping[Key, Any]:
    known = {each.name: each for each in there}
    for each in more:
        if known.setdefault(each.name, each) != each:
            raise NotSaved(
                "Nothing was saved: another file is attached under the name {name}. Rename yours.",
                name=each.name,
            )
    return {("attachments",): [builtin(each) for each in known.values()]} if more else {}


def _refuse_closed(snapshot: Snapshot, period: Period) -> None:
    closed = snapshot.closing(period)
    if closed is not None:
        raise ClosedPeriod(
            "{period} is closed already, by {by} on {at}.", period=period, by=closed.by, at=closed.at
        )


def _refuse_not_begun(period: Period, today: date) -> None:
    if (why := not_begun(period, today)) is not None:
        raise NotBegun("Nothing was saved. {problems}", problems=why)


def _refuse_open(snapshot: Snapshot, period: Period) -> None:
    if period not in snapshot.closed:
        raise NotClosed("{period} is not closed. Close it first: prozvit close.", period=period)


def _refuse_days_to_come(publication: Publication, today: date) -> None:
    for day in (publication.on, publication.updated):
        if day is not None and day > today:
            raise Misused("The report can’t have been published on {day}: that day has not come.", day=day)


def _refuse_incomplete(snapshot: Snapshot, period: Period, reason: str) -> None:
    if snapshot.problems:
        problem = snapshot.problems[0].message()
        raise NotSaved("Nothing was saved: a record can’t be read. {problem}", problem=problem)
    missing = len(obstacles(snapshot, period).missing)
    if missing and not reason.strip():
        counted = Plural("{n} measure without progress", "{n} measures without progress", n=missing)
        raise NoReason(
            "Nothing was saved: {missing}. Say why {period} is closed all the same (--reason).",
            missing=counted,
            period=period,
        )


def counted(found: Obstacles) -> list[Message]:
    """Return the numbers of obstacles as messages, the most important first, without zeros."""
    told = [
        Plural("{n} measure without progress", "{n} measures without progress", n=len(found.missing)),
        Plural("{n} answer is not accepted", "{n} answers are not accepted", n=len(found.unaccepted)),
        Plural(
            "{n} implemented measure is not accepted: unless it is before the closing, later periods ask "
            "about it again",
            "{n} implemented measures are not accepted: unless they are before the closing, later periods "
            "ask about them again",
            n=len(found.results),
        ),
        Plural("{n} warning", "{n} warnings", n=len(found.doubts)),
    ]
    return [each for each in told if each.n]

"""The stages of a progress (recorded, submitted, returned, accepted) and the reviews that set them.

A review (called a word: submit, return or accept) holds only for the content it was given for. After an edit
a submitted progress is merely recorded again, and an acceptance has lapsed. This module works on snapshots;
`sealing` binds a review to the content.
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

from records.errors import ClosedPeriod, NoReason, NotReviewed
from records.language import Language, Message
from records.values.changes import Action, Change, Edit, Word
from records.values.layout import place
from records.values.model import ReviewState
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.fields import FileChange
    from records.values.periods import Period


#: Why no word is said of the answers of a closed period, and what to do.
CLOSED = (
    "The report for {period} is closed, so its answers are neither submitted nor accepted any more. "
    "Open it again first (prozvit reopen {code}); closed once more, it is the next edition."
)


class Stage(StrEnum):
    """How far a progress has come on its way into the report."""

    RECORDED = "recorded"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    #: Returned and edited since, but not submitted again.
    REWORKED = "reworked"
    ACCEPTED = "accepted"
    #: Accepted and edited since: the acceptance no longer holds.
    LAPSED = "lapsed"

    def message(self) -> Message:
        """Return the stage's name for people."""
        return Message(_STAGE_NAMES[self])


_STAGE_NAMES = {
    Stage.RECORDED: "recorded, not submitted yet",
    Stage.SUBMITTED: "submitted",
    Stage.RETURNED: "sent back for rework",
    Stage.REWORKED: "returned, changed since and not submitted again",
    Stage.ACCEPTED: "accepted",
    Stage.LAPSED: "accepted, then changed: it counts as not accepted",
}
_SHORT_NAMES = {
    Stage.RECORDED: "recorded",
    Stage.SUBMITTED: "submitted",
    Stage.RETURNED: "returned",
    Stage.REWORKED: "recorded",
    Stage.ACCEPTED: "accepted",
    Stage.LAPSED: "accepted, then changed",
}
_STANDING = {
    ReviewState.SUBMITTED: Stage.SUBMITTED,
    ReviewState.RETURNED: Stage.RETURNED,
    ReviewState.ACCEPTED: Stage.ACCEPTED,
}
_LAPSED = {
    ReviewState.SUBMITTED: Stage.RECORDED,
    ReviewState.RETURNED: Stage.REWORKED,
    ReviewState.ACCEPTED: Stage.LAPSED,
}
_ACTIONS = {
    ReviewState.SUBMITTED: Action.SUBMIT,
    ReviewState.RETURNED: Action.RETURN,
    ReviewState.ACCEPTED: Action.ACCEPT,
}
#: For each review, the stages in which a progress can receive it.
_FITTING = {
    ReviewState.SUBMITTED: {Stage.RECORDED, Stage.RETURNED, Stage.REWORKED, Stage.LAPSED},
    ReviewState.RETURNED: {Stage.SUBMITTED, Stage.RETURNED, Stage.ACCEPTED, Stage.LAPSED},
    ReviewState.ACCEPTED: {Stage.SUBMITTED, Stage.ACCEPTED},
}


def stage(record: MeasureRecord, period: Period) -> Stage | None:
    """Return the stage of a measure's progress for a period, None if it has no progress."""
    report = record.progress.get(period)
    if report is None:
        return None
    if report.review is None:
        return Stage.RECORDED
    return (_LAPSED if period in record.lapsed else _STANDING)[report.review.state]


def short(now: Stage) -> Message:
    """Return a stage's name for a narrow column."""
    return Message(_SHORT_NAMES[now])


def returned_note(record: MeasureRecord, period: Period) -> str:
    """Return the note of a returned progress until it is submitted again; otherwise ""."""
    review = record.progress[period].review if period in record.progress else None
    is_back = stage(record, period) in {Stage.RETURNED, Stage.REWORKED}
    return review.note if review is not None and is_back else ""


def at_stage(records: Iterable[MeasureRecord], period: Period, *stages: Stage) -> list[MeasureRecord]:
    """Return the measures whose progress for a period is at one of the given stages, in their order."""
    return [record for record in records if stage(record, period) in stages]


def not_accepted(records: Iterable[MeasureRecord], period: Period) -> list[MeasureRecord]:
    """Return the measures that report in a period and whose present progress is not accepted."""
    return [
        record
        for record in records
        if record.standing(period) is Standing.REPORTED and stage(record, period) is not Stage.ACCEPTED
    ]


def change_of(snapshot: Snapshot, period: Period, records: Sequence[MeasureRecord], word: Word) -> Change:
    """Return the change that gives the progress of several measures a review; its note is the reason.

    Measures that already have this review are left out, so the change may have no edits. Raises
    `ClosedPeriod`, `NoReason` if a progress is returned without a note, and `NotReviewed`, which names each
    measure that can't receive the review.
    """
    if period in snapshot.closed:
        raise ClosedPeriod(CLOSED, period=period, code=period.code)
    if word.state is ReviewState.RETURNED and not word.note.strip():
        raise NoReason("Nothing was saved: say what is to be mended (--note).")
    refusals = list(filter(None, (_why_not(record, period, word) for record in records)))
    if refusals:
        problems = reduce(lambda one, other: Message("{one} {other}", one=one, other=other), refusals)
        raise NotReviewed("Nothing was saved. {problems}", problems=problems)
    left = [record for record in records if not is_said(record, period, word)]
    edits = tuple(Edit(path, {}) for path in dict.fromkeys(record.path(period) for record in left))
    usual = _usual_reason(word.state, period).render(Language(snapshot.rules.language))
    return Change(_ACTIONS[word.state], edits, word.note or usual, word=word)


def is_said(record: MeasureRecord, period: Period, word: Word) -> bool:
    """Return whether the present progress already has this review; accepted implies submitted."""
    now, report = stage(record, period), record.progress.get(period)
    if report is None or report.review is None:
        return False
    if word.state is ReviewState.SUBMITTED:
        return now in {Stage.SUBMITTED, Stage.ACCEPTED}
    return now is _STANDING[word.state] and word.note in {"", report.review.note}


def lapses(before: Snapshot, after: Snapshot, changes: Iterable[FileChange]) -> Iterator[Message]:
    """Yield a message for each review that ceases to hold because of the changes.

    Nothing is reported for a closed period, since nothing is submitted or accepted in it any more.
    """
    templates: dict[tuple[Stage | None, Stage | None], str] = {
        (Stage.ACCEPTED, Stage.LAPSED): "Measure {number}, {period}: it was accepted; after this change it "
        "is to be submitted and accepted again.",
        (Stage.SUBMITTED, Stage.RECORDED): "Measure {number}, {period}: it was submitted; after this change "
        "it is to be submitted again.",
    }
    was, now = ({record.key: record for record in each.measures} for each in (before, after))
    for where in filter(None, (place(change.path) for change in changes)):
        if where.period is None or where.period in before.closed:
            continue
        if where.measure not in was or where.measure not in now:
            continue
        step = stage(was[where.measure], where.period), stage(now[where.measure], where.period)
        if step in templates:
            number = now[where.measure].measure.number
            yield Message(templates[step], number=number, period=where.period)


def _usual_reason(state: ReviewState, period: Period) -> Message:
    # A returned progress has no usual reason: its note says what to fix.
    if state is ReviewState.SUBMITTED:
        return Message("Information for {period} submitted", period=period)
    return Message("Information for {period} accepted for the report", period=period)


def _why_not(record: MeasureRecord, period: Period, word: Word) -> Message | None:
    now, number = stage(record, period), record.measure.number
    if now is None:
        return Message("Measure {number} has no answer for {period}.", number=number, period=period)
    if now in _FITTING[word.state] or is_said(record, period, word):
        return None
    return Message(
        "Measure {number}, {period}, is not submitted ({stage}): its unit submits it first.",
        number=number,
        period=period,
        stage=now,
    )

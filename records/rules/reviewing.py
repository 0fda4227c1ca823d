"""How far the answers of a period are: recorded, submitted, returned, accepted; and the words that say so.

A word counts for what it was said of. Whoever changes that undoes it: what was submitted is then recorded
only, and an acceptance has lapsed. What is written about here is read from snapshots; see `sealing` for
how a word is bound to its content.
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


class Stage(StrEnum):
    """How far a progress is on its way into the report."""

    RECORDED = "recorded"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    #: Returned, and changed since: not yet submitted again.
    REWORKED = "reworked"
    ACCEPTED = "accepted"
    #: Accepted, and changed since: the acceptance counts no more.
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
#: Of what a word can be said.
_FITTING = {
    ReviewState.SUBMITTED: {Stage.RECORDED, Stage.RETURNED, Stage.REWORKED, Stage.LAPSED},
    ReviewState.RETURNED: {Stage.SUBMITTED, Stage.RETURNED, Stage.ACCEPTED, Stage.LAPSED},
    ReviewState.ACCEPTED: {Stage.SUBMITTED, Stage.ACCEPTED},
}


def stage(record: MeasureRecord, period: Period) -> Stage | None:
    """Return how far a measure's progress of a period is; None: it has none."""
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
    """Return what is to be mended, as long as a returned progress is not submitted again; else ""."""
    review = record.progress[period].review if period in record.progress else None
    is_back = stage(record, period) in {Stage.RETURNED, Stage.REWORKED}
    return review.note if review is not None and is_back else ""


def at_stage(records: Iterable[MeasureRecord], period: Period, *stages: Stage) -> list[MeasureRecord]:
    """Return the measures whose progress of a period is at one of some stages, in their order."""
    return [record for record in records if stage(record, period) in stages]


def not_accepted(records: Iterable[MeasureRecord], period: Period) -> list[MeasureRecord]:
    """Return the measures that report a period and whose progress nobody accepted as it stands now."""
    return [
        record
        for record in records
        if record.standing(period) is Standing.REPORTED and stage(record, period) is not Stage.ACCEPTED
    ]


def change_of(snapshot: Snapshot, period: Period, records: Sequence[MeasureRecord], word: Word) -> Change:
    """Return the change that says a word of the progress of some measures; its note is the reason.

    Measures of which it is said already are left out: where that is all of them, there are no edits.
    Raises `ClosedPeriod`; `NoReason` where a returned progress is to be mended and nobody says how;
    `NotReviewed`, naming each measure of which the word can't be said.
    """
    if period in snapshot.closed:
        raise ClosedPeriod(
            "The report for {period} is closed, so its progress can't be changed.", period=period
        )
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
    """Say whether a word is said already of what stands now; an accepted progress is submitted, too."""
    now, report = stage(record, period), record.progress.get(period)
    if report is None or report.review is None:
        return False
    if word.state is ReviewState.SUBMITTED:
        return now in {Stage.SUBMITTED, Stage.ACCEPTED}
    return now is _STANDING[word.state] and word.note in {"", report.review.note}


def lapses(before: Snapshot, after: Snapshot, changes: Iterable[FileChange]) -> Iterator[Message]:
    """Yield what to tell whoever changes a progress whose word counts no more after it.

    In a closed period nothing is submitted or accepted any more, so nothing is told.
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
    # Whoever returns an answer says why in the note.
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

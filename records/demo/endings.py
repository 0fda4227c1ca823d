"""The end of each quarter in the demo: answers returned and accepted, period closed, published, corrected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from records.closings.closing import closing, completing
from records.demo import workdays
from records.demo.steps import ACCEPTING, Step, always
from records.rules.reviewing import Stage, at_stage, change_of
from records.values.changes import Action, Change, Edit, Word
from records.values.model import Publication, ReviewState
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from records.demo.source import Quarter
    from records.register import Register
    from records.values.layout import Place


def endings(quarter: Quarter, place: Callable[[str, Period], Place]) -> Iterator[Step]:
    """Yield the steps that end a quarter; `place` gives the place of a progress by number and period."""
    period = Period.from_code(quarter.period)
    for back in quarter.returned:
        word = Word(ReviewState.RETURNED, back.note)
        yield _step(back.on, f"return {back.number}", partial(_say, period, word, place(back.number, period)))
    word = Word(ReviewState.ACCEPTED)
    yield _step(quarter.accepted_on, f"accept {period}", partial(_say, period, word, None))
    if quarter.closed_on is not None:
        at = workdays.office_time(quarter.closed_on, f"close {period}")
        yield Step(at, ACCEPTING, lambda register: closing(register, period, quarter.closed_because), period)
    if quarter.published_on is not None:
        published = Publication(url=quarter.url, on=quarter.published_on)
        yield _step(quarter.published_on, f"publish {period}", partial(_publish, period, published))
    for each in quarter.corrected:
        edit = Edit(place(each.number, period).path, {(key,): value for key, value in each.set.items()})
        change = Change(Action.CORRECT, (edit,), each.reason, each.basis)
        yield _step(each.on, f"correct {each.number}", always(change))


def _say(period: Period, word: Word, where: Place | None, register: Register) -> Change:
    """Return the change that reviews one answer or, if `where` is None, all submitted answers."""
    snapshot = register.snapshot()
    submitted = at_stage(snapshot.measures, period, Stage.SUBMITTED)
    chosen = [record for record in submitted if where is None or record.id == where.id]
    return change_of(snapshot, period, chosen, word)


def _publish(period: Period, published: Publication, register: Register) -> Change:
    return completing(register.snapshot(), period, publication=published)


def _step(on: date, label: str, change: Callable[[Register], Change]) -> Step:
    return Step(workdays.office_time(on, label), ACCEPTING, change)

"""Texts on what an import understood of a report, for the command and the screen."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from records.importing.account import Outcome
from records.importing.assumed import Assumed
from records.language import Plural
from records.texts.prose import lines
from records.texts.typography import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from records.importing import ImportPlan
    from records.importing.account import Account
    from records.language import Language, Message

#: From this number on, consecutive numbers are shown as a range.
_FEWEST = 3
#: How a status may have been derived if the row does not state it.
_OF_STATUS = (Assumed.BY_PERCENT, Assumed.UNSAID)


def outcome(row: Account, language: Language) -> str:
    """Return the outcome of a row in one line, with its answer's status, percent and number of paragraphs."""
    parts = [language.show(row.outcome)]
    if row.status is not None and row.text is not None:
        percent = f", {row.percent} %" if row.percent is not None else ""
        taken = [language.show(each) for each in _OF_STATUS if each in row.assumed]
        parts.append(f"{language.show(row.status)}{percent}{f' ({taken[0]})' if taken else ''}")
        if length := len(lines(row.text)):
            parts.append(language.show(Plural("{n} paragraph", "{n} paragraphs", n=length)))
    elif Assumed.NO_PROGRESS in row.assumed:
        parts.append(language.show(Assumed.NO_PROGRESS))
    return " · ".join(parts)


def facts(row: Account, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what the row says about its measure, each fact with its label."""
    if row.section:
        yield language.say("Section"), row.section
    wording, days = row.deadline.text, language.show(row.days)
    is_said = fold(wording) == fold(days)
    yield language.say("Due"), wording if is_said else f"{language.show(wording)} ({days})"
    units = [language.say("{unit} (new)", unit=unit) if unit in row.new_units else unit for unit in row.units]
    yield language.say("Units"), language.show(units or None)


def of_file(plan: ImportPlan) -> Iterator[Message]:
    """Yield the messages about the whole file, first the one that speaks against recording it."""
    if plan.elsewhere is not None:
        yield plan.elsewhere
    yield from plan.notices
    yield from remarks(plan)


def remarks(plan: ImportPlan) -> Iterator[Message]:
    """Yield the messages that are certain: new units, and wording that is kept."""
    if plan.units:
        yield Plural(
            "{n} new unit: {units}", "{n} new units: {units}", n=len(plan.units), units=list(plan.units)
        )
    yield from plan.kept


def doubts(plan: ImportPlan, language: Language) -> Iterator[str]:
    """Yield each doubt once, with the numbers of all measures that it concerns."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(plan.account):
        for doubt in row.doubts:
            found.setdefault(language.show(doubt), []).append(place)
    for told, places in found.items():
        yield language.say("Measure {numbers}: {doubt}", numbers=_numbers(plan, places), doubt=told)


def answered(plan: ImportPlan) -> str:
    """Return the numbers of the rows that give an answer, as `submit` takes them; "" for none."""
    took = {Outcome.ADDED, Outcome.ANSWERED, Outcome.UPDATED}
    return " ".join(row.number for row in plan.account if row.outcome in took and row.text is not None)


def unchanged(plan: ImportPlan) -> str:
    """Return the numbers of the rows that change nothing, "" if there are none."""
    places = [place for place, row in enumerate(plan.account) if row.outcome is Outcome.UNCHANGED]
    return _numbers(plan, places)


def summary(plan: ImportPlan, language: Language) -> str:
    """Return the result of an import in one line: the rows of each outcome, and those with doubts."""
    counted = Counter(row.outcome for row in plan.account)
    parts = [language.count("{n} measure", "{n} measures", n=len(plan.account))]
    parts += [f"{language.show(outcome)}: {counted[outcome]}" for outcome in Outcome if counted[outcome]]
    if doubtful := sum(bool(row.doubts) for row in plan.account):
        parts.append(language.say("with doubts: {n}", n=doubtful))
    return " · ".join(parts)


def _numbers(plan: ImportPlan, places: Iterable[int]) -> str:
    """Return the numbers of the rows at these indexes; three or more consecutive rows become a range."""
    told: list[str] = []
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        numbers = [plan.account[place].number for _, place in run]
        told += [f"{numbers[0]}–{numbers[-1]}"] if len(numbers) >= _FEWEST else numbers
    return ", ".join(told)

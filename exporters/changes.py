"""Sentences on how a measure’s progress differs from earlier periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Message
from records.values.statuses import Standing

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord
    from records.language import Language
    from records.values.model import Progress
    from records.values.periods import Period


def change(record: MeasureRecord, period: Period, language: Language) -> tuple[str, ...]:
    """Return sentences on how a progress differs from the latest earlier one; empty if none apply."""
    progress = record.progress.get(period)
    earlier = sorted((each for each in record.progress if each < period), reverse=True)
    if progress is None or not earlier or record.standing(period) is not Standing.REPORTED:
        return ()
    before = record.progress[earlier[0]]
    said = []
    if progress.text.strip() and progress.text == before.text:
        since = _first_with_this_text(record, earlier, progress)
        said.append(language.say("The text has not changed {since}", since=_since(since)))
    if moves := _moves(before, progress, language):
        said.append(language.say("Changed {since}: {moves}", since=_since(earlier[0]), moves=moves))
    return tuple(said)


def _moves(before: Progress, now: Progress, language: Language) -> str:
    """Return the changes of status and percent: "Виконується → Виконано, 80 % → 100 %"."""
    moves = []
    if before.status is not now.status:
        moves.append(f"{language.show(before.status)} → {language.show(now.status)}")
    if None not in {before.percent, now.percent} and before.percent != now.percent:
        moves.append(f"{before.percent} % → {now.percent} %")
    return ", ".join(moves)


def _first_with_this_text(record: MeasureRecord, earlier: list[Period], progress: Progress) -> Period:
    since = earlier[0]
    for each in earlier:
        if record.progress[each].text != progress.text:
            break
        since = each
    return since


def _since(period: Period) -> Message:
    roman = period.roman
    match period.part[:1]:
        case "Q":
            return Message("since quarter {roman} of {year}", roman=roman, year=period.year)
        case "H":
            return Message("since half-year {roman} of {year}", roman=roman, year=period.year)
        case _:
            return Message("since {year}", year=period.year)

"""A submitted answer as its reviewer sees it: the text, its changes, and who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.language import Language
from records.rules.plausibility import doubts_of_progress, previous_of
from records.rules.reviewing import Stage, at_stage
from records.trail.writers import OWN_TEXT, is_own
from records.values.statuses import Standing
from tui.safe import content, join, shortened
from tui.signs import PLAIN_SIGNS, SIGNS
from tui.viewing.details import as_printed
from tui.viewing.differences import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.trail.history import Entry
    from records.values.model import Progress
    from records.values.periods import Period

#: The most measure numbers listed; the rest are counted.
_MOST_NUMBERS = 12


def standing(record: MeasureRecord, period: Period, language: Language, *, plain: bool) -> Content:
    """Return the status and percent, preceded by those of the previous period if they differ."""
    before, now = previous_of(record, period), record.progress[period]
    shown = _status(now, language, plain=plain)
    if before is None:
        return shown
    if (before.status, before.percent) == (now.status, now.percent):
        return join(shown, content(f" ({language.say('as before')})", "dim"))
    return join(_status(before, language, plain=plain), " → ", shown)


def people(
    snapshot: Snapshot,
    record: MeasureRecord,
    period: Period,
    wrote: Sequence[Entry] | None,
    language: Language,
) -> str:
    """Return who submitted the answer and when, and who wrote it (`wrote` is None while that is read)."""
    parts = []
    review = record.progress[period].review
    if review is not None:
        officer = snapshot.officers.get(review.by)
        known = {entry.login: entry.name for entry in wrote or ()}
        by = (officer.name if officer is not None else known.get(review.by)) or review.by
        parts.append(language.say("Submitted: {by}, {at}", by=by, at=review.at))
        if review.note:
            parts.append(review.note)
    names = None if wrote is None else "; ".join(dict.fromkeys(entry.name for entry in wrote))
    parts.append(language.say("Written: {names}", names="…" if names is None else names))
    return " · ".join(parts)


def warnings(
    record: MeasureRecord, period: Period, wrote: Sequence[Entry] | None, login: str, language: Language
) -> Content:
    """Return the doubts about an answer, one per line, including that the reviewer wrote it."""
    now = record.progress[period]
    found = doubts_of_progress(record.measure, now, period, previous_of(record, period))
    if is_own(wrote or (), login):
        found = [OWN_TEXT, *found]
    return content("\n".join(f"! {message.render(language)}" for message in found), "yellow")


def printed(
    snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language, *, marked: bool
) -> Content:
    """Return the text as the report prints it, with the supporting documents.

    With `marked`, words added or removed since the previous period are marked.
    """
    before, now = previous_of(record, period), record.progress[period]
    report = Language(snapshot.rules.language)
    text = as_printed(now.text, now.percent, report)
    if marked and before is not None:
        earlier = as_printed(before.text, before.percent, report)
        text = join(*words(earlier.plain, text.plain, whole=True))
    parts: list[Content | str] = [text]
    if now.completed is not None:
        parts += ["\n\n", content(language.say("Completed on {day}", day=now.completed), "dim")]
    for each in now.evidence:
        told = ", ".join(part for part in (each.title, each.ref, each.url) if part)
        parts += ["\n", content(f"· {told}", "dim")]
    return join(*parts)


def left_over(
    records: Sequence[MeasureRecord], period: Period, language: Language, *, skipped: Sequence[str]
) -> Content:
    """Return the summary at the end of a review: how much is accepted, and what is missing or returned."""
    say = language.say
    accepted = at_stage(records, period, Stage.ACCEPTED)
    reported = [record for record in records if period in record.progress]
    missing = [record for record in records if record.standing(period) is Standing.MISSING]
    groups = [
        (say("Not answered yet"), missing),
        (say("Recorded and not submitted"), at_stage(records, period, Stage.RECORDED)),
        (say("Returned"), at_stage(records, period, Stage.RETURNED, Stage.REWORKED)),
        (say("Changed after they were accepted"), at_stage(records, period, Stage.LAPSED)),
    ]
    nothing = say("Nothing more is submitted that waits for your word.")
    head = say("That was the last of what is submitted.") if skipped else nothing
    count = say("Accepted: {n} of {all} answers.", n=len(accepted), all=len(reported))
    parts: list[Content | str] = [content(head, "bold"), "\n\n", content(count), "\n"]
    if skipped:
        told = say("Skipped: {numbers}. ← goes back to them.", numbers=", ".join(skipped))
        parts += [content(told, "yellow"), "\n"]
    for name, found in groups:
        if found:
            told = say("{name}: {n} ({numbers})", name=name, n=len(found), numbers=_numbers(found, language))
            parts += [content(told), "\n"]
    if not any(found for _, found in groups) and not skipped:
        parts += [content(say("Nothing is missing: the period can be closed."), "green"), "\n"]
    return join(*parts)


def title(record: MeasureRecord, width: int) -> str:
    """Return a measure's number and title, cut to a width."""
    return shortened(f"{record.measure.number}  {record.measure.title}", width)


def _status(report: Progress, language: Language, *, plain: bool) -> Content:
    sign, style = SIGNS[report.status]
    sign = PLAIN_SIGNS[report.status] if plain else sign
    percent = f" {report.percent} %" if report.percent is not None else ""
    return content(f"{sign} {language.show(report.status)}{percent}", style)


def _numbers(records: Sequence[MeasureRecord], language: Language) -> str:
    return "; ".join(_listed(records, language))


def _listed(records: Sequence[MeasureRecord], language: Language) -> Iterator[str]:
    yield from (record.measure.number for record in records[:_MOST_NUMBERS])
    if (more := len(records) - _MOST_NUMBERS) > 0:
        yield language.count("{n} more", "{n} more", n=more)

"""The description of a measure beside or below the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.rules.reviewing import Stage, returned_note, stage
from records.values.statuses import Standing, latest
from tui.safe import content, join, shortened
from tui.signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from records.values.periods import Period


def one_line(
    snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language, width: int
) -> Content:
    """Return two lines: the measure with its units, and its latest status with the text."""
    units = "; ".join(snapshot.unit_short(unit) for unit in record.measure.responsible)
    title = f"{record.measure.number} {record.measure.title}"
    first = f"{shortened(title, max(width - len(units) - 3, width // 2))} · {units}"
    second = shortened(_standing(record, period, language), width)
    return join(content(shortened(first, width), "bold"), "\n", content(second))


def measure_details(snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language) -> Content:
    """Return the measure in full: its fields in the programme, and its progress as it will print."""
    from records.values.fields import label

    parts: list[Content | str] = [content(f"{record.measure.number}. {record.measure.title}", "bold"), "\n\n"]
    for key, value in _facts(snapshot, record):
        if value:
            parts += [content(language.show(label(record.path(), key)) + ": ", "dim"), content(value), "\n"]
    parts += ["\n", content(language.show(period), "bold"), "\n"]
    report = record.progress.get(period)
    if report is None:
        return join(*parts, content(language.show(record.standing(period)), "yellow"))
    percent = f", {report.percent} %" if report.percent is not None else ""
    parts += [content(f"{language.show(report.status)}{percent}", SIGNS[report.status][1]), "\n"]
    parts += [*review_words(snapshot, record, period, language), "\n"]
    return join(*parts, "\n", *prose(report.text))


def review_words(
    snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language
) -> Iterator[Content | str]:
    """Yield the review stage of a measure's progress, the reviewer and the reviewer's note."""
    now, review = stage(record, period), record.progress[period].review
    if now is None:
        return
    is_back = now in {Stage.RETURNED, Stage.REWORKED}
    style = "yellow" if is_back or now is Stage.LAPSED else "dim"
    yield content(language.show(now), style)
    if review is None:
        return
    officer = snapshot.officers.get(review.by)
    name = officer.name if officer is not None and officer.name else review.by
    yield content(f" · {name}, {language.show(review.at)}", "dim")
    if review.note:
        yield content(f"\n{review.note}", "bold yellow" if is_back else "")


def form_head(
    snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language, width: int
) -> tuple[Content, Content]:
    """Return the two lines above a form: the measure and the period; the deadline and the units."""
    measure, when = record.measure, language.show(period)
    title = shortened(f"{measure.number}  {measure.title}", width - len(when) - 2)
    gap = " " * (width - len(title) - len(when))
    units = "; ".join(snapshot.unit_short(unit) for unit in measure.responsible)
    facts = language.say("Deadline: {text} · {units}", text=measure.deadline.text, units=units)
    head = join(content(title, "bold"), gap, content(when, "bold"))
    return head, content(shortened(facts, width), "dim")


def earlier_head(record: MeasureRecord, period: Period, language: Language) -> Content:
    """Return the latest earlier period with a report, and its status."""
    when = _earlier(record, period)
    if when is None:
        return content(language.say("Nothing was reported before."), "dim")
    report = record.progress[when]
    percent = f" {report.percent} %" if report.percent is not None else ""
    return content(f"{language.show(when)}: {language.show(report.status)}{percent}", "bold")


def earlier_text(record: MeasureRecord, period: Period) -> Content:
    """Return the text reported for the latest earlier period, as it prints; empty if there is none."""
    when = _earlier(record, period)
    return join(*prose(record.progress[when].text if when is not None else ""))


def as_printed(text: str, percent: int | None, language: Language) -> Content:
    """Return a text as the report prints it, with the closing words on the percent in the given language."""
    from records.telling.wording import closing, gap_before_closing
    from records.texts.lines import lines

    parts = list(prose(text))
    said = closing(percent)
    if said is None:
        return join(*parts)
    if parts:
        # The closing words follow on the last paragraph's line.
        parts[-1] = gap_before_closing(lines(text), "\n")
    return join(*parts, content(said.render(language)))


def counts(text: str, draft_at: datetime | None, language: Language) -> str:
    """Return a text's numbers of words and paragraphs, and when its draft was kept."""
    words = language.count("{n} word", "{n} words", n=len(text.split()))
    filled = sum(bool(line.strip()) for line in text.split("\n"))
    paragraphs = language.count("{n} paragraph", "{n} paragraphs", n=filled)
    line = f"{language.say('What was done')} · {words}, {paragraphs}"
    if draft_at is not None:
        line += " · " + language.say("draft of {at}", at=draft_at)
    return line


def prose(text: str) -> Iterator[Content | str]:
    """Yield a progress text as it prints, with emphasis and bullets."""
    from records.texts.prose import BulletList, blocks

    for block in blocks(text):
        rows = block.items if isinstance(block, BulletList) else (block.spans,)
        for row in rows:
            if isinstance(block, BulletList):
                yield "• "
            for span in row:
                styles = [name for name, on in (("bold", span.bold), ("italic", span.italic)) if on]
                yield content(span.text, " ".join(styles))
            yield "\n"


def _earlier(record: MeasureRecord, period: Period) -> Period | None:
    return max((each for each in record.progress if each < period), default=None)


def _facts(snapshot: Snapshot, record: MeasureRecord) -> Iterator[tuple[str, str]]:
    measure = record.measure
    yield "deadline.text", measure.deadline.text
    yield "responsible", "; ".join(snapshot.unit_name(unit) for unit in measure.responsible)
    yield "section", measure.section
    yield "indicator", measure.indicator
    yield "funding", measure.funding


def _standing(record: MeasureRecord, period: Period, language: Language) -> str:
    report = record.progress.get(period)
    shown, when = report, period
    if report is None and record.standing(period) is Standing.MISSING:
        shown = latest(record.progress, period)
        when = max((each for each in record.progress if each < period), default=period)
    if shown is None:
        return language.show(record.standing(period))
    percent = f" {shown.percent} %" if shown.percent is not None else ""
    note = returned_note(record, period)
    text = language.say("returned: {note}", note=note) if note else " ".join(shown.text.split())
    return f"{language.show(when)}: {language.show(shown.status)}{percent}" + (f" – {text}" if text else "")

"""The charts of a summary: stacked bars of statuses, one per unit or period, beside the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from exporters.totals import mean_said
from records.values.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exporters.model import Report
    from exporters.totals import Totals
    from records.language import Language

#: In thousandths of a bar on a phone: the width of a digit, and the space left free around a number.
_DIGIT, _MARGIN = 32, 16


class Kind(Struct, frozen=True):
    """A category that measures are counted in: its name for stylesheets, and its text."""

    name: str
    text: str


class Segment(Struct, frozen=True):
    """A part of a bar: its kind, number of measures, start, length and middle, as percentages ("12.5%").

    `number` is the count to print in the part, "" if it does not fit.
    """

    kind: Kind
    count: int
    start: str
    length: str
    middle: str
    number: str


class Figure(Struct, frozen=True):
    """A number in a chart’s table: the label of its column and the printed number; `none` if it is 0."""

    label: str
    text: str
    none: bool = False


class Line(Struct, frozen=True):
    """A bar with its name and its figures."""

    name: str
    segments: tuple[Segment, ...]
    figures: tuple[Figure, ...]


class Heading(Struct, frozen=True):
    """A column heading of the figures; `kind` is None if no part of a bar shows that figure."""

    text: str
    kind: Kind | None = None


class Chart(Struct, frozen=True):
    """Bars with one table of their figures; `subject` is the heading above the bars’ names."""

    title: str
    subject: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]


class Key(Struct, frozen=True):
    """A line of the legend: a kind, and how many measures of the report have it."""

    kind: Kind
    count: int


def charts(report: Report) -> list[Chart]:
    """Return the charts of a report, by lead unit and by period; a chart of a single bar is left out."""
    say = report.language.say
    found = [
        (say("By lead unit"), say("Unit"), report.by_unit),
        (say("Period by period"), say("Period"), report.trend),
    ]
    return [chart(title, subject, rows, report.language) for title, subject, rows in found if len(rows) > 1]


def legend(report: Report) -> list[Key]:
    """Return the legend of a report’s charts, with counts over all its measures."""
    used = _used([report.totals, *report.by_unit, *report.trend], report.language)
    return [Key(kind, _count(report.totals, kind)) for kind in used]


def chart(title: str, subject: str, rows: Sequence[Totals], language: Language) -> Chart:
    """Return a chart with one bar for each of the totals."""
    kinds = _used(rows, language)
    overdue = any(each.overdue for each in rows)
    mean = any(each.mean is not None for each in rows)
    headings = [Heading(language.say("In all")), *(Heading(kind.text, kind) for kind in kinds)]
    headings += [Heading(language.say("Overdue"))] * overdue + [
        Heading(language.say("Mean percent (of how many measures)"))
    ] * mean
    return Chart(
        title=title,
        subject=subject,
        headings=tuple(headings),
        lines=tuple(
            Line(
                each.name,
                segments(each, language),
                tuple(_figures(each, headings, overdue=overdue, mean=mean)),
            )
            for each in rows
        ),
    )


def segments(totals: Totals, language: Language) -> tuple[Segment, ...]:
    """Return the non-empty parts of a bar."""
    found = []
    done = 0
    for kind in kinds_of(language):
        count = _count(totals, kind)
        if count:
            start, end = 1000 * done // totals.count, 1000 * (done + count) // totals.count
            found.append(
                Segment(
                    kind,
                    count,
                    _percent(start),
                    _percent(end - start),
                    _percent((start + end) // 2),
                    str(count) if end - start >= _MARGIN + _DIGIT * len(str(count)) else "",
                )
            )
        done += count
    return tuple(found)


def kinds_of(language: Language) -> list[Kind]:
    """Return all kinds in the order of a bar: the statuses, then “not submitted” and “not due yet”."""
    return [
        *(Kind(status.value, language.show(status)) for status in Status),
        Kind("missing", language.say("Not submitted")),
        Kind("not-due", language.say("Not due yet")),
    ]


def _count(totals: Totals, kind: Kind) -> int:
    counts = {"missing": totals.missing, "not-due": totals.not_due}
    return counts[kind.name] if kind.name in counts else totals.by_status[Status(kind.name)]


def _used(rows: Iterable[Totals], language: Language) -> list[Kind]:
    rows = list(rows)
    return [kind for kind in kinds_of(language) if any(_count(each, kind) for each in rows)]


def _figures(totals: Totals, headings: Iterable[Heading], *, overdue: bool, mean: bool) -> Iterable[Figure]:
    counted = [totals.count, *(_count(totals, each.kind) for each in headings if each.kind is not None)]
    counted += [totals.overdue] * overdue
    shown = [(str(count), count == 0) for count in counted]
    if mean:
        shown.append((mean_said(totals), totals.mean is None))
    return (Figure(heading.text, text, none) for heading, (text, none) in zip(headings, shown, strict=True))


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:g}%"

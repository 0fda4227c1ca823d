"""`list` and `show`: the measures of a period, and one measure in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exporters.document import document, measure
from records.rules.reviewing import short, stage
from records.staff.units import find_unit
from records.texts.typography import fold
from records.values.fields import label
from records.values.layout import report_tag
from records.values.statuses import Standing, latest
from tui.cli.asked import period_and_programme
from tui.cli.framework import Command, Session
from tui.cli.options import STATUS, as_of, of_period, of_programme, with_json
from tui.cli.output import complain, note, table, tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from records.errors import ProzvitError
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Language
    from records.values.model import Status
    from records.values.periods import Period


@click.command("list", cls=Command, help="List the measures of a period.")
@of_period
@of_programme
@click.option("--status", type=STATUS, help="Only measures with this status, by its code or name.")
@click.option("--unit", metavar="U", help="Only measures of this unit, by id or name.")
@click.option("--overdue", is_flag=True, help="Only measures whose date has passed without a result.")
@click.option("--missing", is_flag=True, help="Only measures that lack their answer for the period.")
@click.option("--search", metavar="TEXT", default="", help="Only measures that hold these words.")
@as_of
@with_json
@click.pass_obj
def list_command(
    session: Session,
    period: Period | None,
    programme: str | None,
    status: Status | None,
    unit: str | None,
    search: str,
    revision: str,
    *,
    overdue: bool,
    missing: bool,
    as_json: bool,
) -> int:
    """Print the measures; return exit code 1 if a record can't be read, else 0."""
    snapshot = session.register.snapshot(revision)
    period, programme = period_and_programme(snapshot, period, programme)
    snapshot = session.register.recalled(snapshot, period)
    tests: list[Callable[[MeasureRecord], bool]] = []
    wanted = find_unit(snapshot.units, unit) if unit is not None else None
    if status is not None:
        tests.append(lambda record: period in record.progress and record.progress[period].status == status)
    if wanted is not None:
        tests.append(lambda record: wanted in record.measure.responsible)
    if overdue:
        tests.append(lambda record: record.overdue(period))
    if missing:
        tests.append(lambda record: record.standing(period) is Standing.MISSING)
    words = fold(search).split()
    tests.append(lambda record: all(word in _haystack(snapshot, record, period) for word in words))
    records = [
        record for record in snapshot.present(period, programme) if all(test(record) for test in tests)
    ]
    if as_json:
        filters = {
            "unit": wanted,
            "status": status,
            "overdue": overdue,
            "missing": missing,
            "search": search,
        }
        tell_json(document(snapshot, period, records, {key: each for key, each in filters.items() if each}))
    else:
        _print_list(snapshot, period, records, session.language)
        _tell_of_then(snapshot, period, records, session.language)
    return _complain_of(snapshot.problems, session.language)


@click.command("show", cls=Command, help="Show one measure and its progress.")
@click.argument("number")
@of_period
@of_programme
@as_of
@with_json
@click.pass_obj
def show_command(
    session: Session,
    number: str,
    period: Period | None,
    programme: str | None,
    revision: str,
    *,
    as_json: bool,
) -> int:
    """Print one measure; return exit code 1 if one of its own records can't be read, else 0."""
    snapshot = session.register.snapshot(revision)
    period, programme = period_and_programme(snapshot, period, programme, [number])
    record = snapshot.measure(number, programme)
    if as_json:
        tell_json(measure(snapshot, record, [period]))
    else:
        for line in _measure_lines(snapshot, record, period, session.language):
            tell(line)
    own = f"measures/{record.key}/"
    return _complain_of(
        [problem for problem in snapshot.problems if str(problem.values.get("file", "")).startswith(own)],
        session.language,
    )


def _complain_of(problems: Sequence[ProzvitError], language: Language) -> int:
    """Print the errors of unreadable records; return the exit code."""
    for problem in problems:
        complain(problem.message().render(language))
    return 1 if problems else 0


def _haystack(snapshot: Snapshot, record: MeasureRecord, period: Period) -> str:
    report = record.progress.get(period)
    units = (snapshot.unit_name(unit) for unit in record.measure.responsible)
    texts = (record.measure.number, record.measure.title, record.measure.section, *units)
    return fold("\n".join([*texts, report.text if report is not None else ""]))


def _print_list(snapshot: Snapshot, period: Period, records: list[MeasureRecord], language: Language) -> None:
    tell(f"{snapshot.rules.body} · {language.show(period)}")
    if not records:
        tell(language.say("No measures."))
        return
    headings = ["No.", "Measure", "Deadline", "Responsible", "Status", "%", "Review"]
    rows = [_row(snapshot, record, period, language) for record in records]
    table([language.translate(heading) for heading in headings], rows, stretch=1)
    tell(language.count("{n} measure", "{n} measures", n=len(records)))


def _tell_of_then(
    snapshot: Snapshot, period: Period, records: Sequence[MeasureRecord], language: Language
) -> None:
    """Note how many measures have been changed in the programme since the period was closed."""
    closed = snapshot.closing(period)
    if closed is None:
        return
    paths = [record.path() for record in records]
    changed = [path for path in paths if closed.records.get(path) not in {None, snapshot.digests[path]}]
    if changed:
        note(
            language.count(
                "{n} measure was changed in the programme since the closing. As it was: --at {tag}.",
                "{n} measures were changed in the programme since the closing. As they were: --at {tag}.",
                n=len(changed),
                tag=report_tag(period, closed.edition),
            )
        )


def _row(snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language) -> list[str]:
    standing = record.standing(period)
    report = record.progress.get(period)
    shown = report.status.message() if report is not None else standing.message()
    last = latest(record.progress, period) if standing is Standing.DONE_EARLIER else report
    units = [snapshot.unit_short(unit) for unit in record.measure.responsible]
    return [
        record.measure.number,
        record.measure.title,
        record.measure.deadline.text,
        "; ".join(units),
        language.show(shown),
        "" if last is None or last.percent is None else str(last.percent),
        language.show(short(now)) if (now := stage(record, period)) is not None else "",
    ]


def _measure_lines(
    snapshot: Snapshot, record: MeasureRecord, period: Period, language: Language
) -> Iterator[str]:
    values = record.measure
    units = [snapshot.unit_name(unit) for unit in values.responsible]
    yield f"{values.number}. {values.title}"
    yield ""
    pairs: list[tuple[str, object]] = [
        ("deadline.text", values.deadline.text),
        ("responsible", units),
        ("section", values.section),
        ("indicator", values.indicator),
        ("funding", values.funding),
        ("retired", values.retired),
    ]
    for key, value in pairs:
        if value:
            yield _pair(record.path(), key, value, language)
    yield ""
    yield _heading(record, period, language)
    report = record.progress.get(period)
    if report is None:
        return
    for key in ("status", "percent", "completed"):
        value = getattr(report, key)
        if value is not None:
            yield _pair(record.path(), key, value, language)
    if report.text:
        yield ""
        yield report.text.removesuffix("\n")
    for evidence in report.evidence:
        yield "· " + ", ".join(part for part in (evidence.title, evidence.ref, evidence.url) if part)
    yield from _reviewed(record, period, language)


def _heading(record: MeasureRecord, period: Period, language: Language) -> str:
    if record.standing(period) is Standing.REPORTED:
        return language.show(period)
    return f"{language.show(period)}: {language.show(record.standing(period))}"


def _reviewed(record: MeasureRecord, period: Period, language: Language) -> Iterator[str]:
    review = record.progress[period].review
    if review is None:
        return
    yield language.say("{state}: {by}, {at}", state=review.state, by=review.by, at=review.at)
    if review.note:
        yield language.say("Note: {note}", note=review.note)
    now = stage(record, period)
    if period in record.lapsed and now is not None:
        yield language.say("Now: {stage}", stage=now)


def _pair(path: str, key: str, value: object, language: Language) -> str:
    return language.say("{field}: {value}", field=label(path, key), value=value)

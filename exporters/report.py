"""Builds the report of one period from a register at one commit.

There is no report while any record of the register is unreadable: what is published has every measure.
"""

from __future__ import annotations

import hashlib
from functools import reduce
from typing import TYPE_CHECKING

from msgspec.structs import replace

from exporters.changes import change
from exporters.choosing import Choice
from exporters.corrections import corrections, edition
from exporters.model import Cell, Heading, Report, Row, Section, Source
from records.closings.past import Past
from records.errors import Misused, ProzvitError
from records.language import Language, Message
from records.sanitise import visible
from records.telling.wording import closing, note, usual_title
from records.values.layout import REGISTER, UNITS, report_tag
from records.values.model import Approval, PeriodWording, Status
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.model import Programme, ReportRules, Rules, Signatory
    from records.values.periods import Period


class NotExported(ProzvitError):
    """The register, as it is, yields no report."""


def report(
    snapshot: Snapshot,
    period: Period,
    *,
    programme: str | None = None,
    unit: str | None = None,
    status: Status | None = None,
    language: Language | None = None,
    past: Past | None = None,
) -> Report:
    """Return the report of `period`, for all measures or for those of a unit (by id) or with a status.

    `programme` is required if several have the period. `language` defaults to the register’s; a report in
    another language uses the default wording. `past` comes from the history (`corrections.past`); without it,
    corrections are not mentioned. Raises `NotExported` if a record cannot be read, and `Misused` for a
    period, programme or unit that the register does not have.
    """
    language = language or Language(snapshot.rules.language)
    past = past or Past()
    refuse_problems(snapshot)
    snapshot.refuse_strange(period)
    if unit is not None and unit not in snapshot.units:
        raise Misused(
            "There is no unit “{unit}”. There are: {known}.", unit=unit, known=sorted(snapshot.units)
        )
    chosen = snapshot.programme(period, programme)
    choice = Choice(chosen.id, unit, status)
    records = choice.of(snapshot, period)
    rules = _wording(snapshot.rules, language)
    return Report(
        language=language,
        period=period,
        programme=chosen,
        heading=visible(rules.heading) or language.say("REPORT"),
        title=_title(rules, chosen, period, language),
        body=visible(snapshot.rules.body),
        dated=_dated(snapshot.rules, period, language),
        interim=_interim(snapshot, period, language),
        filters=filters_said(snapshot, unit, status, language),
        only={key: each for key, each in (("unit", unit), ("status", status)) if each is not None},
        approval=next(_named(rules.approval), None),
        approved=_approval(snapshot, period).on,
        act=act_said(_approval(snapshot, period), language),
        signatures=tuple(_named(*rules.signatures)),
        contact=snapshot.rules.contact,
        columns=tuple(
            Heading(column, visible(rules.headings.get(column, "")) or column.message().render(language))
            for column in rules.columns
        ),
        sections=_sections(snapshot, records, period, language),
        edition=edition(snapshot, period, past, language),
        corrections=corrections(snapshot, past, language),
        source=_source(
            snapshot, records, _command(snapshot, period, chosen, unit, status), period, past.closing
        ),
        register=snapshot,
        choice=choice,
        records=tuple(records),
    )


def refuse_problems(snapshot: Snapshot) -> None:
    """Raise `NotExported` if a record of the register cannot be read."""
    if not snapshot.problems:
        return
    shown = [problem.message() for problem in snapshot.problems[:5]]
    if more := len(snapshot.problems) - len(shown):
        shown.append(Message("And {count} more.", count=more))
    raise NotExported(
        "No report can be made while {count} records can't be read. Mend them first. {problems}",
        count=len(snapshot.problems),
        problems=reduce(lambda one, other: Message("{one} {other}", one=one, other=other), shown),
    )


def _wording(rules: Rules, language: Language) -> ReportRules:
    """Return the wording of a report; the register’s own wording is only used in the register’s language."""
    if rules.language == language.code:
        return rules.report
    return replace(rules.report, heading="", title="", headings={})


def _title(rules: ReportRules, programme: Programme, period: Period, language: Language) -> str:
    title = visible(rules.title) or usual_title(programme.title).render(language)
    match rules.period_wording:
        case PeriodWording.NONE:
            return title
        case PeriodWording.QUARTER:
            return f"{title} {period.reported().render(language)}"
        case PeriodWording.CUMULATIVE:
            return f"{title} {period.cumulative().render(language)}"


def _dated(rules: Rules, period: Period, language: Language) -> str:
    if rules.report.period_wording is not PeriodWording.NONE:
        return ""
    named = period.message().render(language)
    return named[:1].upper() + named[1:]


def _interim(snapshot: Snapshot, period: Period, language: Language) -> str:
    if snapshot.closing(period) is not None:
        return ""
    day = _day(snapshot, period)
    return language.say("Interim report: the period is not closed yet, as of {day}.", day=day)


def filters_said(
    snapshot: Snapshot, unit: str | None, status: Status | None, language: Language
) -> tuple[str, ...]:
    """Return the sentences that say how the measures of a report are filtered."""
    said = []
    if unit is not None:
        said.append(language.say("Only the measures of: {unit}", unit=snapshot.unit_name(unit)))
    if status is not None:
        said.append(language.say("Only the measures with the status: {status}", status=status))
    return tuple(said)


def _sections(
    snapshot: Snapshot, records: list[MeasureRecord], period: Period, language: Language
) -> tuple[Section, ...]:
    rows: dict[str, list[Row]] = {}
    day = _day(snapshot, period)
    for record in records:
        rows.setdefault(record.measure.section, []).append(_row(snapshot, record, period, day, language))
    # Measures without a section come first: below a section’s title they would seem to belong to it.
    ordered = sorted(rows.items(), key=lambda item: item[0] != "")
    return tuple(Section(visible(title), tuple(inside)) for title, inside in ordered)


def _row(snapshot: Snapshot, record: MeasureRecord, period: Period, day: date, language: Language) -> Row:
    measure = record.measure
    progress = record.told(period)
    standing = record.standing(period)
    return Row(
        number=visible(measure.number),
        title=visible(measure.title),
        deadline=visible(measure.deadline.text),
        responsible=tuple(visible(snapshot.unit_name(unit)) for unit in measure.responsible),
        cell=_cell(record, period, day, language),
        state=(standing if progress is None else progress.status).message().render(language),
        status=progress.status if progress else None,
        percent=progress.percent if progress else None,
        completed=progress.completed if progress else None,
        overdue=record.overdue(period),
        missing=standing is Standing.MISSING,
        change=change(record, period, language),
        indicator=visible(measure.indicator),
        funding=visible(measure.funding),
        measure=record.key,
    )


def _cell(record: MeasureRecord, period: Period, day: date, language: Language) -> Cell:
    progress = record.told(period)
    said = note(record, period, day)
    ending = closing(progress.percent) if progress else None
    return Cell(
        text=progress.text if progress else "",
        note=said.render(language) if said else "",
        closing=ending.render(language) if ending else "",
        evidence=progress.evidence if progress else (),
    )


def _day(snapshot: Snapshot, period: Period) -> date:
    """Return the day of closing in the council’s time zone, or of the commit if the period is open."""
    closed = snapshot.closing(period)
    at = snapshot.provenance.at if closed is None else closed.at
    return at.astimezone(snapshot.timezone).date()


def _named(*signatories: Signatory | None) -> Iterator[Signatory]:
    """Yield the signatories that have a position or a name; the others are not printed."""
    return (each for each in signatories if each is not None and (each.position or each.name))


def _approval(snapshot: Snapshot, period: Period) -> Approval:
    closed = snapshot.closing(period)
    return (closed.approval if closed is not None else None) or Approval()


def act_said(approval: Approval, language: Language) -> tuple[str, ...]:
    """Return the act that approved a report, worded by ДСТУ 4163: its name, then its date and number."""
    if not approval.document and not approval.number:
        return ()
    day = approval.on.strftime("%d.%m.%Y") if approval.on else ""
    number = language.say("No. {number}", number=approval.number) if approval.number else ""
    return tuple(filter(None, (visible(approval.document), " ".join(filter(None, (day, number))))))


def _command(
    snapshot: Snapshot, period: Period, programme: Programme, unit: str | None, status: Status | None
) -> str:
    """Return the command that makes this report again."""
    options = [f"--at {snapshot.commit}"]
    if len(snapshot.rules.programmes) > 1:
        options.append(f"--programme {programme.id}")
    if unit is not None:
        options.append(f"--unit {unit}")
    if status is not None:
        options.append(f"--status {status.value}")
    return f"prozvit export {period.code} {' '.join(options)}"


def _source(
    snapshot: Snapshot, records: list[MeasureRecord], command: str, period: Period, closing: str
) -> Source:
    used = {REGISTER, UNITS}.union(*(record.behind(period) for record in records))
    closed = snapshot.closing(period)
    return Source(
        commit=snapshot.commit,
        at=snapshot.provenance.at.astimezone(snapshot.timezone),
        by=visible(snapshot.provenance.by),
        tag=report_tag(period, closed.edition) if closed is not None else "",
        later=closing not in {"", snapshot.commit},
        records=checksum(snapshot, used),
        command=command,
    )


def checksum(snapshot: Snapshot, paths: Iterable[str]) -> str:
    """Return the SHA-256 over records of a snapshot: "path sha256" of each on its own line, sorted."""
    listed = [f"{path} {snapshot.digests[path]}\n" for path in sorted(paths) if path in snapshot.digests]
    return hashlib.sha256("".join(listed).encode()).hexdigest()

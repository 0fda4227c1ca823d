"""The trail of a period: all changes ever made to the records behind its report."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from records.rules.findings import Code
from records.trail.history import Entry, Filter, Historian
from records.values.changes import Action
from records.values.layout import Place, period_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from records.files.reader import Reader
    from records.files.snapshot import Snapshot
    from records.rules.findings import Finding
    from records.values.model import Unit
    from records.values.periods import Period

#: Findings about the inspected copy or the auditor's expectations, not about a commit.
_OF_THE_COPY = {Code.HOSTILE_CONFIG, Code.HIDDEN_HISTORY, Code.HISTORY_REWRITTEN, Code.CORRUPT}


class MeasureTrail(Struct, frozen=True):
    """The changes to a measure and its progress for the period, oldest first.

    If the measure is no longer in the register, `number` is its id and `title` is empty.
    """

    measure: str
    number: str
    title: str
    entries: tuple[Entry, ...]


class PeriodTrail(Struct, frozen=True, dict=True):
    """The trail of a period up to a commit. `closings` are the changes to the period's closing record.

    `findings` are the verification's findings about these changes, or None if nothing was verified.
    """

    period: Period
    commit: str
    measures: tuple[MeasureTrail, ...]
    closings: tuple[Entry, ...]
    units: Mapping[str, Unit]
    findings: tuple[Finding, ...] | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All changes to measures and their progress, measure by measure."""
        return tuple(entry for measure in self.measures for entry in measure.entries)

    @property
    def reviews(self) -> tuple[Entry, ...]:
        """The changes that contain a review, in order of time."""
        told = (entry for entry in self.entries if any(field.key == "review" for field in entry.fields))
        return tuple(sorted(told, key=lambda entry: entry.at))

    @property
    def corrections(self) -> tuple[Entry, ...]:
        """The corrections of the closed period, in order of time."""
        told = (entry for entry in self.entries if entry.action == Action.CORRECT)
        return tuple(sorted(told, key=lambda entry: entry.at))


def period_trail(
    register: Reader,
    snapshot: Snapshot,
    period: Period,
    programme: str,
    *,
    only: Collection[str] | None = None,
    findings: Iterable[Finding] | None = None,
) -> PeriodTrail:
    """Return the trail of a period in a programme up to a snapshot's commit.

    `only` limits it to some measures, given by key ("2017/4"); `findings` come from a verification of this
    history.
    """
    historian = Historian(register, snapshot.commit)
    changes: dict[str, list[Entry]] = {record.key: [] for record in snapshot.of_programme(programme)}
    for entry in historian.entries(Filter(programme=programme, period=period, itself=True)):
        if entry.measure is not None:
            changes.setdefault(entry.measure, []).append(entry)
    measures = tuple(
        _of_measure(snapshot, measure, entries)
        for measure, entries in changes.items()
        if entries and (only is None or measure in only)
    )
    closings = tuple(historian.of_file(period_path(period)))[::-1]
    commits = {entry.commit for measure in measures for entry in measure.entries}
    commits |= {entry.commit for entry in closings}
    return PeriodTrail(
        period=period,
        commit=snapshot.commit,
        measures=measures,
        closings=closings,
        units=snapshot.units,
        findings=None if findings is None else concerning(findings, commits),
    )


def read_trail(
    register: Reader,
    snapshot: Snapshot,
    period: Period,
    programme: str,
    only: Collection[str] | None = None,
) -> PeriodTrail:
    """Return the `period_trail` with a verification's findings, if main contains the snapshot's commit."""
    from records.verifying import verify

    judged = register.repository.is_ancestor(snapshot.commit)
    findings = verify(register).findings if judged else None
    return period_trail(register, snapshot, period, programme, only=only, findings=findings)


def concerning(findings: Iterable[Finding], commits: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings about some commits, without those that depend on the inspected copy."""
    return tuple(found for found in findings if found.commit in commits and found.code not in _OF_THE_COPY)


def _of_measure(snapshot: Snapshot, measure: str, entries: list[Entry]) -> MeasureTrail:
    programme, _, identity = measure.partition("/")
    for record in snapshot.of_programme(programme):
        if record.id == identity:
            return MeasureTrail(measure, record.measure.number, record.measure.title, tuple(entries[::-1]))
    return MeasureTrail(measure, identity, "", tuple(entries[::-1]))


def path_of(entry: Entry) -> str:
    """Return the path of the file that an entry about a measure changed."""
    programme, _, identity = (entry.measure or "").partition("/")
    return Place(programme, identity, entry.period).path

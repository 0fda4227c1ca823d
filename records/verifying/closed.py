"""Check whether a closing record (`periods/<period>.toml`) describes the period that its commit closes.

The report's contents are computed again from the files of that commit, so that the record can neither name a
file that is not reported nor leave one out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from records.errors import InvalidDocument, Misused, NoRegister
from records.files.editions import closings, recalled
from records.files.reading import assemble, read_file
from records.files.reported import reported_on, sums
from records.files.snapshot import Provenance
from records.language import Message, Plural
from records.rules.findings import Code, Finding
from records.values.changes import Action
from records.values.layout import closed_period, needed
from records.values.statuses import Standing
from records.verifying.erasure import erasure
from records.verifying.rights import author

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from records.files.snapshot import Snapshot
    from records.git.evidence import Evidence
    from records.values.model import PeriodRecord
    from records.values.periods import Period
    from records.verifying.deeds import Deed
    from records.verifying.ground import Ground


#: How many paths a finding lists: an empty record can lack hundreds.
_MOST_NAMED = 10


def findings(
    deed: Deed, path: str, record: PeriodRecord, ground: Ground, evidence: Evidence
) -> Iterator[Finding]:
    """Yield what is wrong with a closing record that a commit adds; the ground is at its first parent."""
    period = closed_period(path)
    assert period is not None
    if not deed.step.parents and erasure(deed.commit.message) is not None:
        # A declared erasure brings along the closing records of the history that it replaces.
        return
    if deed.action is not Action.CLOSE:
        told = Message("{period} was closed by something else than a closing.", period=period)
        yield Finding(Code.CLOSED_PERIOD, told, deed.commit.id, path)
    finding = partial(Finding, Code.INVALID_RECORD, commit=deed.commit.id, path=path)
    yield from (finding(told, key=key) for key, told in _of_closing(deed, period, record, evidence))
    try:
        snapshot = _open(deed, period, ground, evidence)
        snapshot.refuse_strange(period)
    except (NoRegister, InvalidDocument, Misused) as error:
        yield finding(error.message())
        return
    yield from (finding(told, key=key) for key, told in _of_report(snapshot, period, record))


def _of_closing(
    deed: Deed, period: Period, record: PeriodRecord, evidence: Evidence
) -> Iterator[tuple[str, Message]]:
    """Yield (key, message) where `by`, `at` or `edition` of the record disagrees with the commit."""
    login, at = _login(deed), deed.commit.committed_at
    if record.by != login:
        yield "by", Message("The record names {by}, and {login} made its commit.", by=record.by, login=login)
    if record.at != at:
        yield (
            "at",
            Message(
                "The record names {at}, its commit {committed}.",
                at=record.at,
                committed=_beside(at, record.at),
            ),
        )
    before = (closings(evidence, parent, period) for parent in deed.step.parents[:1])
    edition = 1 + sum(map(len, before))
    if record.edition != edition:
        yield (
            "edition",
            Message(
                "The record names edition {named}, and this closing makes edition {edition}.",
                named=record.edition,
                edition=edition,
            ),
        )


def _of_report(snapshot: Snapshot, period: Period, record: PeriodRecord) -> Iterator[tuple[str, Message]]:
    """Yield (key, message) where the record disagrees with the report: count, reason, files, checksums."""
    reported, right = reported_on(snapshot, period), sums(snapshot, period)
    count = len(reported)
    if record.count != count:
        yield (
            "count",
            Message(
                "The record counts {named} measures, and the report has {count}.",
                named=record.count,
                count=count,
            ),
        )
    missing = sum(each.standing(period) is Standing.MISSING for each in reported)
    if missing and not record.reason.strip():
        yield (
            "reason",
            Plural(
                "{n} measure had no progress, and the record does not say why the period was closed.",
                "{n} measures had no progress, and the record does not say why the period was closed.",
                n=missing,
            ),
        )
    if left_out := sorted(right.keys() - record.records.keys()):
        yield (
            "records",
            Message("The record leaves out what the report is made of: {files}.", files=_some(left_out)),
        )
    if foreign := sorted(record.records.keys() - right.keys()):
        yield (
            "records",
            Message("The record names what the report is not made of: {files}.", files=_some(foreign)),
        )
    both = right.keys() & record.records.keys()
    if wrong := sorted(path for path in both if right[path] != record.records[path]):
        told = Message(
            "The record names checksums that are not those of its own commit: {files}.", files=_some(wrong)
        )
        yield "records", told


def _some(paths: Sequence[str]) -> list[str]:
    """Return the paths to list in a finding: the first `_MOST_NAMED`, then “…” if there are more."""
    return [*paths[:_MOST_NAMED], *("…" for _ in paths[_MOST_NAMED : _MOST_NAMED + 1])]


def _login(deed: Deed) -> str:
    """Return the login that `close` records for a commit's author: a stranger's is the part before “@”."""
    login = author(deed)
    return deed.commit.email.partition("@")[0] if login.startswith("<") else login


def _beside(at: datetime, other: datetime) -> datetime:
    """Return `at` in the time zone of `other`, if it has one, so that the two read alike in a message."""
    return at if other.tzinfo is None else at.astimezone(other.tzinfo)


def _open(deed: Deed, period: Period, ground: Ground, evidence: Evidence) -> Snapshot:
    """Return the register at a commit, as far as a period's report needs it, without any closing record.

    Raises `NoRegister` or `InvalidDocument` if the rules can't be read.
    """
    blobs = ground.blobs | {version.path: version.blobs[1] for version in deed.versions}
    present = {path: blob for path, blob in blobs.items() if blob is not None and closed_period(path) is None}
    chosen = list(filter(needed(present, period), present))
    data = evidence.blobs([present[path] for path in chosen])
    files = {path: read_file(path, each) for path, each in zip(chosen, data, strict=True)}
    snapshot = assemble(Provenance(deed.commit.id, deed.commit.committed_at, deed.commit.name), files)
    for parent in deed.step.parents[:1]:
        snapshot = recalled(evidence, snapshot, revision=parent, period=period)
    return snapshot

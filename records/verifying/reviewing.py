"""Check whether the same person wrote a progress and accepted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.git.commits import COMMIT_ID
from records.language import Message
from records.rules.findings import Code, Finding
from records.telling.openings import settled_field
from records.values.fields import differences
from records.values.layout import place
from records.values.model import Progress, ReviewState
from records.verifying.readings import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.git.evidence import Evidence
    from records.verifying.deeds import Deed, Version
    from records.verifying.readings import Readings


class Writers:
    """The author's address for each version of a progress, not counting changes to its review."""

    def __init__(self, evidence: Evidence, readings: Readings) -> None:
        self._evidence = evidence
        self._readings = readings
        self._known: dict[tuple[str, str], str] = {}

    def findings(self, deed: Deed) -> Iterator[Finding]:
        """Yield a finding for each progress accepted by its own author; record the authors of this commit."""
        for version in deed.versions:
            where, blob = place(version.path), version.blobs[1]
            if where is None or where.period is None or blob is None:
                continue
            keys = {field.key for field in differences(version.old.fields, version.new.fields)}
            if not deed.is_merge and keys - {"review"}:
                self._known[version.path, blob] = deed.commit.email
            elif (version.path, blob) not in self._known and (writer := self._writer(version)):
                self._known[version.path, blob] = writer
            if deed.is_merge or "review" not in keys:
                continue
            if not self._is_taken_over(deed, version):
                yield from _of_time(deed, version)
            if not _is_accepted(version):
                continue
            writer = self._known.get((version.path, blob)) or self._looked_up(deed, version.path)
            if writer == deed.commit.email:
                told = Message("{name} accepted what they had written themselves.", name=deed.commit.name)
                yield Finding(Code.SELF_ACCEPTED, told, deed.commit.id, version.path, "review")

    def _is_taken_over(self, deed: Deed, version: Version) -> bool:
        """Return whether a commit that resolves a merge conflict takes the other side's review unchanged.

        That review was made, and judged, in a commit of the other side.
        """
        record = version.new.record
        for settles in deed.told.settles if deed.told is not None else ():
            merge = settles.partition(" ")[0]
            if settled_field(settles).path != version.path or not self._leads_to(merge, deed.commit.id):
                continue
            for parent in self._evidence.commit(merge).parents[1:]:
                data = self._evidence.file(parent, version.path)
                other = None if data is None else reading(version.path, data).record
                if isinstance(record, Progress) and isinstance(other, Progress):
                    return record.review == other.review
        return False

    def _leads_to(self, merge: str, commit: str) -> bool:
        return COMMIT_ID.fullmatch(merge) is not None and self._evidence.is_ancestor(merge, commit)

    def _writer(self, version: Version) -> str | None:
        old = version.blobs[0]
        return self._known.get((version.path, old)) if old is not None else None

    def _looked_up(self, deed: Deed, path: str) -> str:
        """Return the address of the last author of a progress that is older than this verification, or ""."""
        for parent in deed.step.parents[:1]:
            for commit, changes in self._evidence.log(parent, [path]):
                for change in changes:
                    old, new = (self._readings.read(path, blob).fields for blob in (change.old, change.new))
                    if any(field.key != "review" for field in differences(old, new)):
                        return commit.email
        return ""


def _of_time(deed: Deed, version: Version) -> Iterator[Finding]:
    """Yield a finding if a review's time differs from the time of the commit that recorded it."""
    record = version.new.record
    review = record.review if isinstance(record, Progress) else None
    if review is not None and deed.told is not None and review.at != deed.commit.committed_at:
        told = Message(
            "The word of review names {at}, its commit {committed}.",
            at=review.at,
            # In the review's time zone, so that the two can be compared at a glance.
            committed=deed.commit.committed_at.astimezone(review.at.tzinfo),
        )
        yield Finding(Code.UNDECLARED_CHANGE, told, deed.commit.id, version.path, "review")


def _is_accepted(version: Version) -> bool:
    record = version.new.record
    return (
        isinstance(record, Progress)
        and record.review is not None
        and record.review.state is ReviewState.ACCEPTED
    )

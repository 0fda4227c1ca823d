"""The validity of commit signatures, judged by the officers registered at the time of the commit."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from records.files.reading import read_file
from records.git.commits import without_signature
from records.git.signatures import signer
from records.language import Message
from records.values.layout import OFFICERS
from records.values.model import Officers
from records.verifying.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from records.git.archive import Archive
    from records.git.commits import Commit


class Standing(StrEnum):
    """The result of checking a commit's signature against its author, worst first."""

    #: The signature is damaged, or its key belongs to another officer or was not valid on that day.
    BAD = "bad"
    #: The key belongs to no officer, or its type cannot be checked here.
    UNKNOWN = "unknown"
    #: The key was valid for the author on that day.
    GOOD = "good"
    NONE = "none"

    def message(self) -> Message:
        """Return the result in words for display."""
        return Message(_WORDS[self])


_WORDS = {
    Standing.BAD: "bad signature",
    Standing.UNKNOWN: "signed by an unknown key",
    Standing.GOOD: "signed by the author",
    Standing.NONE: "not signed",
}


class Standings:
    """Checks the signatures of a register's commits; days are in the register's time zone.

    A commit is judged by the officers listed in each of its parents, because it could change its own list.
    Only the first commit is judged by its own.
    """

    def __init__(self, repository: Archive, zone: tzinfo) -> None:
        self._repository = repository
        self._zone = zone
        #: The officers by the bytes of their file, which few commits change.
        self._read: dict[bytes, Staff] = {}
        #: Read ahead: the bytes of signed commits, and the officers' file at each judging commit.
        self._commits: dict[str, bytes] = {}
        self._files: dict[str, bytes] = {}

    def prepare(self, commits: Iterable[Commit]) -> None:
        """Read ahead what is needed to check the given commits; unsigned ones need nothing."""
        signed = [commit for commit in commits if commit.signed]
        judges = list(dict.fromkeys(each for commit in signed for each in _judges(commit)))
        wanted = [commit.id for commit in signed]
        self._commits = dict(zip(wanted, self._repository.blobs(wanted), strict=True))
        files = self._repository.files_at(OFFICERS, judges)
        self._files = {each: data or b"" for each, data in zip(judges, files, strict=True)}

    def of(self, commit: Commit) -> Standing:
        """Return the result for a commit's signature; for many commits, call `prepare` first to save time."""
        if not commit.signed:
            return Standing.NONE
        if commit.id not in self._commits:
            self.prepare([commit])
        payload, signature = without_signature(self._commits[commit.id])
        if signature is None:
            return Standing.NONE
        try:
            key = signer(payload, signature)
        except OSError:
            return Standing.UNKNOWN
        if key is None:
            return Standing.BAD
        on = commit.committed_at.astimezone(self._zone).date()
        judges = (self._staff(self._files[each]) for each in _judges(commit))
        found = {_standing(key, commit.email, staff, on) for staff in judges}
        return next(standing for standing in Standing if standing in found)

    def _staff(self, data: bytes) -> Staff:
        if data not in self._read:
            record = read_file(OFFICERS, data).record
            self._read[data] = Staff(record.officers if isinstance(record, Officers) else {})
        return self._read[data]


def _judges(commit: Commit) -> tuple[str, ...]:
    return commit.parents or (commit.id,)


def _standing(key: str, address: str, staff: Staff, on: date) -> Standing:
    if not staff.holders(key):
        return Standing.UNKNOWN
    return Standing.GOOD if staff.login(address) in staff.counted(key, on) else Standing.BAD

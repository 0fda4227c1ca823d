"""The findings of `verify`: code, severity, place and message."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from records.language import Message


class Code(StrEnum):
    """The kind of a finding, by the code that `verify` prints."""

    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad-signature"
    UNKNOWN_KEY = "unknown-key"
    EXPIRED_KEY = "expired-key"
    SIGNER_MISMATCH = "signer-mismatch"
    NOT_ALLOWED = "not-allowed"
    UNDECLARED_CHANGE = "undeclared-change"
    OUTSIDE = "outside"
    INVALID_RECORD = "invalid-record"
    CLOSED_PERIOD = "closed-period"
    TIME_BACKWARDS = "time-backwards"
    HISTORY_REWRITTEN = "history-rewritten"
    HIDDEN_HISTORY = "hidden-history"
    UNEXPECTED_PATH = "unexpected-path"
    UNEXPECTED_MODE = "unexpected-mode"
    UNKNOWN_FIELD = "unknown-field"
    CORRUPT = "corrupt"
    HOSTILE_CONFIG = "hostile-config"
    SELF_ACCEPTED = "self-accepted"
    ON_BEHALF = "on-behalf"
    DECLARED_ERASURE = "declared-erasure"
    MISSING_TAG = "missing-tag"


_WARNINGS = {
    Code.OUTSIDE,
    Code.UNKNOWN_FIELD,
    Code.HOSTILE_CONFIG,
    Code.SELF_ACCEPTED,
    Code.ON_BEHALF,
    Code.DECLARED_ERASURE,
    Code.MISSING_TAG,
}


class Finding(Struct, frozen=True):
    """One finding: about a commit (its full id), a file or a field; "" for those that it is not about.

    `optional` is True for a finding about a signature that the register's rules do not require.
    """

    code: Code
    message: Message
    commit: str = ""
    path: str = ""
    key: str = ""
    optional: bool = False

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Return "warning" for what a person is to weigh, "error" for what makes the history untrue."""
        return "warning" if self.optional or self.code in _WARNINGS else "error"

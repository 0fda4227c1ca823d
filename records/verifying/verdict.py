"""What a verification comes to: what was found, what is proved by it and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.findings import Finding
    from records.language import Message


@dataclass(frozen=True)
class Verdict:
    """The outcome for main at `head`, which `commits` commits lead to; `checked` of them were judged now.

    `findings` are all there are, also those of commits that an earlier verification judged, in the order
    of the history. `proved` and `not_proved` say how far the outcome reaches.
    """

    head: str
    commits: int
    checked: int
    findings: tuple[Finding, ...]
    proved: tuple[Message, ...]
    not_proved: tuple[Message, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings are for a person to weigh."""
        return all(finding.severity == "warning" for finding in self.findings)

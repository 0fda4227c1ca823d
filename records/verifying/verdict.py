"""What a verification comes to: what was found, what is proved by it and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from records.language import Message, Plural
from records.rules.findings import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.rules.findings import Finding


class Verdict(Struct, frozen=True):
    """The outcome for main at `head`, which `commits` commits lead to; `checked` of them were judged now.

    `findings` are all there are, also those of commits that an earlier verification judged: first what is
    about the repository, then in the order of the history. `root` is where the history begins. `proved` and
    `not_proved` say how far the outcome reaches.
    """

    head: str
    root: str
    commits: int
    checked: int
    findings: tuple[Finding, ...]
    proved: tuple[Message, ...]
    not_proved: tuple[Message, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings are for a person to weigh."""
        return all(finding.severity == "warning" for finding in self.findings)


class Scope(Struct, frozen=True):
    """What a verification looked at.

    `signed` of the commits are signed well; `whole`: all of them were judged, now or before; `fsck`: git
    checked every object now; `expected` and `trusted`: the auditor named a commit, and a root of trust;
    `open`: anybody may write in the register; `seen`: what the folder shows, where that is not main.
    """

    commits: int
    signed: int
    whole: bool
    fsck: bool
    expected: str
    trusted: bool
    open: bool
    seen: str = ""


def proved(scope: Scope, findings: tuple[Finding, ...]) -> Iterator[Message]:
    """Yield what the outcome proves: only what no finding speaks against."""
    wrong = {finding.code for finding in findings if finding.severity == "error"}
    if scope.whole and not wrong & {Code.HIDDEN_HISTORY, Code.CORRUPT}:
        yield Message("the content of each commit, its place in the history and its tie to those before it")
    if scope.fsck and Code.CORRUPT not in wrong:
        yield Message("that each object of the repository is what its hash says (git fsck)")
    for codes, text in _CLAIMS:
        if scope.whole and not wrong & codes:
            yield text
    if scope.expected and Code.HISTORY_REWRITTEN not in wrong:
        yield Message(
            "that {commit}, noted earlier, and all before it is as it was", commit=scope.expected[:10]
        )
    if scope.trusted and not wrong & {Code.HISTORY_REWRITTEN, *_SIGNATURES}:
        yield Message("that the history begins where your root of trust says")
    if scope.signed and not wrong & _SIGNATURES:
        yield Plural(
            "who made {n} commit: it is signed with a key that its officer had at that time",
            "who made {n} commits: they are signed with keys that their officers had at that time",
            n=scope.signed,
        )


def not_proved(scope: Scope, findings: tuple[Finding, ...]) -> Iterator[Message]:
    """Yield what the outcome leaves open, whatever was found."""
    wrong = {finding.code for finding in findings if finding.severity == "error"}
    if wrong:
        yield Message("what the errors above are about")
    if scope.seen:
        yield Message(
            "anything of “{branch}”, whose files the folder shows: the branch main was judged. "
            "`git switch main` brings its files",
            branch=scope.seen,
        )
    if not scope.whole:
        yield Message("anything of the commits that were not judged")
    if scope.whole and not scope.fsck:
        yield Message("that no object judged earlier was damaged since: `--full` has git check each again")
    if unsigned := scope.commits - scope.signed:
        yield Plural(
            "who made {n} commit that is not signed: whoever rules the server can write one in any name",
            "who made {n} commits that are not signed: whoever rules the server can write one in any name",
            n=unsigned,
        )
    if scope.open:
        yield Message(
            "that authors had a right to their changes: the register is open to any user of the server"
        )
    if not scope.trusted:
        yield Message(
            "that the officers at the root are the right ones: name your root of trust with --trust"
        )
    if not scope.expected:
        yield Message(
            "that nothing was rewritten before you first noted a commit: note one, and name it with --expect"
        )
    yield Message(
        "when the commits were made: the clock of the server says it, unless an outside mark bounds it"
    )
    yield Message("that what is written is what was done")


_SIGNATURES = {
    Code.UNSIGNED,
    Code.BAD_SIGNATURE,
    Code.UNKNOWN_KEY,
    Code.EXPIRED_KEY,
    Code.SIGNER_MISMATCH,
}
_CLAIMS = (
    (
        {Code.UNDECLARED_CHANGE},
        Message("that the messages made by prozvit say what their commits changed, field by field"),
    ),
    (
        {Code.NOT_ALLOWED, Code.SIGNER_MISMATCH},
        Message("that each named author had the right to the change, where the register was not open"),
    ),
    (
        {Code.CLOSED_PERIOD},
        Message("that what closed periods reported changed by corrections alone, each with its reason"),
    ),
    (
        {Code.INVALID_RECORD, Code.UNEXPECTED_PATH, Code.UNEXPECTED_MODE},
        Message("that the records were valid at each commit"),
    ),
    ({Code.TIME_BACKWARDS}, Message("that the times which the commits name run forwards")),
)

"""The result of a verification: the findings, what is proved by it and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.language import Message, Plural
from records.rules.findings import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.rules.findings import Finding


class Verdict(Struct, frozen=True):
    """The result for main at `head`, which `commits` commits lead to, `checked` of them judged this time.

    `findings` include those of commits judged by earlier verifications: first the findings about the
    repository, then those about commits in order of the history. `root` is the first commit's id. `proved`
    and `not_proved` state how far the result reaches. `tags` maps each correct report tag to its object id.
    """

    head: str
    root: str
    commits: int
    checked: int
    findings: tuple[Finding, ...]
    proved: tuple[Message, ...]
    not_proved: tuple[Message, ...]
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there are no errors; warnings are for a person to weigh."""
        return all(finding.severity == "warning" for finding in self.findings)


class Scope(Struct, frozen=True):
    """What a verification covered.

    `signed`: how many of the `commits` have a good signature. `whole`: all commits are judged, now or
    earlier. `fsck`: git checked every object this time. `expected`: the commit that the auditor noted, "" if
    none. `trusted`: the auditor named a root of trust. `open`: anyone may write in the register. `seen`: the
    branch or commit checked out in the folder if it is not main, else "". `reports`: how many report tags
    are correct, `loose`: how many of them unsigned. `noted`: the auditor named the tags' object ids.
    """

    commits: int
    signed: int
    whole: bool
    fsck: bool
    expected: str
    trusted: bool
    open: bool
    seen: str = ""
    reports: int = 0
    loose: int = 0
    noted: bool = False


def proved(scope: Scope, findings: tuple[Finding, ...]) -> Iterator[Message]:
    """Yield what the verification proves: each claim that no error contradicts."""
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
    if scope.whole and scope.reports and not _told(findings):
        yield Message("that each closing has its tag, set in the name of who closed the period")
    if scope.noted and Code.HISTORY_REWRITTEN not in wrong:
        yield Message("that the reports’ tags which you noted are the same")
    if scope.trusted and not wrong & {Code.HISTORY_REWRITTEN, *_SIGNATURES}:
        yield Message("that the history begins where your root of trust says")
    if scope.signed and not wrong & _SIGNATURES:
        yield Plural(
            "who made {n} commit: it is signed with a key that its officer had at that time",
            "who made {n} commits: they are signed with keys that their officers had at that time",
            n=scope.signed,
        )


def not_proved(scope: Scope, findings: tuple[Finding, ...]) -> Iterator[Message]:
    """Yield what the verification does not prove, whatever was found."""
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
    yield from _of_tags(scope)
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


def _of_tags(scope: Scope) -> Iterator[Message]:
    """Yield what is open of the reports' tags."""
    if scope.loose and not scope.noted:
        yield Plural(
            "that {n} report’s tag, which is not signed, is the one set at the closing: keep a --receipt and "
            "name it with --expect",
            "that {n} reports’ tags, which are not signed, are those set at the closings: keep a --receipt "
            "and name it with --expect",
            n=scope.loose,
        )
    if scope.reports:
        yield Message(
            "that the files which reports’ tags name are those of the register: `export PERIOD --at TAG` "
            "makes them again"
        )


def _told(findings: tuple[Finding, ...]) -> set[Code]:
    """Return what was found about tags."""
    return {finding.code for finding in findings if finding.path.startswith("refs/tags/")}


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

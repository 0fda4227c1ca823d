"""One verification from start to end: the history commit by commit, and the repository around it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from records.disk.specials import refuse_special_files
from records.errors import GitFailed, InvalidDocument, NoRegister, UnknownRevision
from records.git.evidence import Evidence
from records.language import Message
from records.rules.findings import Code, Finding
from records.verifying import surroundings, tags
from records.verifying.erasure import erasure
from records.verifying.graph import Graph
from records.verifying.judging import Judge, Judged
from records.verifying.state import State, read_state, state_file, write_state
from records.verifying.verdict import Scope, Verdict, not_proved, proved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from records.files.reader import Reader
    from records.git.evidence import Fsck, Reference
    from records.verifying.trust import Trust

_SHORT_ID = re.compile(r"[0-9a-f]{7,40}")
_NOTHING_YET = State(root="", head="", commits=0, signed=0)


class Wish(Struct, frozen=True):
    """The options of a verification; see `verify`."""

    since: str | None
    expect: str | None
    tags: Mapping[str, str]
    trust: Trust
    full: bool
    keep: bool = True


class Verification:
    """One verification of one register; call `verdict` once."""

    def __init__(self, register: Reader, wish: Wish, progress: Callable[[int, int], object]) -> None:
        self._register = register
        self._wish = wish
        self._progress = progress
        self._head = register.head()
        self._evidence = Evidence(register.path)
        self._file = state_file(register.path)
        self._fsck: Fsck | None = None
        self._around: list[Finding] = []
        #: True if something verified earlier has disappeared; then the stored state is left as it is.
        self._alarmed = False
        #: The tags of reports that were found right before, whatever this verification goes on from.
        self._known: Mapping[str, str] = {}

    def verdict(self) -> Verdict:
        """Verify the register and return the verdict."""
        try:
            return self._verdict()
        finally:
            if self._fsck is not None:
                self._fsck.end()
            self._evidence.close()

    def _verdict(self) -> Verdict:
        past = self._past()
        if not past.head:
            refuse_special_files(self._evidence.folder)
            # fsck reads every object and runs in parallel with the walk.
            self._fsck = self._evidence.start_fsck()
        references = self._evidence.references()
        self._around += surroundings.hidden(self._evidence, references)
        self._around += surroundings.configured(self._evidence)
        judged, order = self._judge(past.head)
        closings = {**past.closings, **self._closings(past)}
        self._around += tags.missing(closings, {reference.name for reference in references})
        now = State(
            root=past.root or next(iter(order), ""),
            head=self._head,
            commits=past.commits + len(order),
            signed=past.signed + judged.signed,
            findings=(*past.findings, *judged.findings),
            tags=self._tags(past.tags, references),
            closings=closings,
        )
        expected = self._expected()
        self._hold_to_noted(references)
        self._hear_fsck()
        return self._concluded(now, judged, expected)

    def _concluded(self, now: State, judged: Judged, expected: str) -> Verdict:
        since = self._wish.since is not None
        findings = (*self._around, *now.findings)
        is_whole = not since and all(finding.code is not Code.CORRUPT for finding in findings)
        if is_whole and self._wish.keep and not self._alarmed and judged.checked:
            # If the state can't be stored, the next verification only takes longer.
            with suppress(OSError):
                write_state(self._file, now, self._wish.trust)
        scope = Scope(
            commits=judged.checked if since else now.commits,
            signed=now.signed,
            whole=is_whole,
            fsck=self._fsck is not None,
            expected=expected,
            trusted=self._wish.trust.named and not since,
            open=self._is_open(),
            seen=self._seen(),
            reports=len(now.tags),
            loose=self._loose(now.tags),
            noted=bool(self._wish.tags),
        )
        return Verdict(
            head=self._head,
            root=now.root,
            commits=now.commits,
            checked=judged.checked,
            findings=findings,
            proved=tuple(proved(scope, findings)),
            not_proved=tuple(not_proved(scope, findings)),
            tags=now.tags,
        )

    def _past(self) -> State:
        """Return the state to continue from: the commit of `since`, the stored state, or nothing yet."""
        kept = read_state(self._file, self._wish.trust)
        self._known = kept.tags if kept is not None else {}
        if self._wish.since is not None:
            since = self._register.resolve(self._wish.since)
            if not self._holds(since):
                told = Message(
                    "Commit {commit}, after which to judge, is not in the history of main.", commit=since
                )
                self._around.append(Finding(Code.HISTORY_REWRITTEN, told, since))
            return State(root="", head=since, commits=self._evidence.count(since), signed=0)
        if kept is not None and not self._holds(kept.head) and not self._is_declared(kept.head):
            self._alarm(
                Message(
                    "Commit {commit}, verified here before, is not in the history any more. If you know why, "
                    "remove {file} and verify again.",
                    commit=kept.head,
                    file=self._file,
                ),
                kept.head,
            )
            return _NOTHING_YET
        return _NOTHING_YET if kept is None or self._wish.full or not self._holds(kept.head) else kept

    def _judge(self, begin: str) -> tuple[Judged, Sequence[str]]:
        """Judge the commits after `begin` ("" for all); return the result and the commits' order.

        If git fails, both hold what was done so far, and the failure is a finding.
        """
        judged = Judged()
        order: Sequence[str] = ()
        try:
            if begin != self._head:
                graph = Graph(self._evidence.graph(self._head, begin or None), self._head)
                order = graph.order
                judge = Judge(self._evidence, graph, self._wish.trust)
                if begin:
                    judge.start(begin)
                judge.judge(judged, self._progress)
        except GitFailed as error:
            self._around.append(Finding(Code.CORRUPT, error.message()))
        return judged, order

    def _closings(self, past: State) -> dict[str, str]:
        """Return the tags that closings should have set, of those after a verified history that is kept."""
        since = past.head if self._wish.since is None else ""
        if since == self._head:
            return {}
        try:
            return tags.closings(self._evidence, self._head, since)
        except GitFailed:
            # Judging the commits has found the hole already.
            return {}

    def _tags(self, known: Mapping[str, str], references: Sequence[Reference]) -> dict[str, str]:
        """Judge the tags; return the correct report tags as reference name → object id."""
        there = {reference.name: reference for reference in references}
        for name, identity in self._known.items():
            if name not in there or there[name].object != identity:
                self._alarm(Message("A report’s tag, verified here before, was moved or is gone."), path=name)
        right = {}
        for name, reference in there.items():
            if known.get(name) == reference.object or (self._is_right(reference) and tags.is_report(name)):
                right[name] = reference.object
        return right

    def _is_right(self, reference: Reference) -> bool:
        try:
            found = list(tags.findings(self._evidence, reference, self._head))
        except GitFailed as error:
            found = [Finding(Code.CORRUPT, error.message(), path=reference.name)]
        self._around += found
        return not found

    def _hold_to_noted(self, references: Sequence[Reference]) -> None:
        """Look whether the tags of reports are those that the auditor noted."""
        there = {reference.name: reference.object for reference in references}
        for name, identity in self._wish.tags.items():
            if there.get(name) != identity:
                told = Message("A report’s tag, which you noted, was moved or is gone.")
                self._around.append(Finding(Code.HISTORY_REWRITTEN, told, path=name))

    def _loose(self, right: Mapping[str, str]) -> int:
        """Return how many tags of reports are not signed."""
        raw = self._evidence.blobs(list(right.values()))
        return sum(tags.parse(data).signature is None for data in raw)

    def _expected(self) -> str:
        """Return the id of the commit that the auditor noted, "" if none; a missing one becomes a finding."""
        if self._wish.expect is None:
            return ""
        try:
            expected = self._register.resolve(self._wish.expect)
        except UnknownRevision:
            if _SHORT_ID.fullmatch(self._wish.expect) is None:
                raise
            expected = self._wish.expect
        if not self._holds(expected) and not self._is_declared(expected):
            told = Message(
                "Commit {commit}, which you noted, is not in the history of main.", commit=expected
            )
            self._around.append(Finding(Code.HISTORY_REWRITTEN, told, expected))
        return expected

    def _is_open(self) -> bool:
        try:
            return self._register.rules().open
        except (InvalidDocument, NoRegister):
            # Unreadable rules are a finding elsewhere and never make a register open.
            return False

    def _seen(self) -> str:
        """Return the branch or commit checked out in the folder if it is not the verified main, else ""."""
        branch = self._evidence.branch()
        if branch == "main":
            return ""
        try:
            commit = self._evidence.resolve("HEAD")
        except UnknownRevision:
            # The branch has no commit yet.
            return branch
        return "" if commit == self._head else branch or commit[:10]

    def _is_declared(self, commit: str) -> bool:
        """Return whether a root of the history declares that it replaces this head (a declared erasure)."""
        try:
            roots = [self._evidence.commit(root) for root in self._evidence.roots(self._head)]
        except GitFailed:
            # A history with missing objects declares nothing; that they are missing is a finding already.
            return False
        declared = (erasure(root.message) for root in roots)
        return any(each is not None and each.head == commit for each in declared)

    def _hear_fsck(self) -> None:
        if self._fsck is None:
            return
        for commit, complaint in self._fsck.complaints():
            self._around.append(Finding(Code.CORRUPT, Message("{problem}", problem=complaint), commit))

    def _alarm(self, told: Message, commit: str = "", path: str = "") -> None:
        self._alarmed = True
        self._around.append(Finding(Code.HISTORY_REWRITTEN, told, commit, path))

    def _holds(self, commit: str) -> bool:
        return commit == self._head or self._evidence.is_ancestor(commit, self._head)

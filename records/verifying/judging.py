"""Judge the history of a register commit by commit, starting at the root."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from records.language import Message
from records.rules.findings import Code, Finding
from records.values.layout import OFFICERS, REGISTER
from records.values.model import Officers, Rules
from records.verifying import closing, rights, shape, signing, telling, times, validity
from records.verifying.deeds import conflicts, deed, versions
from records.verifying.erasure import erasure
from records.verifying.ground import NO_RULES, Authority, Ground
from records.verifying.readings import Readings
from records.verifying.reviewing import Writers
from records.verifying.staff import Staff
from records.verifying.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from records.git.evidence import Evidence
    from records.verifying.deeds import Deed, Version
    from records.verifying.graph import Graph
    from records.verifying.trust import Trust
    from records.verifying.walk import Step


#: The most parents of a merge that can be judged.
_SIDES = 2


class Judged(Struct):
    """The running result: commits judged, commits with a good signature, and findings."""

    checked: int = 0
    signed: int = 0
    findings: list[Finding] = field(default_factory=list)


class Judgement(Struct, frozen=True):
    """The result for one commit: whether it has a good signature, and the findings."""

    step: Step
    signed: bool
    findings: list[Finding]


class Judge:
    """Judges the commits of one history."""

    def __init__(self, evidence: Evidence, graph: Graph, trust: Trust) -> None:
        self._evidence = evidence
        self._readings = Readings(evidence)
        self._walk = Walk(evidence, graph, Ground(self._readings), self._readings)
        self._writers = Writers(evidence, self._readings)
        self._trust = trust
        self._order = graph.order
        #: The root of the history if it is among the commits to judge, else "".
        self._root = graph.order[0] if graph.order else ""
        self._now = datetime.now(UTC)

    def start(self, commit: str) -> None:
        """Treat the history up to a commit as judged."""
        self._walk.start(commit)
        # From here on any commit without parents is a second root.
        self._root = ""

    def judge(self, judged: Judged, progress: Callable[[int, int], object]) -> None:
        """Judge all commits, adding to `judged` as it goes, so that findings survive a failure of git."""
        for judgement in self.judgements():
            judged.findings += judgement.findings
            judged.signed += judgement.signed
            judged.checked += 1
            progress(judged.checked, len(self._order))

    def judgements(self) -> Iterator[Judgement]:
        """Judge all commits one after another. Raises `GitFailed`."""
        return map(self._of_step, self._walk.steps())

    def _of_step(self, step: Step) -> Judgement:
        ground = self._walk.ground
        changed = versions(step, ground, self._readings)
        merge = self._walk.merge(step)
        own = merge.own(conflicts(step.commit.message)) if merge is not None else None
        act = deed(step, changed, tuple(own) if own is not None else None)
        signatures = list(signing.findings(step, step.judges or (_of_its_own(changed),)))
        found = [
            *_hidden(step),
            *_of_many(step),
            *times.findings(step, self._now),
            *shape.findings(step, merge.brought if merge is not None else _nothing),
            *shape.named_twice(step, ground.blobs),
            *signatures,
            *rights.findings(act, ground),
            *closing.findings(act, ground, self._evidence),
            *(closing.of_merge(act, merge, ground) if merge is not None else ()),
            *self._writers.findings(act),
            *(self._of_root(act) if not step.parents else telling.findings(act, telling.after(act, ground))),
        ]
        self._walk.advance(step)
        found += validity.findings(step, changed, ground)
        return Judgement(step, step.commit.signed and not signatures, found)

    def _of_root(self, act: Deed) -> Iterator[Finding]:
        commit = act.commit
        if act.step.cut:
            # The commit names parents that are hidden: it is not a root, and its tree holds earlier changes.
            return
        is_first = commit.id == self._root
        if is_first:
            yield from self._trust.findings(act.step)
        else:
            told = Message("The history begins a second time here.")
            yield Finding(Code.HISTORY_REWRITTEN, told, commit.id)
        erased = erasure(commit.message) if is_first else None
        if erased is None:
            yield from telling.findings(act, telling.after(act, self._walk.ground))
            return
        told = Message(
            "The history begins anew here in place of {head}, without {paths}: {reason}",
            head=erased.head,
            paths=erased.removed,
            reason=erased.reason,
        )
        yield Finding(Code.DECLARED_ERASURE, told, commit.id)


def _hidden(step: Step) -> Iterator[Finding]:
    """Yield a finding if the repository hides parents that the commit names."""
    if step.cut:
        missing = [parent for parent in step.commit.parents if parent not in step.parents]
        told = Message("What comes before it is hidden: {parents}.", parents=missing)
        yield Finding(Code.HIDDEN_HISTORY, told, step.commit.id)


def _of_many(step: Step) -> Iterator[Finding]:
    """Yield a finding if a merge has more than two parents, since its own changes can't be computed."""
    if len(step.parents) > _SIDES:
        told = Message("A merge of more than two sides: what it took from none of them is not known.")
        yield Finding(Code.UNDECLARED_CHANGE, told, step.commit.id)


def _of_its_own(changed: Sequence[Version]) -> Authority:
    """Return the rules and officers that a first commit itself brings."""
    records = {version.path: version.new.record for version in changed}
    rules, officers = records.get(REGISTER), records.get(OFFICERS)
    staff = Staff(officers.officers if isinstance(officers, Officers) else {})
    return Authority(rules if isinstance(rules, Rules) else NO_RULES, staff)


def _nothing(_path: str) -> bool:
    return False

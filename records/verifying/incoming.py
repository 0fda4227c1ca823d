"""Judge commits before they enter another clone, as a hub does with a push."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from records.git.archive import MAIN
from records.git.evidence import Evidence, Reference
from records.language import Message
from records.rules.findings import Code, Finding
from records.verifying import tags
from records.verifying.graph import Graph
from records.verifying.judging import Judge
from records.verifying.trust import Trust

if TYPE_CHECKING:
    from pathlib import Path


def errors(register: Path, head: str, since: str) -> list[Finding]:
    """Return the errors in the commits that lead to `head` but not to `since`. Raises `GitFailed`."""
    with closing(Evidence(register)) as evidence:
        graph = Graph(evidence.graph(head, since), head)
        judge = Judge(evidence, graph, Trust())
        judge.start(since)
        found = [finding for judgement in judge.judgements() for finding in judgement.findings]
    return [finding for finding in found if finding.severity == "error"]


def errors_of_tag(register: Path, name: str, tag: str) -> list[Finding]:
    """Return the errors of a report tag that is to be set in main's history. Raises `GitFailed`."""
    if not tags.is_report(name):
        return [
            Finding(Code.HISTORY_REWRITTEN, Message("This is not the name of a report’s tag."), path=name)
        ]
    with closing(Evidence(register)) as evidence:
        kind = evidence.kind(tag)
        found = tags.findings(evidence, Reference(name, tag, kind), evidence.resolve(MAIN))
        return [finding for finding in found if finding.severity == "error"]

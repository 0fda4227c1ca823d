"""Walk through the history from the root; at each commit the ground is at its first parent."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from records.git.commits import parse_commit
from records.git.objects import EMPTY_TREE
from records.git.trees import is_file
from records.values.layout import PERIODS, kind_of
from records.values.model import Progress
from records.verifying.ground import plain
from records.verifying.merging import Merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from records.git.commits import Commit
    from records.git.evidence import Entry, Evidence
    from records.values.model import Record
    from records.verifying.graph import Graph
    from records.verifying.ground import Authority, Ground
    from records.verifying.readings import Readings

#: How many commits are read at once: few enough for memory, enough to keep git calls rare.
_AT_ONCE = 256


class Step(Struct, frozen=True):
    """One commit: its bytes, the paths changed since its first parent and the times of its parents.

    `judges` are the rules and officers that the commit is judged by: those of its first parent and, if a
    merge brought the commit in, those of the merge's first parent. The root has none. `vouched` is True if
    the commit and the merge that brought it in have the same author and committer.
    """

    commit: Commit
    data: bytes
    parents: tuple[str, ...]
    entries: list[Entry]
    after: tuple[datetime, ...]
    judges: tuple[Authority, ...]
    vouched: bool

    @property
    def cut(self) -> bool:
        """Whether the repository hides some of the parents that the commit names."""
        return self.parents != self.commit.parents


class Walk:
    """One walk through a graph of commits."""

    def __init__(self, evidence: Evidence, graph: Graph, ground: Ground, readings: Readings) -> None:
        self._evidence = evidence
        self._graph = graph
        self._readings = readings
        self.ground = ground
        self._at = EMPTY_TREE
        self._known: dict[str, tuple[str, datetime]] = {}
        self._main: tuple[str, Authority] | None = None
        self._merge: Commit | None = None

    def start(self, commit: str) -> None:
        """Move the ground to a commit up to which the history is already verified."""
        self._stand(self._tree(commit))

    def steps(self) -> Iterator[Step]:
        """Yield the commits in order; while each is handled, the ground is at its first parent."""
        order = self._graph.order
        for first in range(0, len(order), _AT_ONCE):
            yield from self._some(order[first : first + _AT_ONCE])

    def advance(self, step: Step) -> None:
        """Move the ground from a commit's first parent to the commit itself."""
        self.ground.apply(step.entries)
        self._at = step.commit.tree
        if step.commit.id not in self._graph.brought_to:
            self._main = (step.commit.id, self.ground.authority())

    def merge(self, step: Step) -> Merge | None:
        """Return the merge that a commit of two parents makes; None for any other commit."""
        if len(step.parents) != 2:  # noqa: PLR2004 - the first parent and the second
            return None
        one, other = step.parents
        second = next(self._evidence.differences([(self._tree(other), step.commit.tree)]))
        paths = {entry.path for entry in (*step.entries, *second)}
        bases = self._graph.merge_bases(one, other)
        if bases is None:
            bases = self._evidence.merge_bases(one, other)
        return Merge(step.entries, second, [self._blobs(base, paths) for base in bases], self._readings)

    def _blobs(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Return path → blob at a commit, for the given paths and all records of closed periods."""
        found = self._evidence.files_under(commit, [*paths, PERIODS])
        return {path: blob for path, (mode, blob) in found.items() if is_file(mode)}

    def _some(self, identities: list[str]) -> Iterator[Step]:
        raw = list(self._evidence.blobs(identities))
        commits = [parse_commit(*pair) for pair in zip(identities, raw, strict=True)]
        for commit in commits:
            self._known[commit.id] = (commit.tree, commit.committed_at)
        before = [self._before(commit.id) for commit in commits]
        pairs = [(old, commit.tree) for old, commit in zip(before, commits, strict=True)]
        changed = list(self._evidence.differences(pairs))
        self._prepare(chain.from_iterable(changed))
        for commit, data, old, entries in zip(commits, raw, before, changed, strict=True):
            yield self._step(commit, data, old, entries)

    def _step(self, commit: Commit, data: bytes, old: str, entries: list[Entry]) -> Step:
        parents = self._graph.parents[commit.id]
        brought_to = self._graph.brought_to.get(commit.id)
        judges: list[Authority] = []
        if brought_to is not None:
            judges.append(self._authority(brought_to))
        self._stand(old)
        if parents:
            judges.insert(0, self.ground.authority())
        after = tuple(self._when(parent) for parent in parents)
        return Step(commit, data, parents, entries, after, tuple(judges), self._is_vouched(commit))

    def _is_vouched(self, commit: Commit) -> bool:
        merge = self._graph.brought_by.get(commit.id)
        if merge is None:
            return False
        if self._merge is None or self._merge.id != merge:
            self._merge = self._evidence.commit(merge)
        return _people(commit) == _people(self._merge)

    def _authority(self, commit: str) -> Authority:
        if self._main is None or self._main[0] != commit:
            self._stand(self._tree(commit))
            self._main = (commit, self.ground.authority())
        return self._main[1]

    def _stand(self, tree: str) -> None:
        """Move the ground to a tree from wherever it is."""
        if tree == self._at:
            return
        entries = next(self._evidence.differences([(self._at, tree)]))
        self._prepare(entries, but=Progress)
        self.ground.apply(entries)
        self._at = tree

    def _prepare(self, entries: Iterable[Entry], but: type[Record] | None = None) -> None:
        """Read the new versions of the changed records at once, except records of type `but`."""
        self._readings.prepare(
            (entry.path, blob)
            for entry in entries
            if kind_of(entry.path) not in {None, but} and (blob := plain(entry)) is not None
        )

    def _before(self, commit: str) -> str:
        parents = self._graph.parents[commit]
        return self._tree(parents[0]) if parents else EMPTY_TREE

    def _tree(self, commit: str) -> str:
        return self._look(commit)[0]

    def _when(self, commit: str) -> datetime:
        return self._look(commit)[1]

    def _look(self, commit: str) -> tuple[str, datetime]:
        if commit not in self._known:
            found = self._evidence.commit(commit)
            self._known[commit] = (found.tree, found.committed_at)
        return self._known[commit]


def _people(commit: Commit) -> set[str]:
    return {commit.email, commit.committer_email}

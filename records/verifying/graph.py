"""The order in which commits are judged, and the merge that brought each of them to main."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ONE, _OTHER, _OLDER = 1, 2, 4
_BOTH = _ONE | _OTHER


class Graph:
    """Commits and their parents, ordered for judging.

    The order is main's first-parent line from the root; before each merge come the commits that it brings in.
    """

    def __init__(self, parents: Mapping[str, tuple[str, ...]], head: str) -> None:
        self.parents = parents
        self.order: list[str] = []
        #: Commit → the first parent of the merge that brought it to main's first-parent line.
        self.brought_to: dict[str, str] = {}
        #: Commit → the merge itself.
        self.brought_by: dict[str, str] = {}
        self._places: dict[str, int] = {}
        for commit in self._line(head):
            for parent in parents[commit][1:]:
                for side in self._not_yet(parent):
                    self.brought_to[side] = parents[commit][0]
                    self.brought_by[side] = commit
                    self._add(side)
            self._add(commit)

    def _line(self, head: str) -> list[str]:
        line = []
        commit = head
        while commit in self.parents:
            line.append(commit)
            if not self.parents[commit]:
                break
            commit = self.parents[commit][0]
        return line[::-1]

    def _not_yet(self, commit: str) -> Iterator[str]:
        """Yield a commit and its ancestors that are not in the order yet, parents before children."""
        waiting = [(commit, False)]
        entered: set[str] = set()
        while waiting:
            commit, ready = waiting.pop()
            if ready:
                yield commit
            elif commit in self.parents and commit not in self._places and commit not in entered:
                entered.add(commit)
                waiting.append((commit, True))
                waiting += [(parent, False) for parent in reversed(self.parents[commit])]

    def _add(self, commit: str) -> None:
        self._places[commit] = len(self.order)
        self.order.append(commit)

    def merge_bases(self, one: str, other: str) -> list[str] | None:
        """Return the merge bases of two commits, None if they depend on commits outside this graph."""
        marks = {one: _ONE}
        marks[other] = marks.get(other, 0) | _OTHER
        if not self._places.keys() >= marks.keys():
            return None
        queue = [(-self._places[commit], commit) for commit in marks]
        heapq.heapify(queue)
        found = []
        # Every commit is reached only after all its descendants, so its marks are complete by then.
        while any(not marks[commit] & _OLDER for _, commit in queue):
            _, commit = heapq.heappop(queue)
            mark = marks[commit]
            if mark & _BOTH == _BOTH and not mark & _OLDER:
                found.append(commit)
                mark |= _OLDER
            for parent in self.parents[commit]:
                if parent not in self._places:
                    return None
                if parent not in marks:
                    heapq.heappush(queue, (-self._places[parent], parent))
                marks[parent] = marks.get(parent, 0) | mark
        return found

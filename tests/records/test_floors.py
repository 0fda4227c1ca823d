"""The packages of the records stand on one another."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS = Path(__file__).parents[2] / "records"


def imported(node: ast.AST) -> Iterator[str]:
    """Yield what is imported from the records when code runs, not for its types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom) and child.module is not None:
            where, *rest = child.module.split(".")
            if where == "records":
                yield from rest[:1] or [name.name for name in child.names]
        yield from imported(child)


def test_no_circle() -> None:
    """No package or module of the records imports, by whatever way, from one that imports from it."""
    below: dict[str, set[str]] = {}
    for file in RECORDS.rglob("*.py"):
        own = file.relative_to(RECORDS).parts[0].removesuffix(".py")
        below.setdefault(own, set()).update(set(imported(ast.parse(file.read_text()))) - {own})
    assert "git" in below["writing"]
    TopologicalSorter(below).prepare()

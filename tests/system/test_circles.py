"""Modules stand on one another, also where one imports another only when it is called."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the names that are imported when code runs, not for its types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom) and child.module is not None:
            yield from (child.module, *(f"{child.module}.{name.name}" for name in child.names))
        yield from imported(child)


@pytest.mark.parametrize("folder", ["exporters", "tui/cli"])
def test_no_circle(folder: str) -> None:
    """No module of the exporters or the commands imports, by whatever way, one that imports it."""
    files = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (ROOT / folder).rglob("*.py")
    }
    below = {
        name: (set(imported(ast.parse(file.read_text()))) & set(files)) - {name}
        for name, file in files.items()
    }
    assert any(below.values())
    TopologicalSorter(below).prepare()

"""The house stands on floors: nothing in a folder imports from what imports from it."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOUSE = ("records", "exporters", "tui")
PACKAGES = sorted(file.parent for top in HOUSE for file in (ROOT / top).rglob("__init__.py"))


def imported(node: ast.AST) -> Iterator[tuple[str, ...]]:
    """Yield what is imported when code runs, wherever it stands; not what is for its types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom) and child.module is not None:
            yield from ((*child.module.split("."), name.name) for name in child.names)
        elif isinstance(child, ast.Import):
            yield from (tuple(name.name.split(".")) for name in child.names)
        yield from imported(child)


@cache
def imports_of(file: Path) -> frozenset[tuple[str, ...]]:
    """Return what a file imports from the house: where it is from, then its name."""
    return frozenset(each for each in imported(ast.parse(file.read_text())) if each[0] in HOUSE)


def floors(folder: Path) -> dict[str, set[str]]:
    """Return for each module and package of a folder which of the others it imports from."""
    where = folder.relative_to(ROOT).parts
    known = {
        each.stem for each in folder.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()
    }
    below: dict[str, set[str]] = {}
    for file in folder.rglob("*.py"):
        own = file.relative_to(folder).parts[0].removesuffix(".py")
        names = {each[len(where)] for each in imports_of(file) if each[: len(where)] == where != each}
        # What no module bears as its name stands in the folder's own.
        below.setdefault(own, set()).update({name if name in known else "__init__" for name in names} - {own})
    return below


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_circle(folder: Path) -> None:
    """Nothing in a folder imports, by whatever way, from what imports from it."""
    TopologicalSorter(floors(folder)).prepare()


def test_seen() -> None:
    """Imports are seen where they stand at the top, and where they stand in a function."""
    assert "git" in floors(ROOT / "records")["writing"]
    assert "intent" in floors(ROOT / "records" / "writing")["opening"]


def test_table() -> None:
    """A package of the records imports only from those that come before it in the developers' table."""
    page = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    table = page.partition("Inside `records/`")[2].partition("\n\nInside")[0]
    rows = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    order = [name for row in rows for name in re.findall(r"`(\w+)/?`", row)]
    below = floors(ROOT / "records")
    assert set(order) == below.keys() - {"__init__", "locale"}
    assert {own: wrong for place, own in enumerate(order) if (wrong := below[own] - set(order[:place]))} == {}

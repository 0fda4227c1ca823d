"""Modules are layered: no two modules or packages of a folder import each other, directly or in a circle."""

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
    """Yield each import as a path of names, inside functions too; skip those under TYPE_CHECKING."""
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
    """Return a file's imports from the project's own packages: the module's path, then the imported name."""
    return frozenset(each for each in imported(ast.parse(file.read_text())) if each[0] in HOUSE)


def floors(folder: Path) -> dict[str, set[str]]:
    """Return for each module and package of a folder the other ones there that it imports from."""
    where = folder.relative_to(ROOT).parts
    known = {
        each.stem for each in folder.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()
    }
    below: dict[str, set[str]] = {}
    for file in folder.rglob("*.py"):
        own = file.relative_to(folder).parts[0].removesuffix(".py")
        names = {each[len(where)] for each in imports_of(file) if each[: len(where)] == where != each}
        # A name that is no module here is defined in the folder's __init__.
        below.setdefault(own, set()).update({name if name in known else "__init__" for name in names} - {own})
    return below


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_circle(folder: Path) -> None:
    """The imports between a folder's modules and packages form no circle."""
    TopologicalSorter(floors(folder)).prepare()


def test_seen() -> None:
    """Imports at the top of a module and inside its functions are both found."""
    assert "git" in floors(ROOT / "records")["writing"]
    assert "intent" in floors(ROOT / "records" / "writing")["opening"]


def test_table() -> None:
    """The packages of `records` import only from packages listed before them in the developers' table."""
    page = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    table = page.partition("Inside `records/`")[2].partition("\n\nInside")[0]
    rows = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    order = [name for row in rows for name in re.findall(r"`(\w+)/?`", row)]
    below = floors(ROOT / "records")
    assert set(order) == below.keys() - {"__init__", "locale"}
    assert {own: wrong for place, own in enumerate(order) if (wrong := below[own] - set(order[:place]))} == {}

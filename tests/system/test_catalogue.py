"""The catalogue holds every text that the program shows to people, and no other."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from pathlib import Path

import click
from babel.messages.pofile import read_po

from records.language import LANGUAGES, LOCALE

#: A text that a template passes to `say` or `count`; of a plural, its first form.
_IN_TEMPLATE = re.compile(r"\b(?:say|count)\(\s*'((?:[^'\\]|\\.)+)'")
ROOT = Path(__file__).parents[2]
PACKAGES = ("records", "exporters", "tui")
#: Functions that take texts for people, with the number of leading arguments that are such texts.
SAYING = {"Message": 1, "say": 1, "translate": 1, "_say": 1, "Plural": 2, "count": 2, "_refusal": 2}
TABLES = ("_NAMES", "_LABELS", "_HEADINGS", "_OUTCOMES", "_CHOICES", "_templates", "_TEMPLATES")


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module by its path."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}


@cache
def errors() -> frozenset[str]:
    """Return the names of all error classes whose arguments are texts for people."""
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    bases = {node.name: {getattr(base, "id", "") for base in node.bases} for node in classes}
    # The sandbox of council templates raises SecurityError; its text is shown inside the program's own error.
    found = {"ProzvitError", "SecurityError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


def texts(tree: ast.AST) -> set[str]:
    """Return the texts for people in one module."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += said(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = getattr(target, "id", "")
            if name.endswith(TABLES) or name in {"lazy", "template", "templates"}:
                found.append(node.value)
    texts_found = {text for node in found for text in strings(node, named)}
    return {text for text in texts_found if any(char.isalpha() for char in text)}


def said(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that are texts for people."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in SAYING:
        return call.args[: SAYING[name]]
    if name == "english":
        return [node for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.Constant)]
    if name in errors():
        return call.args
    if name == "Action":
        return call.args[2:4]
    return [keyword.value for keyword in call.keywords if keyword.arg == "help"]


def strings(  # noqa: PLR0911 - one return a kind of expression
    node: ast.expr, named: dict[str, ast.expr]
) -> set[str]:
    """Return the strings that an expression can evaluate to; `named` holds the module's assignments."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Name(id=name) if name in named:
            return strings(named[name], {})
        case ast.IfExp(body=one, orelse=other):
            return strings(one, named) | strings(other, named)
        case ast.Dict(values=values):
            return {text for value in values for text in strings(value, named)}
        case ast.Tuple(elts=[ast.Constant(), help_text]) | ast.Tuple(elts=[_, help_text]):
            return strings(help_text, named)
        case ast.Starred(value=value):
            inner = named.get(getattr(value, "id", ""), value)
            return {text for each in getattr(inner, "elts", []) for text in strings(each, named)}
        case ast.Subscript(value=ast.Name(id=name)) if name in named:
            return strings(named[name], named)
        case _:
            return set()


@cache
def in_code() -> dict[str, str]:
    """Return every text for people in code and templates, with the first file that contains it."""
    found: dict[str, str] = {}
    for file, tree in trees().items():
        for text in texts(tree):
            found.setdefault(text, file)
    for file in (ROOT / "exporters" / "templates").iterdir():
        for text in _IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
            found.setdefault(text, file.name)
    return found


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """Return the translations of each English text (of a plural, its first form) in the catalogue."""
    with (LOCALE / "uk" / "LC_MESSAGES" / "prozvit.po").open("rb") as file:
        found = read_po(file, locale="uk")
    entries = {}
    for message in found:
        singular = message.id if isinstance(message.id, str) else message.id[0]
        strings_ = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if singular:
            entries[singular] = strings_
    return entries


def test_complete() -> None:
    """Every text in the code has a Ukrainian translation, in all plural forms."""
    missing = {text: file for text, file in in_code().items() if not all(catalogue().get(text, ("",)))}
    assert {text: file for text, file in missing.items() if text not in second_forms()} == {}


def test_all_seen() -> None:
    """Every text in the catalogue is found by `in_code` or belongs to click, so no unused entry stays.

    If this fails, either the text is no longer used, or `in_code` can't see where it is used: wrap it in
    `english` there.
    """
    of_click = "".join(file.read_text(encoding="utf-8") for file in Path(click.__file__).parent.glob("*.py"))
    left = catalogue().keys() - in_code().keys() - second_forms()
    assert {text for text in left if text not in of_click} == set()


def second_forms() -> set[str]:
    """Return the English plural forms of the catalogue's counted texts."""
    with (LOCALE / "uk" / "LC_MESSAGES" / "prozvit.po").open("rb") as file:
        return {message.id[1] for message in read_po(file, locale="uk") if not isinstance(message.id, str)}


def test_places() -> None:
    """A translation has the same placeholders as its text, except `n`, which a plural form may omit."""
    for text in in_code().keys() & catalogue().keys():
        expected = places(text)
        for translated in catalogue()[text]:
            assert places(translated) - {"n"} == expected - {"n"}, translated


def places(text: str) -> set[str]:
    """Return the names of a template's placeholders."""
    if "%" in text and "{" not in text:
        return set()
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_way_round() -> None:
    """No code chooses between texts by comparing the language's code, which would bypass the catalogue."""
    compared = {
        f"{file}:{node.lineno}"
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and file != "records/language.py"
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant) and side.value in LANGUAGES
    }
    assert compared == set()

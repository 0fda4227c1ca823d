"""How far a template goes: what it does is marked, so that its environment can count it.

Each turn of a loop is a step, each call of a macro, a block, a template. What makes texts longer, or lists,
is marked as well; the environment counts what it writes, and what filters and calls give, by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from jinja2 import Environment

_Body = nodes.Template | nodes.For | nodes.Macro | nodes.CallBlock | nodes.Block


def mark(template: nodes.Template, environment: Environment) -> None:
    """Have a template call its environment for what it does.

    `step` is given the length of the template's own text below a step, and returns True; `written` is given
    each part of what is put together to a text, `held` each list, and return it.
    """
    _Marking(environment).visit(template)
    loops = list(template.find_all(nodes.For))
    bodies: list[_Body] = [template, *loops, *template.find_all(nodes.Macro)]
    bodies += [*template.find_all(nodes.CallBlock), *template.find_all(nodes.Block)]
    for node in bodies:
        step = nodes.ExprStmt(_step(node), lineno=node.lineno)
        node.body.insert(0, step.set_environment(environment))
    for loop in loops:
        if loop.test is not None:
            # What it leaves out is gone through as well.
            both = nodes.And(_call("step"), loop.test, lineno=loop.lineno)
            both.set_environment(environment)
            loop.test = both


class _Marking(NodeTransformer):
    """Marks what makes texts longer, and lists."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.nodes = [self._marked("written", each) for each in node.nodes]
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return self._marked("held", node) if isinstance(node.arg, nodes.Slice) else node

    def _list(self, node: nodes.List | nodes.Tuple | nodes.Dict) -> nodes.Node:
        self.generic_visit(node)
        # The names that a loop or `set` gives values to are such a list, too.
        return node if getattr(node, "ctx", "load") != "load" else self._marked("held", node)

    visit_List = visit_Tuple = visit_Dict = _list  # noqa: N815 - Jinja's names

    def _marked(self, method: str, node: nodes.Expr) -> nodes.Expr:
        call = _call(method, node)
        call.set_lineno(node.lineno)
        call.set_environment(self._environment)
        return call


def _step(node: nodes.Node) -> nodes.Call:
    own = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
    return _call("step", nodes.Const(own))


def _call(method: str, *arguments: nodes.Expr) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(method), list(arguments), [], None, None)

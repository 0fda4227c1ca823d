"""Marks in compiled templates, through which the environment counts their work.

A step is one iteration of a loop, or one execution of a macro, a block or a template. Whatever builds texts
or lists is marked too; the environment itself counts output and the results of filters and calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from jinja2 import Environment

_Body = nodes.Template | nodes.For | nodes.Macro | nodes.CallBlock | nodes.Block


def mark(template: nodes.Template, environment: Environment) -> None:
    """Insert calls of the environment’s counting methods into a template.

    `step` receives the length of the template’s literal text within the step and returns True; `written`
    receives each part of a joined text, and `held` each list, and they return their argument.
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
            # Iterations that the filter skips cost time too.
            both = nodes.And(_call("step"), loop.test, lineno=loop.lineno)
            both.set_environment(environment)
            loop.test = both


class _Marking(NodeTransformer):
    """Marks the expressions that build texts or lists."""

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
        # Assignment targets of a loop or of `set` are tuples too, but are not evaluated.
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

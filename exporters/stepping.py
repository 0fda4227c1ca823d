"""How far a template goes, in steps: each turn of a loop is one, each call of a macro, a block, a template.

Steps are counted, and not seconds, so that no page depends on the machine or on what else it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

if TYPE_CHECKING:
    from jinja2 import Environment

_Body = nodes.Template | nodes.For | nodes.Macro | nodes.CallBlock | nodes.Block


def mark_steps(template: nodes.Template, environment: Environment, method: str) -> None:
    """Have each step of a template call a method of its environment, which takes nothing and returns True."""
    loops = list(template.find_all(nodes.For))
    bodies: list[_Body] = [template, *loops, *template.find_all(nodes.Macro)]
    bodies += [*template.find_all(nodes.CallBlock), *template.find_all(nodes.Block)]
    for node in bodies:
        step = nodes.ExprStmt(_call(method), lineno=node.lineno)
        node.body.insert(0, step.set_environment(environment))
    for loop in loops:
        if loop.test is not None:
            # What it leaves out is gone through as well.
            both = nodes.And(_call(method), loop.test, lineno=loop.lineno)
            both.set_environment(environment)
            loop.test = both


def _call(method: str) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(method), [], [], None, None)

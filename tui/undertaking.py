"""Starts background work for a screen, which does not wait for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.dom import DOMNode

_Given = TypeVarTuple("_Given")


def undertake(
    node: DOMNode,
    work: Callable[[*_Given], Coroutine[object, object, None]],
    *given: *_Given,
    group: str | None = None,
) -> None:
    """Start work for a widget, a screen or the program; it is cancelled when that is removed.

    New work cancels earlier work of the same `group`. Nothing is started while the program is ending. The
    coroutine is created only when the worker runs: if created here and cancelled before its turn, it would
    never be awaited.
    """
    if not node.app.is_running:
        return
    called = partial(work, *given)
    node.run_worker(called, exclusive=group is not None, group=group or "default")

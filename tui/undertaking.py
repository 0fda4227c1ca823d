"""Work that a screen begins and doesn't wait for."""

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
    """Begin some work for a widget, a screen or the program; it ends with what it was begun for.

    Of a group, the newest work puts an end to those before. A program that is being left begins nothing
    more: its screens are taken apart. The work is called where it begins and not before; one that is ended
    while it still waits its turn would leave a coroutine that nobody awaits.
    """
    if not node.app.is_running:
        return
    called = partial(work, *given)
    node.run_worker(called, exclusive=group is not None, group=group or "default")

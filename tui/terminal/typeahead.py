"""Type-ahead on a slow line: a key waits until the one before it has changed the screen and focus."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

#: A key must be handled, the screen that it opens mounted, and the focus there set. Each takes a pass through
#: the queues; the last two share one.
_WAYS = 2


async def all_done(app: App[Any]) -> None:
    """Return once all typed keys have taken effect on the screen and the focus.

    A key passes through the queue of the app, then through those of the focused widget and its ancestors; a
    message sent the same way arrives after it.
    """
    for _ in range(_WAYS):
        for queue in (app, *_way(app), app):
            await _passed(queue)


def _way(app: App[Any]) -> list[MessagePump]:
    screens = app.screen_stack
    return list((screens[-1].focused or screens[-1]).ancestors_with_self) if screens else []


async def _passed(queue: MessagePump) -> None:
    done = asyncio.Event()
    if queue.call_later(done.set):
        await done.wait()

"""Typing ahead of a slow line: a key goes to what the key before it led to, not to what stands there yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

#: A key is done, a screen that it opened is mounted, and the focus there is given: each is a way through
#: the queues, the last two are one.
_WAYS = 2


async def all_done(app: App[Any]) -> None:
    """Return once what was typed has had its effect, as far as the screen and the focus go.

    A key passes the queue of the app, then those of the widget with the focus and of all around it; a
    message sent the same way comes out behind it.
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

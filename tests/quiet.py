"""Waits until an application under test has nothing left to do: its event loop knows, the processor's load doesn't.

Textual's pilot looks at how busy the process is. That takes at least 40 ms for each key, and on a busy machine an
application that is only waiting for the processor passes for idle.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from weakref import WeakSet

from textual import app, pilot

from xentui.console.threads import CALL

_FRAME_S = 1 / 60
"""What is due sooner is part of what was begun: the next picture, the next step of an animation."""
_LOOK_AGAIN_S = 0.002
_PATIENCE_S = 3.0
_hanging: WeakSet[threading.Thread] = WeakSet()
"""Calls that hang on purpose: they have been waited for once, and the test waits for what it expects of them."""


async def handled(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
    """Wait until no call of the driver is under way and no callback is ready: between one key and the next.

    The arguments are those of Textual's own, and mean nothing here.
    """
    await _wait_while(_is_at_work)


async def quiet(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
    """Wait until nothing is due within a frame either: before a test looks at the screen."""
    await _wait_while(_is_anything_due)


async def _wait_while(goes_on: Callable[[], Awaitable[bool]]) -> None:
    loop = asyncio.get_running_loop()
    give_up_s = loop.time() + _PATIENCE_S
    while await goes_on():
        if loop.time() > give_up_s:
            _hanging.update(_calls())
            return


async def _is_at_work() -> bool:
    await asyncio.sleep(0)
    if _calls():
        await asyncio.sleep(_LOOK_AGAIN_S)
        return True
    # Only now: a call hands over its result and is gone. This task isn't among those that are ready: it runs.
    return bool(asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]


async def _is_anything_due() -> bool:
    if await _is_at_work():
        return True
    due_s = _next_due_s(asyncio.get_running_loop())
    if due_s > _FRAME_S:
        return False
    await asyncio.sleep(due_s)
    return True


def _calls() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == CALL and thread not in _hanging]


def _next_due_s(loop: asyncio.AbstractEventLoop) -> float:
    """From now."""
    timers: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]
    return min((timer.when() for timer in timers if not timer.cancelled()), default=float("inf")) - loop.time()


def install() -> None:
    """From now on the pilot of every application waits so."""
    app.wait_for_idle = handled  # type: ignore[attr-defined]  # in `_press_keys`
    pilot.wait_for_idle = quiet  # type: ignore[attr-defined]

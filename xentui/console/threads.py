"""A blocking call in a thread that nothing waits for when the console leaves."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from xentui_driver.model.errors import XenError

Result = TypeVar("Result")

CALL = "call"
"""The name of every such thread."""


async def in_thread(function: Callable[[], Result]) -> Result:
    """The result of `function`, or the XenError that it raised.

    Not the event loop's own executor: leaving would wait for a hung xl there.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: XenError | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        try:
            result = function()
        except XenError as error:
            arrived = (None, error)
        else:
            arrived = (result, None)  # type: ignore[assignment]
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *arrived)

    threading.Thread(target=work, name=CALL, daemon=True).start()
    return await future

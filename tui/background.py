"""Work that blocks, done away from the screen.

Unlike ``asyncio.to_thread`` the thread is a daemon: a request that hangs never holds up quitting.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Run *work* in a thread of its own and return what it returns, or raise what it raises.

    When the caller is cancelled the thread goes on by itself, and its result is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # T may be None itself

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:
            error = caught
        # The loop may be closed by the time the work is done: nobody is left to be told.
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="fumidai", daemon=True).start()
    return await future

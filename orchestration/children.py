"""Processes that the night starts: they end with it, however it ends."""

import os
import threading
import time

# Short against the seconds that the next night needs before it touches a file.
PATIENCE_S = 0.1


def end_with(parent: int) -> None:
    """Make this process end as soon as the process `parent` is no longer the one above it.

    A night that is killed cannot stop its children: left alone they would go on writing into a
    build that the next night deletes, and hold the landing that it wants to open.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PATIENCE_S)
    os._exit(1)

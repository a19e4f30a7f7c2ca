"""One writer at a time over the data folder, whoever starts it."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.home import Home


@contextmanager
def night_lock(home: Home) -> Iterator[None]:
    """Hold the data folder; a second holder waits and says so.

    The system drops the lock when its holder dies, however it dies.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Một phiên khác đang chạy; đang chờ phiên đó xong…", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

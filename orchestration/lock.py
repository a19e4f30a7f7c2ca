"""One writer at a time over a folder, whoever starts it."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.home import Home

_held: set[Path] = set()


@contextmanager
def night_lock(home: Home) -> Iterator[None]:
    """Hold the data folder; a second holder waits and says so.

    Held by this process already, it is held on: a command may wrap the night that it runs.
    """
    path = home.root / ".lock"
    if path in _held:
        yield
        return
    home.root.mkdir(parents=True, exist_ok=True)
    with locked(path, "Một phiên khác đang chạy; đang chờ phiên đó xong…"):
        _held.add(path)
        try:
            yield
        finally:
            _held.remove(path)


@contextmanager
def locked(path: Path, waiting_vi: str | None = None) -> Iterator[None]:
    """Hold a lock file. The system drops the lock when its holder dies, however it dies."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting_vi:
                print(waiting_vi, file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_held(path: Path) -> bool:
    """Whether a living process holds that lock file."""
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

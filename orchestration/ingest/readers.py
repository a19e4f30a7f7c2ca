"""Files read in child processes, under limits: a parser that dies takes a child, not the night.

A child is `python -m orchestration.ingest.readers`: a clean interpreter that imports what reading
needs and nothing else (a fork would inherit the night's threads, locks and databases). It takes one
file at a time over a socket, ends when the socket does, and is killed when its night is.
"""

import contextlib
import ctypes
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path

from expectations.contract import FormContract, load_contracts
from orchestration.ingest import limits
from orchestration.ingest.reading import read_submission
from orchestration.ingest.readings import Reading
from orchestration.ingest.refusals import Refusal
from orchestration.ingest.submissions import Receipt

READERS = min(4, os.cpu_count() or 1)
_OUT_OF_MEMORY = 70
"""Exit status of a child that ran out of memory in Python."""
_STARVED = "memory allocation of"
"""What the parser says when it aborts for want of memory."""
_FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
"""Ends that no file can bring about: the system takes a child to free memory, a person stops one.
A refusal stays with a file, so it is read again, by a fresh child, before it is blamed."""
_TRIES = 3
_READY = "ready"
_PR_SET_PDEATHSIG = 1
Job = tuple[Receipt, Path]

_TOO_LONG = Refusal(
    "file_takes_too_long",
    "Tệp làm chương trình đọc chạy quá lâu so với kích thước tệp; hãy chép riêng bảng số liệu (chỉ "
    "giá trị) sang một tệp mới rồi gửi lại.",
)
_TOO_MUCH_MEMORY = Refusal(
    "file_takes_too_much_memory",
    "Tệp đòi quá nhiều bộ nhớ so với kích thước tệp; hãy chép riêng bảng số liệu (chỉ giá trị) "
    "sang một tệp mới rồi gửi lại.",
)
_KILLS_READER = Refusal(
    "file_kills_reader",
    "Tệp làm hỏng chương trình đọc bảng tính; hãy chép riêng bảng số liệu (chỉ giá trị) sang một "
    "tệp mới rồi gửi lại.",
)


def read_all(
    jobs: Iterable[Job], folders: tuple[Path, ...], tick: Callable[[], None] = lambda: None
) -> list[Reading]:
    """Read the files, by the contracts of our own and further folders; in the order of their ids.

    A file that takes too long, takes too much memory or ends its reader is refused by name.
    """
    # The largest first: no child is left alone with it at the end.
    waiting = deque(sorted(jobs, key=lambda job: (-job[1].stat().st_size, job[0].submission_id)))
    total = sum(path.stat().st_size for _, path in waiting)
    count = min(READERS, len(waiting), 1 + total // limits.BYTES_PER_READER)
    readings: list[Reading] = []
    readers: list[_Reader] = []
    tries: Counter[str] = Counter()
    try:
        while waiting or any(reader.job for reader in readers):
            readers += [_Reader(folders) for _ in range(min(count - len(readers), len(waiting)))]
            for reader in readers:
                if reader.job is None and waiting:
                    receipt, path = waiting.popleft()
                    tries[receipt.submission_id] += 1
                    reader.start((receipt, path), tries[receipt.submission_id] >= _TRIES)
            patience = max(min(r.deadline for r in readers if r.job) - time.monotonic(), 0)
            ready = wait([reader.connection for reader in readers if reader.job], patience)
            for reader in list(readers):
                is_heard = reader.connection in ready
                if not reader.job or not (is_heard or reader.is_overdue):
                    continue
                outcome = reader.receive() if is_heard else reader.give_up()
                if outcome is None:
                    continue
                if isinstance(outcome, Reading):
                    readings.append(outcome)
                    tick()
                else:
                    waiting.appendleft(outcome)
                if reader.is_done:
                    readers.remove(reader)
    finally:
        for reader in readers:
            reader.end()
    return sorted(readings, key=lambda reading: reading.receipt.submission_id)


class _Reader:
    """One child process, as its parent sees it."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.job: Job | None = None
        self.deadline = 0.0
        self.is_done = False
        self._is_ready, self._is_fresh, self._is_last_try = False, True, False
        self.connection, theirs = Pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the child)
        arguments = [str(theirs.fileno()), *map(str, folders)]
        self._process = subprocess.Popen(
            # -P: what lies in the working folder is no module of ours.
            [sys.executable, "-P", "-m", __name__, *arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=os.environ | {"RUST_BACKTRACE": "0"},
        )
        theirs.close()

    def start(self, job: Job, is_last_try: bool) -> None:
        self.job, self._is_last_try = job, is_last_try
        self._set_deadline()
        with contextlib.suppress(OSError):  # it died while idle; receiving will tell
            self.connection.send(job)

    def _set_deadline(self) -> None:
        seconds, _ = _budget(self.job[1].stat().st_size)
        patience = seconds * limits.PATIENCE if self._is_ready else limits.START_SECONDS
        self.deadline = time.monotonic() + patience

    @property
    def is_overdue(self) -> bool:
        return time.monotonic() > self.deadline

    def receive(self) -> Reading | Job | None:
        """What the child says: a reading, or None where it is only now ready to read.

        Of a file that ended it, the refusal; or the file again where the child had read others
        before, since it may have died of them, or where it was ended from outside.
        """
        try:
            message = self.connection.recv()
        except (EOFError, OSError):
            return self._post_mortem()
        if message == _READY:
            self._is_ready = True
            self._set_deadline()
            return None
        reading, self.is_done = message
        self.job, self._is_fresh = None, False
        if self.is_done:
            self.end()
        return reading

    def give_up(self) -> Reading | Job:
        """End a child that neither answers nor burns its CPU time."""
        self._process.kill()
        if not self._is_ready:
            return self._post_mortem()
        self.is_done = True
        self.end()
        return Reading(self.job[0], refusals=[_TOO_LONG])

    def _post_mortem(self) -> Reading | Job:
        self.is_done = True
        job, status = self.job, self.end()
        self._errors.seek(0)
        errors = self._errors.read().decode(errors="replace")
        if not self._is_ready:
            raise RuntimeError(f"the child process that reads files does not start: {errors}")
        if status == -signal.SIGXCPU:
            return Reading(job[0], refusals=[_TOO_LONG])
        if not self._is_fresh or (status in _FROM_OUTSIDE and not self._is_last_try):
            return job
        starved = status in (_OUT_OF_MEMORY, *_FROM_OUTSIDE) or _STARVED in errors
        return Reading(job[0], refusals=[_TOO_MUCH_MEMORY if starved else _KILLS_READER])

    def end(self) -> int:
        """Let the child go; its exit status."""
        self.connection.close()
        try:
            status = self._process.wait(timeout=1 if self.is_done else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return status


def _budget(size: int) -> tuple[int, int]:
    """CPU seconds and bytes of memory that a file of that size may take."""
    size = min(size, limits.MAX_BYTES)
    seconds = limits.CPU_SECONDS + limits.CPU_SECONDS_PER_MIB * size // limits.MIB
    return seconds, limits.MEMORY + limits.MEMORY_PER_BYTE * size


# --- in the child


def _serve(connection: Connection, contracts: Mapping[str, FormContract]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.send(_READY)
    while True:
        receipt, path = connection.recv()
        seconds, memory = _budget(path.stat().st_size)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = math.ceil(used.ru_utime + used.ru_stime)
        # Only writable memory is bounded: what libraries map of their files is not the sender's.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))
        reading = _read(receipt, path, contracts)
        # Not ru_maxrss: a child inherits its parent's.
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        has_grown = pages * resource.getpagesize() > limits.RETIREMENT
        connection.send((reading, has_grown))
        if has_grown:
            return


def _read(receipt: Receipt, path: Path, contracts: Mapping[str, FormContract]) -> Reading:
    try:
        with path.open("rb") as file:
            data = file.read(limits.MAX_BYTES + 1)  # enough to be refused for
        return read_submission(receipt, data, contracts)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except BaseException as error:  # a panic of the parser is no Exception
        refusal = Refusal(
            "file_kills_reader",
            "Tệp gây lỗi trong chương trình đọc; hãy chép riêng bảng số liệu (chỉ giá trị) sang "
            "một tệp mới rồi gửi lại, và báo lỗi này cho Văn phòng Điều phối.",
            value_given=f"{type(error).__name__}: {error}",
        )
        return Reading(receipt, refusals=[refusal])


if __name__ == "__main__":
    # The socket ends when the night does, or is killed.
    with (
        Connection(int(sys.argv[1])) as parent,
        contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError),
    ):
        _serve(parent, load_contracts(tuple(map(Path, sys.argv[2:]))))

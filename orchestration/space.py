"""Room on the disk: made and asked for before a night, named when it runs out in the middle."""

import errno
import shutil

from orchestration.home import Home
from orchestration.ingest.submissions import inbox_files
from orchestration.publish.release import clear_unfinished

MIB = 2**20
# What a night writes for each byte of the last release: the build's database with dbt's files
# beside it (3), the release itself (1), and as much again for what is new and for sorting.
NEEDED_PER_RELEASED = 5
# Of an arrival: its bytes in the archive, its rows in the landing, the reply with its cells marked.
NEEDED_PER_ARRIVED = 4
# The reference tables in a build, dbt's files and Dagster's log, however little is reported.
NEEDED_ALWAYS = 100 * MIB
# So little is left that a failure without a word of the disk is about the disk.
SCARCE = 8 * MIB
# SQLite, the system and those who quote it, in their own words.
_FULL = ("database or disk is full", "no space left on device", "disk quota exceeded")


class DiskFullError(Exception):
    """No room for the night; the message says how much is wanted."""


def make_room(home: Home) -> None:
    """Clear what killed and failed nights left; stop a night that would fill the disk.

    Called under the night's lock, before the night has written anything.
    """
    for earlier in home.builds.glob("*/"):
        if earlier != home.development_build:
            shutil.rmtree(earlier)  # kept until now to be looked at
    clear_unfinished(home)
    released = sum(file.stat().st_size for file in home.current.rglob("*") if file.is_file())
    arrived = sum(path.stat().st_size for path in inbox_files(home))
    needed = NEEDED_ALWAYS + NEEDED_PER_RELEASED * released + NEEDED_PER_ARRIVED * arrived
    if _free(home) < needed:
        raise DiskFullError(_sentence(home, f" một phiên cần khoảng {needed // MIB} MB;"))


def full_disk(home: Home, error: BaseException | str) -> str | None:
    """The sentence for a failure that the full disk caused; None for every other one."""
    if _free(home) < SCARCE or _says_full(error):
        return _sentence(home)
    return None


def _says_full(error: BaseException | str) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if any(words in str(error).lower() for words in _FULL):
        return True
    cause = None if isinstance(error, str) else error.__cause__ or error.__context__
    return cause is not None and _says_full(cause)


def _free(home: Home) -> int:
    """Bytes left where the data folder is, or will be."""
    folder = next(path for path in (home.root, *home.root.parents) if path.exists())
    return shutil.disk_usage(folder).free


def _sentence(home: Home, needed: str = "") -> str:
    return (
        f"Hết chỗ trên ổ đĩa của {home.root}: còn {_free(home) // MIB} MB;{needed} hãy giải phóng "
        "chỗ rồi chạy lại. Bản đang công bố giữ nguyên, không báo cáo nào bị mất."
    )

"""Writing a file so that a crash leaves the whole old one or the whole new one.

What is written, and where, is the caller's business; so is that one process writes it at a time.
"""

import hashlib
import os
from pathlib import Path

UNFINISHED = ".tmp"


def write_durably(path: Path, content: bytes) -> None:
    make_folder(path.parent)
    # One name per file, and a short one: what a crash leaves is overwritten, and a file's name may
    # be as long as a name can be.
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    temporary = path.with_name(f".{digest}{UNFINISHED}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        move_durably(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def move_durably(source: Path, target: Path) -> None:
    make_folder(target.parent)
    source.replace(target)
    # The rename itself lives in the folder: without this a power cut may undo it.
    sync(target.parent)


def clear_unfinished(folder: Path) -> None:
    """Delete what writers that were killed left in a folder; nobody may be writing there."""
    for leftover in folder.glob(f".*{UNFINISHED}"):
        leftover.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, so that a power cut does not take it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Force a file or a folder onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

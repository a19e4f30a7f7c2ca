"""A disk that fills up: the night says so, the old release stands, the next night heals."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import AS_OF, Installation

from orchestration.home import Home

MIB = 2**20
SIZE = 600 * MIB
# What shows that the night is taking in, and that it is building; for publishing see test_release.
MOMENTS = ("archive/receipts/*.json", "builds/*/warehouse.duckdb")


@pytest.fixture
def small(demo_night, tmp_path) -> Iterator[Installation]:
    """The demo's home on a small disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    try:
        shutil.copytree(demo_night[0].home.root, disk / "home", symlinks=True)
        yield Installation(Home(disk / "home"))
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_costs_a_night_and_nothing_else(small, samples):
    arrival = small.put(samples / "20" / "Bieu 5 - Danh sach xa 2023.xlsx", "20", "lan 2.xlsx")
    before, release = small.contents(), small.manifest()["release_id"]

    filler = _fill(small.home.root.parent, left=80 * MIB)
    told = _failed(small)
    assert "cần khoảng" in told
    assert arrival.exists(), "a night that did not begin took something in"
    filler.unlink()

    for moment in MOMENTS:
        with_filler = threading.Thread(
            target=_fill_when, args=(small.home.root, moment), daemon=True
        )
        with_filler.start()
        told = _failed(small)
        assert "cần khoảng" not in told, "the night did not even begin"
        with_filler.join()
        assert small.manifest()["release_id"] == release, moment
        assert small.contents() == before, moment
        filler.unlink()

    summary = small.refresh(exit_code=0)
    assert summary["new_submissions"] == 1
    assert small.manifest()["release_id"] != release
    assert not arrival.exists()


def _failed(installation: Installation) -> str:
    """What a night said that found no room."""
    result = installation.run("refresh", "--as-of", AS_OF)
    told = result.stdout + result.stderr
    assert result.returncode == 3, told
    assert "Hết chỗ trên ổ đĩa" in told
    return told


def _fill_when(home: Path, moment: str) -> None:
    """Fill the disk as soon as such a file is there."""
    there = set(home.glob(moment))
    deadline = time.monotonic() + 600
    while not set(home.glob(moment)) - there and time.monotonic() < deadline:
        time.sleep(0.001)
    _fill(home.parent, left=0)


def _fill(disk: Path, left: int) -> Path:
    """Take all room but so many bytes, while others may be taking it too."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while (free := shutil.disk_usage(disk).free) > left:
            file.write(bytes(min(MIB, free - left)))
    return filler

"""Nights that are killed at random moments, children and all; and what the next night makes of it.

Only `make torture KILLS=200` does it, each kill with a number of its own that decides its moment:
FIRST=120 goes on from there. What single moments leave behind is in test_readers and test_crash.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest
from conftest import AS_OF, Installation

from orchestration.home import Home
from orchestration.ingest.submissions import object_path, receipts

KILLS, FIRST = int(os.environ.get("KILLS", "0")), int(os.environ.get("FIRST", "1"))
PATIENCE = 600
"""Seconds until a night hangs."""


@pytest.mark.parametrize("number", range(FIRST, FIRST + KILLS))
def test_a_killed_night_loses_and_doubles_nothing(second_night, arrivals, tmp_path, number):
    chance = random.Random(number)
    night, undisturbed = Installation(Home(tmp_path / "home")), second_night.installation
    shutil.copytree(second_night.before.home.root, night.home.root, symlinks=True)
    shutil.copytree(arrivals, night.home.inbox, dirs_exist_ok=True)
    with _reading(night.home):
        # Two nights at once are slower than the one that was measured: its end is killed too.
        what = _kill(night, chance.uniform(0, 1.25 * second_night.seconds), chance)
        print(f"kill {number}: {what}")
        # At once: what the killed night left running is met by this one.
        result = night.run("refresh", "--as-of", AS_OF, "--json")
    assert result.returncode in (0, 1), what + result.stdout[-2000:] + result.stderr[-4000:]
    assert night.contents() == undisturbed.contents(), what
    assert _submissions(night) == _submissions(undisturbed), what
    for receipt in receipts(night.home):
        assert object_path(night.home, receipt.sha256).is_file()
    assert _told(night) == _told(undisturbed), what
    # The first night's digest, the arrivals' and perhaps one about the night that failed.
    digests = [path.read_text() for path in night.home.alerts.glob("digest-*.txt")]
    assert len(digests) == len(set(digests)) <= 3, what
    leftovers = [
        path
        for path in night.home.root.rglob("*")
        if path.suffix == ".tmp" or (path.is_file() and path.is_relative_to(night.home.inbox))
    ]
    assert not leftovers, what
    assert [path.name for path in night.home.builds.iterdir()] == ["dev"], what
    shutil.rmtree(night.home.root)


def _kill(night: Installation, after: float, chance: random.Random) -> str:
    """Start a night and kill it, or a part of it; what was killed, and when."""
    process = night.start("refresh", "--as-of", AS_OF, start_new_session=True)
    with suppress(subprocess.TimeoutExpired):
        return f"ended by itself with {process.wait(after)} before {after:.1f} s"
    children = _children(process.pid)
    what = chance.choice(["all", "all", "parent", "child"])
    if what == "child" and children:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(children), signal.SIGKILL)
        ended = process.wait(PATIENCE)
        return f"a child of {len(children)} after {after:.1f} s; the night ended with {ended}"
    if what == "parent":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
    return f"{what} with {len(children)} children after {after:.1f} s"


def _children(pid: int) -> list[int]:
    """The processes under a process, whatever their depth."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found, above = [], {pid}
    while above := {child for child, parent in parents.items() if parent in above}:
        found += sorted(above)
    return found


@contextmanager
def _reading(home: Home) -> Iterator[None]:
    """Somebody reads what is published, over and over."""
    stop, troubles = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                release = home.current.resolve(strict=True)
                manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
                with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as marts:
                    said = marts.execute("select release_id from marts.meta_build").fetchall()
                    assert said == [(manifest["release_id"],)]
                with duckdb.connect(str(home.current / "warehouse.duckdb"), read_only=True) as now:
                    assert now.execute("select count(*) from marts.dim_areas").fetchone()[0] > 0
            except Exception as error:
                troubles.append(error)
            stop.wait(1)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join()
    assert not troubles


def _submissions(installation: Installation) -> set[str]:
    return {receipt.submission_id for receipt in receipts(installation.home)}


def _told(installation: Installation) -> dict[str, str]:
    """What stands as told. What differs from the last release is told by the night that published
    it and gone in the next: a night that survives the kill of a child is one night more."""
    items = json.loads((installation.home.alerts / "told.json").read_text())["items"]
    return {key: said for key, said in items.items() if "|release_comparison." not in key}

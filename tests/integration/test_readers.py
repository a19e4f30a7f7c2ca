"""Readers in other processes while releases change, and nights that die in the middle.

Builds are written by hand here: what they hold does not matter, only that it is seen whole.
"""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from orchestration.home import PROJECT_DIR, Home
from orchestration.publish.release import list_releases, publish

PATIENCE = 60
"""Seconds until a reader that has seen nothing new is stuck."""


def build(home: Home, marker: int, rows: int = 20_000) -> tuple[Path, str]:
    """A build whose two marts carry the same marker in every row; its path and release."""
    release_id = f"r{marker}"
    path = home.builds / release_id / "warehouse.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.mart_a as
                select {marker} as marker, md5(cast(i as varchar)) as filler
                from range({rows}) as r(i);
            create table marts.mart_b as from marts.mart_a;
            create table marts.meta_build as
                select '{release_id}' as release_id, timestamp '2020-01-01 19:00:00' as built_at,
                    date '2020-01-02' as as_of_date, '' as input_hash, '{{}}' as versions;
            """
        )
    return path, release_id


MARKERS = "select distinct marker from {}mart_a{} union select distinct marker from {}mart_b{}"


def read_release(home: Home) -> set[int]:
    """The markers of one release as an analyst would read them: all of the database."""
    with duckdb.connect(str(home.current / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(MARKERS.format("marts.", "", "marts.", "")).fetchall()
        rows += connection.execute("select substr(release_id, 2) from marts.meta_build").fetchall()
    return {int(marker) for (marker,) in rows}


def read_parquet(home: Home) -> set[int]:
    """The same from Parquet and manifest. Several files: so the link is followed once."""
    release = home.current.resolve(strict=True)
    tables = (f"'{release}/parquet/", ".parquet'") * 2
    with duckdb.connect() as connection:
        rows = connection.execute(MARKERS.format(*tables)).fetchall()
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return {int(marker) for (marker,) in rows} | {int(manifest["release_id"][1:])}


def read_in_a_loop(root: Path, stop: Event, seen: "Queue[tuple[str, object]]") -> None:
    """Read until told to stop; report each marker once, and every mixture and error."""
    home, reported = Home(root), set()
    while not stop.is_set():
        for kind, read in (("database", read_release), ("parquet", read_parquet)):
            try:
                markers = read(home)
            except Exception as error:  # whatever a reader could meet is a failure here
                seen.put(("error", f"{kind}: {error!r}"))
                return
            if len(markers) != 1:
                seen.put(("error", f"{kind}: mixed release {markers}"))
                return
            found = (kind, markers.pop())
            if found not in reported:
                reported.add(found)
                seen.put(found)


def test_readers_never_notice_a_publish(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    publish(home, *build(home, 0), {})
    connected = duckdb.connect(str(home.current / "warehouse.duckdb"), read_only=True)

    processes = multiprocessing.get_context("spawn")
    stop, seen = processes.Event(), processes.Queue()
    readers = [
        processes.Process(target=read_in_a_loop, args=(home.root, stop, seen)) for _ in range(2)
    ]
    for reader in readers:
        reader.start()
    try:
        for marker in (0, 1, 2, 3):
            if marker:
                publish(home, *build(home, marker), {})
            # Both readers meet it in both shapes before the next one is published.
            reports = [seen.get(timeout=PATIENCE) for _ in range(4)]
            assert sorted(reports) == [("database", marker)] * 2 + [("parquet", marker)] * 2
    finally:
        stop.set()
        for reader in readers:
            reader.join(timeout=PATIENCE)
    assert seen.empty()
    assert [reader.exitcode for reader in readers] == [0, 0]

    # Who was connected before keeps the old release, to the last row; who connects now does not.
    assert connected.execute("select marker, count(*) from marts.mart_b group by 1").fetchall() == [
        (0, 20_000)
    ]
    assert read_release(home) == {3}
    connected.close()


def test_a_connected_reader_outlives_the_deletion_of_its_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.publish.release.KEPT_RELEASES", 1)
    home = Home(tmp_path / "var")
    # Large enough that the reader has not read it all when the files go.
    publish(home, *build(home, 0, rows=200_000), {})
    with duckdb.connect(str(home.current / "warehouse.duckdb"), read_only=True) as connected:
        assert connected.execute("select marker from marts.mart_a limit 1").fetchall() == [(0,)]

        publish(home, *build(home, 1), {})

        assert [path.name for path in home.releases.iterdir()] == ["r1"]
        assert connected.execute(
            "select marker, count(distinct filler) from marts.mart_b group by 1"
        ).fetchall() == [(0, 200_000)]
    assert read_release(home) == {1}


# Publishes in a process of its own and kills that process, without any warning to it, at a chosen
# moment: entering a function of `release`, or having just returned from a call of the system.
KILLED = """
import os, signal, sys
from pathlib import Path
import orchestration.publish.release as release
from orchestration.home import Home

root, build, release_id, event, name = sys.argv[1:]

def kill(frame, what, argument):
    here = frame.f_code.co_filename == release.__file__
    entered = what == "call" and here and frame.f_code.co_name == name
    returned = (
        what == "c_return" and argument.__module__ == "posix" and argument.__name__ == name
    )
    if (event == "call" and entered) or (event == "c_return" and returned):
        os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(kill)
release.publish(Home(Path(root)), Path(build), release_id, {})
"""

MOMENTS = [
    # (event, name, the release that readers must see)
    ("call", "_copy_marts", 0),
    ("call", "_copy_table", 0),
    ("call", "_prove", 0),
    ("call", "_file_sha256", 0),
    ("c_return", "chmod", 0),
    ("c_return", "fsync", 0),
    ("c_return", "rename", 0),
    ("call", "_point_current", 0),
    ("c_return", "symlink", 0),
    ("c_return", "replace", 1),
    ("call", "_clear_old", 1),
]


@pytest.mark.parametrize(("event", "name", "visible"), MOMENTS)
def test_a_night_killed_at_any_moment_leaves_a_whole_release(
    tmp_path: Path, event: str, name: str, visible: int
) -> None:
    home = Home(tmp_path / "var")
    publish(home, *build(home, 0, rows=100), {})
    killed = start(KILLED, home, build(home, 1, rows=100), event, name)

    assert killed.wait(timeout=PATIENCE) == -signal.SIGKILL
    assert_the_next_night_is_fine(home, visible)


def test_a_night_killed_while_it_writes_leaves_a_whole_release(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    publish(home, *build(home, 0, rows=100), {})
    unfinished = home.releases / "r1.tmp" / "parquet" / "mart_a.parquet"
    killed = start(KILLED, home, build(home, 1, rows=2_000_000), "never", "")

    wait_until(unfinished.exists)
    killed.kill()

    assert killed.wait(timeout=PATIENCE) == -signal.SIGKILL
    assert (home.releases / "r1.tmp").is_dir()
    assert_the_next_night_is_fine(home, 0)


def start(
    script: str, home: Home, built: tuple[Path, str], *arguments: str
) -> "subprocess.Popen[bytes]":
    path, release_id = built
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home.root), str(path), release_id, *arguments],
        cwd=PROJECT_DIR,
        env=os.environ | {"PYTHONPATH": str(PROJECT_DIR)},
    )


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def assert_the_next_night_is_fine(home: Home, visible: int) -> None:
    assert read_release(home) == read_parquet(home) == {visible}

    publish(home, *build(home, 2, rows=100), {})

    assert read_release(home) == read_parquet(home) == {2}
    assert not list(home.releases.glob("*.tmp"))
    assert sorted(path.name for path in home.root.iterdir()) == ["builds", "current", "releases"]
    # A release that got its name before the crash is whole, and can be gone back to.
    for release in list_releases(home):
        assert read_release(Home(only(home, release.release_id))) == {int(release.release_id[1:])}


def only(home: Home, release_id: str) -> Path:
    """A home whose current release is the given one."""
    root = home.root.with_name(f"only-{release_id}")
    root.mkdir()
    (root / "current").symlink_to(home.releases / release_id)
    return root

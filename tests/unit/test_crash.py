"""What nights that were killed leave behind, and what their successors make of it."""

import errno
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage

from orchestration import automation, space
from orchestration.durable import UNFINISHED, clear_unfinished, write_durably
from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import is_held, locked, night_lock
from orchestration.nightly import prepare_dagster
from orchestration.resources import sign_of_life

PATIENCE = 60


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


# --- files


def test_a_file_is_the_old_one_or_the_new_one(home, monkeypatch):
    path = home.root / "new" / "folder" / ("ă" * 127)  # as long as a name may be
    write_durably(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _fail)
        with pytest.raises(KeyboardInterrupt):
            write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def _fail(*_):
    raise KeyboardInterrupt


def test_what_a_killed_writer_left_is_overwritten_or_cleared(home, monkeypatch):
    path = home.root / "a.json"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _fail)
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # the killed cannot clean
        with pytest.raises(KeyboardInterrupt):
            write_durably(path, b"half")
    assert [found.suffix for found in home.root.iterdir()] == [UNFINISHED]
    write_durably(path, b"whole")
    assert [found.name for found in home.root.iterdir()] == ["a.json"]
    (home.root / ".other.tmp").touch()
    clear_unfinished(home.root)
    assert [found.name for found in home.root.iterdir()] == ["a.json"]


# --- processes

CHILD = """
import os, sys, time
from orchestration.children import end_with
end_with({parent})
print(os.getpid(), flush=True)
time.sleep(600)
"""
PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1].format(parent=os.getpid())])
child.wait()
"""


def test_a_child_ends_when_its_night_is_killed():
    night = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True
    )
    child = int(night.stdout.readline())
    assert _is_running(child)
    night.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while _is_running(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_child_whose_night_is_gone_already_ends_too():
    child = subprocess.run([sys.executable, "-c", CHILD.format(parent=1)], cwd=PROJECT_DIR)
    assert child.returncode == 1


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# --- locks and runs


def test_a_night_may_hold_what_its_command_holds(home):
    with night_lock(home):
        with night_lock(home):
            assert is_held(home.root / ".lock")
        assert is_held(home.root / ".lock")
    assert not is_held(home.root / ".lock")


def test_a_run_that_was_killed_is_failed_and_a_living_one_is_not(home, monkeypatch):
    """A dead run that counts as started would hold the queue of one for ever."""
    monkeypatch.setenv("DAGSTER_HOME", "")  # set below; given back afterwards
    prepare_dagster(home)
    sign_of_life(home, "").mkdir(parents=True)

    @dg.job
    def nightly():
        pass

    with dg.DagsterInstance.get() as instance:
        dead, alive = (
            instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.STARTED)
            for _ in range(2)
        )
        sign_of_life(home, dead.run_id).touch()
        with locked(sign_of_life(home, alive.run_id)):
            automation.fail_dead_runs(instance, home)
            assert _statuses(instance, dead, alive) == ["STARTED", "STARTED"]  # both just begun
            later = datetime.now(UTC) + automation.BEGINNING + timedelta(seconds=2)
            monkeypatch.setattr(automation, "datetime", _Clock(later))
            automation.fail_dead_runs(instance, home)
        assert _statuses(instance, dead, alive) == ["FAILURE", "STARTED"]
        # What our log of events holds, Dagster's own reads.
        logs = SqliteEventLogStorage(str(home.dagster / "history" / "runs"))
        (told,) = [e for e in logs.get_logs_for_run(dead.run_id) if e.dagster_event]
        assert told.dagster_event.is_run_failure


def _statuses(instance, *runs):
    return [instance.get_run_by_id(run.run_id).status.value for run in runs]


class _Clock:
    def __init__(self, now):
        self._now = now

    def now(self, zone):
        return self._now


# --- room


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "no room"),
        RuntimeError("(sqlite3.OperationalError) database or disk is full"),
        RuntimeError("IO Error: Could not write file: No space left on device"),
    ],
)
def test_a_full_disk_is_known_by_its_words_and_its_causes(home, error):
    assert "Hết chỗ" in space.full_disk(home, error)
    try:
        try:
            raise error
        except Exception:
            raise KeyError("a") from None
    except KeyError as later:
        assert "Hết chỗ" in space.full_disk(home, later)


def test_another_error_is_no_full_disk_unless_the_disk_is_full(home, monkeypatch):
    assert space.full_disk(home, ValueError("a")) is None
    monkeypatch.setattr(space, "_free", lambda _: space.SCARCE - 1)
    assert "Hết chỗ" in space.full_disk(home, "dbt failed with exit code 1")


def test_a_night_that_finds_no_room_says_how_much_it_wants(home, monkeypatch):
    (home.builds / "old").mkdir(parents=True)
    (home.inbox / "11").mkdir(parents=True)
    (home.inbox / "11" / "a.xlsx").write_bytes(bytes(5 * space.MIB))
    wanted = space.NEEDED_ALWAYS // space.MIB + 5 * space.NEEDED_PER_ARRIVED
    monkeypatch.setattr(space, "_free", lambda _: wanted * space.MIB - 1)
    with pytest.raises(space.DiskFullError, match=f"cần khoảng {wanted} MB"):
        space.make_room(home)
    assert not list(home.builds.iterdir())
    monkeypatch.setattr(space, "_free", lambda _: wanted * space.MIB)
    space.make_room(home)


def test_make_room_leaves_the_build_of_the_one_at_work(home):
    home.development_build.mkdir(parents=True)
    (home.releases / "r1.tmp").mkdir(parents=True)
    space.make_room(home)
    assert home.development_build.exists()
    assert not list(home.releases.iterdir())

"""The same inputs give the same tables: in another order, in parts, from the archive alone."""

import shutil

import pytest
from conftest import AS_OF, Installation

from orchestration.home import Home


@pytest.fixture(scope="module")
def reversed_night(samples, tmp_path_factory) -> Installation:
    """Half of the files first, then all of them, both in reverse."""
    other = Installation(Home(tmp_path_factory.mktemp("other")))
    files = sorted(p for p in samples.rglob("*") if p.is_file() and p.suffix != ".yml")[::-1]
    for path in files[::2]:
        other.put(path, path.parent.name)
    assert other.run("land").returncode in (0, 1)
    for path in files:
        other.put(path, path.parent.name)
    other.refresh(exit_code=1)
    return other


def test_another_order_of_arrival_gives_the_same_marts(demo_night, reversed_night):
    _assert_same(reversed_night, demo_night[0])


def test_rebuild_from_the_archive_gives_the_same_marts(demo_night, reversed_night):
    for path in reversed_night.home.root.iterdir():
        if path.name != "archive":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    result = reversed_night.run("rebuild", "--as-of", AS_OF, "--json")
    assert result.returncode == 1, result.stderr[-2000:]  # to an empty folder all is new
    _assert_same(reversed_night, demo_night[0])


def _assert_same(one, other):
    assert one.contents() == other.contents()
    assert one.manifest()["input_hash"] == other.manifest()["input_hash"]
    assert _replies(one) == _replies(other)


def _replies(installation):
    """What the senders get, byte for byte."""
    outbox = installation.home.outbox
    replies = {p.relative_to(outbox).as_posix(): p.read_bytes() for p in outbox.glob("*/*")}
    assert replies
    return replies

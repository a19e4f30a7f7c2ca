"""The same inputs give the same tables: again, in another order, from the archive alone."""

import shutil

from conftest import AS_OF, Installation

from orchestration.home import Home


def test_the_same_samples_again_change_nothing_and_rollback_swaps_the_link(demo, samples):
    before, manifest = demo.contents(), demo.manifest()
    shutil.copytree(samples, demo.home.inbox, dirs_exist_ok=True)
    summary = demo.refresh(exit_code=0)
    assert summary["new_submissions"] == 0
    assert summary["new_findings"] == []
    assert summary["replies"]["written"] == summary["replies"]["removed"] == 0
    assert demo.manifest()["input_hash"] == manifest["input_hash"]
    assert demo.contents() == before
    # Nothing new to tell: no second digest.
    assert summary["digest"]["told"] == 0
    assert len(list(demo.home.alerts.glob("digest-*.txt"))) == 1
    # A night without news is a release all the same, and one can go back to the first.
    assert demo.manifest()["release_id"] != manifest["release_id"]
    assert demo.run("releases", "--rollback", manifest["release_id"]).returncode == 0
    assert demo.manifest() == manifest
    assert demo.run("releases", "--rollback", "khong-co").returncode == 2


def test_another_order_of_arrival_gives_the_same_marts(demo_night, samples, tmp_path):
    """Half of the files first, the rest later, both in reverse."""
    other = Installation(Home(tmp_path / "other"))
    files = sorted(p for p in samples.rglob("*") if p.is_file() and p.suffix != ".yml")[::-1]
    for path in files[::2]:
        other.put(path, path.parent.name)
    assert other.run("land").returncode in (0, 1)
    for path in files[1::2]:
        other.put(path, path.parent.name)
    other.refresh(exit_code=1)
    assert other.contents() == demo_night[0].contents()
    assert _replies(other) == _replies(demo_night[0])
    assert other.manifest()["input_hash"] == demo_night[0].manifest()["input_hash"]


def test_rebuild_from_the_archive_gives_the_same_marts(demo):
    before, replies = demo.contents(), _replies(demo)
    for path in demo.home.root.iterdir():
        if path.name != "archive":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    result = demo.run("rebuild", "--as-of", AS_OF, "--json")
    assert result.returncode == 1, result.stderr[-2000:]  # to an empty folder all is new
    assert demo.contents() == before
    assert _replies(demo) == replies


def _replies(installation):
    """What the senders get, byte for byte."""
    outbox = installation.home.outbox
    replies = {p.relative_to(outbox).as_posix(): p.read_bytes() for p in outbox.glob("*/*")}
    assert replies
    return replies

"""The same inputs give the same tables: in another order, in parts, from the archive alone."""

from conftest import AS_OF, Installation

from orchestration.home import Home
from orchestration.ingest.submissions import archive_inbox


def test_another_order_and_some_from_the_archive_give_the_same_marts(demo_night, samples, tmp_path):
    """Some files are in the archive and nowhere else; then all arrive, in reverse."""
    other, demo = Installation(Home(tmp_path / "other")), demo_night[0]
    files = sorted(p for p in samples.rglob("*") if p.is_file() and p.suffix != ".yml")[::-1]
    for path in files[::2]:
        other.put(path, path.parent.name)
    assert len(archive_inbox(other.home)) == len(files[::2])
    for path in files:
        other.put(path, path.parent.name)
    result = other.run("rebuild", "--as-of", AS_OF, "--json")
    assert result.returncode == 1, result.stderr[-2000:]  # to an empty folder all is new
    assert other.contents() == demo.contents()
    assert other.manifest()["input_hash"] == demo.manifest()["input_hash"]
    assert _replies(other) == _replies(demo)


def _replies(installation):
    """What the senders get, byte for byte."""
    outbox = installation.home.outbox
    replies = {p.relative_to(outbox).as_posix(): p.read_bytes() for p in outbox.glob("*/*")}
    assert replies
    return replies

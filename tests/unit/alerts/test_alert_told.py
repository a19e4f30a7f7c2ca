"""The memory: whole or absent, never guessed."""

import json

import pytest

from orchestration.alerts.told import ToldError, commit, keep, load_told, prepare
from orchestration.durable import write_durably

OLD = {"report|20": "missing"}
NEW = {"report|20": "late"}


def test_nothing_told_yet(tmp_path):
    assert load_told(tmp_path) == {}


def test_prepared_is_not_told_before_its_digest_is_written(tmp_path):
    keep(tmp_path, OLD)
    prepare(tmp_path, NEW, tmp_path / "queue" / "a.eml")
    assert load_told(tmp_path) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["told.json"]


@pytest.mark.parametrize("folder", ["queue", "sent"])
def test_a_crash_after_the_digest_was_written_is_settled_as_told(tmp_path, folder):
    keep(tmp_path, OLD)
    prepare(tmp_path, NEW, tmp_path / "queue" / "a.eml")
    write_durably(tmp_path / folder / "a.eml", b"mail")
    assert load_told(tmp_path) == NEW
    assert load_told(tmp_path) == NEW


def test_committed_is_told(tmp_path):
    prepare(tmp_path, NEW, tmp_path / "digest-a.txt")
    commit(tmp_path)
    assert load_told(tmp_path) == NEW


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"version": 1, "items": []}',
        b'{"version": 2, "items": {}}',
        b'{"version": 1, "items": {"a": 1}}',
        b"\xff\xfe",
    ],
)
def test_a_broken_memory_is_an_error_that_says_what_to_do(tmp_path, content):
    (tmp_path / "told.json").write_bytes(content)
    with pytest.raises(ToldError, match=r"alerts/told\.json bị hỏng.*xóa tệp"):
        load_told(tmp_path)
    assert (tmp_path / "told.json").read_bytes() == content


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    keep(tmp_path, OLD)

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        keep(tmp_path, NEW)
    monkeypatch.undo()
    assert load_told(tmp_path) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["told.json"]
    assert json.loads((tmp_path / "told.json").read_bytes())["items"] == OLD

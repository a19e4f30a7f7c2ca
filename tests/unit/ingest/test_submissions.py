"""Inbox to archive: nothing lost, nothing twice."""

import datetime
import os
import threading
import time
import unicodedata
from pathlib import Path

import pytest

from orchestration.durable import write_durably
from orchestration.home import Home
from orchestration.ingest import submissions
from orchestration.ingest.submissions import (
    ArchiveError,
    archive_inbox,
    archived_bytes,
    inbox_files,
    object_path,
    parse_side_file,
    receipts,
)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    (home.inbox / "20").mkdir(parents=True)
    return home


@pytest.fixture(autouse=True)
def quick(monkeypatch, request):
    """Only the tests about a file in motion wait until files are at rest."""
    if "being_written" not in request.node.name:
        monkeypatch.setattr(submissions, "QUIET_NS", 0)


def put(home, name, data=b"a,b\n1,2\n", side=None, issuer="20"):
    path = home.inbox / issuer / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    if side is not None:
        path.with_name(name + ".yml").write_text(side, encoding="utf-8")
    return path


def test_bytes_and_receipt_are_kept_and_the_inbox_is_empty(home):
    put(home, "a.csv", b"x", "received_at: 2024-01-31T08:00:00+07:00\n")
    (receipt,) = archive_inbox(home)
    assert object_path(home, receipt.sha256).read_bytes() == b"x"
    assert receipt.received_at == datetime.datetime(2024, 1, 31, 1, tzinfo=datetime.UTC)
    assert receipts(home) == [receipt]
    assert list(inbox_files(home)) == []
    assert not list(home.inbox.rglob("*.yml"))


def test_the_same_bytes_under_the_same_name_are_one_arrival(home):
    put(home, "a.csv")
    (first,) = archive_inbox(home)
    put(home, "a.csv")
    assert archive_inbox(home) == []
    assert receipts(home) == [first]  # and it keeps the time of the first


def test_another_name_issuer_or_side_file_is_another_arrival(home):
    put(home, "a.csv")
    put(home, "b.csv")
    put(home, "a.csv", issuer="11")
    archive_inbox(home)
    put(home, "a.csv", side="phase: estimate\n")
    archive_inbox(home)
    assert len(receipts(home)) == 4
    assert len({receipt.sha256 for receipt in receipts(home)}) == 1


def test_a_name_typed_on_a_mac_is_the_same_name(home):
    put(home, unicodedata.normalize("NFD", "Điện Biên.csv"))
    archive_inbox(home)
    put(home, "Điện Biên.csv")
    assert archive_inbox(home) == []


def test_side_files_and_temporary_files_are_no_submissions(home):
    put(home, "a.xlsx", side="sender: x\n")
    put(home, "~$a.xlsx")
    put(home, ".hidden.csv")
    (home.inbox / "20" / "later.xlsx.yml").write_text("sender: x\n")
    assert [path.name for path in inbox_files(home)] == ["a.xlsx"]


def test_a_wrong_key_in_a_side_file_is_named():
    with pytest.raises(ValueError, match="recieved_at"):
        parse_side_file("recieved_at: 2024-01-31\n")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "a: &a {x: 1}\nb: {<<: [*a, *a]}\n",  # ten such lines would fill the memory
        "sender: " + "x" * 20_001,
        "received_at: 2024-13-45\n",
        "sender: =\n",
    ],
)
def test_a_side_file_that_yaml_chokes_on_is_wrong_like_any_other(text):
    with pytest.raises(ValueError, match=r"Tệp kèm theo \(\.yml\)"):
        parse_side_file(text)


def test_a_file_that_is_still_being_written_waits(home):
    path = put(home, "a.csv", b"1,2\n")

    def write_on():
        with path.open("ab") as file:
            for _ in range(8):
                time.sleep(0.4)
                file.write(b"3,4\n")
                file.flush()

    writer = threading.Thread(target=write_on)
    writer.start()
    assert archive_inbox(home) == []
    assert path.exists()
    writer.join()
    (receipt,) = archive_inbox(home)
    assert object_path(home, receipt.sha256).read_bytes() == b"1,2\n" + 8 * b"3,4\n"


@pytest.mark.parametrize("changed", ["a.csv", "a.csv.yml"])
def test_what_replaces_a_file_while_it_is_archived_stays(home, monkeypatch, changed):
    put(home, "a.csv", b"old", "sender: old\n")
    put(home, "b.csv", b"other")
    new = home.inbox / "20" / changed

    def write_and_replace(path, content):
        write_durably(path, content)
        new.write_bytes(b"sender: new\n")

    monkeypatch.setattr(submissions, "write_durably", write_and_replace)
    (old, _) = sorted(archive_inbox(home), key=lambda receipt: receipt.file_name)
    assert object_path(home, old.sha256).read_bytes() == b"old"
    assert old.side_file == "sender: old\n"
    assert new.read_bytes() == b"sender: new\n"
    assert not (home.inbox / "20" / "b.csv").exists()


@pytest.mark.parametrize("moment", range(12))
def test_a_crash_at_any_step_loses_and_doubles_nothing(home, monkeypatch, moment):
    """The steps: object, receipt (each written and moved), report gone, side file gone."""
    put(home, "a.csv", b"x", "sender: x\n")
    steps = iter(range(100))

    def crashing(step):
        def run(*arguments, **options):
            if next(steps) == moment:
                raise Killed
            return step(*arguments, **options)

        return run

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", crashing(os.fsync))
        patch.setattr(Path, "unlink", crashing(Path.unlink))
        patch.setattr(Path, "replace", crashing(Path.replace))
        with pytest.raises(Killed):
            archive_inbox(home)
    archive_inbox(home)
    (receipt,) = receipts(home)
    assert receipt.side_file == "sender: x\n"
    assert object_path(home, receipt.sha256).read_bytes() == b"x"
    assert not [path for path in home.inbox.rglob("*") if path.is_file()]
    # A file of the same name without a side file is not given the old one.
    put(home, "a.csv", b"y")
    (second,) = archive_inbox(home)
    assert second.side_file is None


class Killed(BaseException):
    """No handler of ours may take it for an error."""


def test_what_a_killed_writer_left_is_cleared(home):
    archive_inbox(home)
    for folder in ("receipts", "objects/2d"):
        (home.archive / folder).mkdir(parents=True)
        (home.archive / folder / ".0123456789abcdef.tmp").write_bytes(b"half")
    put(home, "a.csv", b"x")
    archive_inbox(home)
    assert not list(home.archive.rglob("*.tmp"))
    assert len(receipts(home)) == 1


def test_a_name_that_is_no_text_is_a_name(home):
    name = os.fsdecode(b"b\xe1o c\xe1o.csv")
    put(home, name)
    (receipt,) = archive_inbox(home)
    assert receipt.file_name == "b\ufffdo c\ufffdo.csv"
    assert receipts(home) == [receipt]


def test_a_link_is_not_followed(home, tmp_path):
    (tmp_path / "secret").write_text("sender: nobody\n")
    path = put(home, "a.csv")
    path.with_name("a.csv.yml").symlink_to(tmp_path / "secret")
    path.with_name("b.csv").symlink_to(tmp_path / "secret")
    (receipt,) = archive_inbox(home)
    assert (receipt.file_name, receipt.side_file) == ("a.csv", None)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_damage_to_the_archive_is_named(home, damage):
    put(home, "a.csv", b"x")
    (receipt,) = archive_inbox(home)
    assert archived_bytes(home, receipt).read_bytes() == b"x"
    damage(object_path(home, receipt.sha256))
    with pytest.raises(ArchiveError, match=r"20/a\.csv"):
        archived_bytes(home, receipt)


def test_a_withdrawal_is_an_arrival_of_its_own_and_wants_a_reason(home):
    put(home, "a.csv")
    archive_inbox(home)
    put(home, "a.csv", side="withdrawn: Gửi nhầm\n")
    (withdrawal,) = archive_inbox(home)
    assert withdrawal.side().withdrawn == "Gửi nhầm"
    assert len({receipt.sha256 for receipt in receipts(home)}) == 1
    with pytest.raises(ValueError, match="withdrawn"):
        parse_side_file("withdrawn: ' '\n")

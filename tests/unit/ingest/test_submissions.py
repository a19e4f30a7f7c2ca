"""Inbox to archive: nothing lost, nothing twice."""

import datetime
import unicodedata

import pytest

from orchestration.home import Home
from orchestration.ingest.submissions import (
    archive_inbox,
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

"""From an arrival to the sender's folder: which replies there are, where, and that they stay."""

import csv
import io

import pytest

from orchestration.replies.outbox import INDEX, replies_in

NAME = "11/bao cao.xlsx.tra-loi.xlsx"
CSV_HEADER = "unit_vi,level,year_or_as_of,programme,capital_kind,measure,value,qualifier,unit,"


@pytest.fixture
def one_bad_cell(office, spoilt):
    office.send("11", "bao cao.xlsx", spoilt({"F11": "8o0"}))
    return office


def test_a_refused_cell_is_answered_in_the_folder_of_its_sender(one_bad_cell):
    outbox = one_bad_cell.night()
    assert (outbox.replies, outbox.written, outbox.removed, outbox.troubles) == (1, 1, 0, ())
    assert list(one_bad_cell.files()) == [NAME]
    assert [p.name for p in replies_in(one_bad_cell.home)] == ["bao cao.xlsx.tra-loi.xlsx"]
    workbook = one_bad_cell.open(NAME)
    assert workbook.sheetnames == ["Ý kiến", "Biểu 1"]
    sheet = workbook["Biểu 1"]
    commented = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert commented == ["F11"]
    assert "8o0" in sheet["F11"].comment.text
    assert "Không phải số (cell_not_number)" in sheet["F11"].comment.text
    assert "Việc cần làm: Sửa rồi gửi lại." in sheet["F11"].comment.text
    assert sheet["F11"].fill.start_color.rgb == "FFFFC7CE"
    filled = [c.coordinate for row in sheet.iter_rows() for c in row if c.fill.fill_type]
    assert filled == ["F11"]


def test_a_good_file_is_not_answered(office, spoilt):
    office.send("11", "bao cao.xlsx", spoilt({}))
    assert office.night().replies == 0
    assert office.files() == {}


def test_a_night_without_news_writes_nothing(one_bad_cell):
    one_bad_cell.night()
    path = one_bad_cell.home.outbox / NAME
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in path.parent.parent.rglob("*")}
    assert one_bad_cell.night().written == 0
    assert before == {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in before}


def test_the_same_findings_give_the_same_bytes(one_bad_cell):
    one_bad_cell.night()
    before = one_bad_cell.files()
    for path in one_bad_cell.home.outbox.rglob("*"):
        if path.is_file():
            path.unlink()
    assert one_bad_cell.night().written == 1
    assert one_bad_cell.files() == before


def test_the_next_night_heals(office, spoilt):
    names = ("xoa.xlsx", "sua.xlsx", "do dang.xlsx")
    for place, name in enumerate(names):
        office.send("11", name, spoilt({"F11": "8o0", "A4": f"Năm {2023 + place}"}))
    office.night()
    before = office.files()
    deleted, changed, half = (office.home.outbox / "11" / f"{name}.tra-loi.xlsx" for name in names)
    index = office.home.outbox / INDEX
    deleted.unlink()
    changed.write_bytes(b"something else")
    for folder in (half.parent, index.parent):
        (folder / ".k1ll3d.tmp").write_bytes(b"half")
    (office.home.outbox / "20").mkdir()
    assert office.night().written == 2
    assert office.files() == before
    left = {path.name for path in office.home.outbox.rglob("*")}
    assert left == {"11", INDEX, deleted.name, changed.name, half.name}
    for broken in (b"[]",):
        index.write_bytes(broken)
        assert office.night().written == 0
        assert office.files() == before


def test_a_reply_that_is_no_longer_true_goes(one_bad_cell):
    one_bad_cell.night()
    (key,) = one_bad_cell.ids().values()
    outbox = one_bad_cell.night(superseded=(key,))
    assert (outbox.replies, outbox.removed) == (0, 1)
    assert one_bad_cell.files() == {}
    assert list(one_bad_cell.home.outbox.iterdir()) == [one_bad_cell.home.outbox / INDEX]


def test_a_new_finding_changes_the_reply(one_bad_cell):
    one_bad_cell.night()
    before = one_bad_cell.files()[NAME]
    late = {
        "submission_id": one_bad_cell.ids()["bao cao.xlsx"],
        "severity": "warning",
        "rule_code": "report_late",
        "message_vi": "Báo cáo đến sau hạn.",
    }
    assert one_bad_cell.night(late).written == 1
    assert one_bad_cell.files()[NAME] != before
    rows = [[c.value for c in row] for row in one_bad_cell.open(NAME)["Ý kiến"].iter_rows()]
    said = [row[8] for row in rows if isinstance(row[0], int)]
    assert said[0] == "Báo cáo đến sau hạn."  # about the whole file: first
    assert len(said) == 2


def test_of_a_file_that_no_longer_counts_only_that_is_said(one_bad_cell):
    one_bad_cell.night()
    (key,) = one_bad_cell.ids().values()
    voided = {
        "submission_id": key,
        "severity": "warning",
        "rule_code": "submission_voided",
        "kind": "decision",
        "message_vi": "Tệp không còn được tính.",
    }
    one_bad_cell.night(voided, voided=(key,))
    book = one_bad_cell.open(NAME)
    texts = [cell.value for row in book["Ý kiến"].iter_rows() for cell in row if cell.value]
    assert "Tệp không còn được tính." in texts
    assert "cell_not_number" not in texts
    assert not [c for row in book["Biểu 1"].iter_rows() for c in row if c.fill.fill_type]


def test_a_refused_file_is_answered_until_the_next_of_its_name_comes(office, spoilt):
    office.send("11", "a.xlsx", b"\0garbage" * 99, "received_at: 2025-10-01\n")
    office.send("11", "b.xlsx", b"\0garbage" * 99, "received_at: 2025-10-01\n")
    office.night()
    assert set(office.files()) == {"11/a.xlsx.tra-loi.xlsx", "11/b.xlsx.tra-loi.xlsx"}
    office.send("11", "a.xlsx", spoilt({}))
    office.night()
    assert set(office.files()) == {"11/b.xlsx.tra-loi.xlsx"}


def test_two_files_of_one_name_are_answered_both(office, spoilt):
    office.send("11", "bao cao.xlsx", spoilt({"F11": "8o0"}))
    office.night()
    office.send("11", "Bao Cao.xlsx", spoilt({"F11": "8o1", "A4": "Năm 2024"}))
    office.night()
    assert len(office.files()) == 2
    assert len({name.casefold() for name in office.files()}) == 2
    said = {office.open(name)["Biểu 1"]["F11"].value for name in office.files()}
    assert said == {"8o0", "8o1"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\0garbage" * 99, b"PK\x03\x04" + b"x" * 500, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx"],
    ids=["empty", "garbage", "broken zip", "broken ole"],
)
def test_a_file_that_cannot_be_opened_gets_the_list_alone(office, content):
    office.send("11", "hong.xlsx", content)
    assert office.night().troubles == ()
    workbook = office.open("11/hong.xlsx.tra-loi.xlsx")
    assert workbook.sheetnames == ["Ý kiến"]
    texts = [cell.value for row in workbook.active.iter_rows() for cell in row if cell.value]
    assert any("file_" in str(text) for text in texts)
    assert any("gửi lại" in str(text) for text in texts)


def test_a_csv_is_answered_with_a_csv(office):
    header = CSV_HEADER + "denominator,source,note"
    bad = "Lạng Sơn,province,2024,,,poor_ratio,abc,,%,,=1+1,-5"
    good = 'Lạng Sơn,province,2023,,,poor_ratio,"3,5",,%,,Báo cáo,'
    office.send("office", "so lieu.csv", f"{header}\n{bad}\n{good}\n".encode())
    office.night()
    (content,) = office.files().values()
    assert list(office.files()) == ["office/so lieu.csv.tra-loi.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == [*header.split(","), "Ý kiến"]
    assert rows[1][:-1] == [*bad.replace("=1+1", "'=1+1").split(",")]
    assert "[G2" in rows[1][-1]
    assert rows[1][-1].startswith("Lỗi")
    assert "Việc cần làm: Sửa rồi gửi lại." in rows[1][-1]
    assert rows[2] == [*good.split(",")[:6], "3,5", *good.split(",")[8:], ""]


@pytest.mark.parametrize(
    ("issuer", "name", "expected"),
    [
        ("11", "a" * 240 + ".xlsx", None),
        ("con", "nul.xlsx", "_con"),
        (".ẩn", "..xlsx", "ẩn"),
        ("a:b", "x?.xlsx", "a_b"),
        ("xuống\ndòng", "x\ty.xlsx", "xuống_dòng"),
    ],
)
def test_names_that_senders_chose_stay_in_the_outbox(office, issuer, name, expected):
    office.home.inbox.mkdir(parents=True)
    office.send(issuer, name if not name.startswith(".") else f"x{name}", b"\0garbage" * 99, None)
    office.night()
    (written,) = office.files()
    folder, _, file_name = written.partition("/")
    assert folder.startswith(expected or issuer)
    assert (folder == issuer) == (expected is None)
    assert file_name.endswith(".tra-loi.xlsx")
    assert not file_name.startswith(".")
    assert len(file_name.encode()) < 240
    assert not set(written) & set('\\:*?"<>|\n\t')


def test_a_path_as_an_issuer_stays_in_the_outbox(office, tmp_path):
    """`mtqg land ../x.xlsx` takes the folder's name, `..`, for the issuer's."""
    (tmp_path / "var" / "inbox").mkdir(parents=True)
    (tmp_path / "loose.xlsx").write_bytes(b"\0garbage" * 99)
    office.land([tmp_path / "var" / ".." / "loose.xlsx"])
    office.night()
    (written,) = office.files()
    assert written.startswith("_-")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith("tra-loi.xlsx")] == []

"""The workbook that a sender gets back: the same figures, nothing alive, the marks in place."""

import datetime
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.grid import Grid
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import Receipt
from orchestration.replies.appearance import number_format
from orchestration.replies.making import make_reply
from orchestration.replies.remarks import Remark, Reply
from orchestration.replies.workbook import MOST_COMMENTS, reply_workbook

CONTRACTS = load_contracts()
SAMPLES = sorted((PROJECT_DIR / "tests/samples").glob("*/*/submitted_*.xls*"))
SAMPLES = [path for path in SAMPLES if path.suffix != ".yml"]
soffice = shutil.which("soffice")


def reply(*remarks, **more):
    facts = {
        "submission_id": "a1",
        "issuer_code": "11",
        "file_name": "bao cao.xlsx",
        "sha256": "0",
        "form": "province__poverty_review",
        "form_vi": "Tổng hợp kết quả rà soát hộ nghèo, hộ cận nghèo",
        "period": "2025",
        "received_at": datetime.datetime(2025, 10, 8, 7, 5, tzinfo=datetime.UTC),
        "is_sample": False,
        "status": "partial",
        "rows_accepted": 3,
        "rows_refused": 1,
        "remarks": remarks,
    }
    return Reply(**(facts | more))


def remark(sheet="S", row=0, column=0, severity="error", **more):
    facts = {
        "severity": severity,
        "rule_code": "cell_not_number",
        "rule_vi": "Không phải số",
        "message_vi": "Không đọc được.",
        "next_steps_vi": "Sửa rồi gửi lại.",
    }
    return Remark(**(facts | more), sheet=sheet, row=row, column=column)


def answered(answer, path):
    """The reply to the file, as the night makes it."""
    kind, content = make_reply(replace(answer, file_name=path.name), path.read_bytes(), None)
    assert kind == "xlsx"
    return content


def opened(content, tmp_path):
    path = tmp_path / "reply.xlsx"
    path.write_bytes(content)
    return openpyxl.load_workbook(path)


def listed(workbook):
    """The rows of the list, without what stands above it."""
    rows = [[cell.value for cell in row] for row in workbook.worksheets[0].iter_rows()]
    return [row for row in rows if isinstance(row[0], int)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: "/".join(path.parts[-3:]))
def test_what_comes_back_reads_like_what_was_sent(path):
    """The reader finds the same rows in the reply as in the original: no figure has changed, and a
    sender who corrects the reply and sends that has sent the report."""
    data = path.read_bytes()
    contract = CONTRACTS[path.parts[-3]]
    said = reply(
        remark(None, None, None, message_vi=contract.titles[0].text),
        remark("S", 3, 1, value_given="Xã A", field_vi="TT"),
        form_vi=contract.title_vi,
    )
    content = answered(said, path)
    side = path.with_name(f"{path.name}.yml").read_text(encoding="utf-8")
    issuer = path.stem.removeprefix("submitted_")
    moment = datetime.datetime(2025, 10, 8, tzinfo=datetime.UTC)
    sent, resent = (
        read_submission(Receipt("a1", issuer, name, moment, "0", side), bytes_, CONTRACTS)
        for name, bytes_ in ((path.name, data), ("x.xlsx", content))
    )
    assert resent.form == sent.form
    assert resent.refusals == sent.refusals
    assert resent.rows == sent.rows
    assert sent.rows


def test_nothing_alive_comes_along(tmp_path):
    """Formulas, links, comments, pictures of the original: only their values are copied."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"], sheet["A2"], sheet["A3"] = "=1+1", "bấm vào đây", "=cmd|' /C calc'!A0"
    sheet["A1"].data_type = sheet["A3"].data_type = "s"
    sheet["A2"].hyperlink = "http://x.test/"
    sheet["A2"].comment = Comment("của người gửi", "x")
    book.defined_names["x"] = openpyxl.workbook.defined_name.DefinedName("x", attr_text="S!$A$1")
    path = tmp_path / "a.xlsx"
    book.save(path)
    result = opened(answered(reply(), path), tmp_path)
    copied = result["S"]
    assert [copied[c].value for c in ("A1", "A2", "A3")] == [
        "=1+1",
        "bấm vào đây",
        "=cmd|' /C calc'!A0",
    ]
    assert {copied[c].data_type for c in ("A1", "A2", "A3")} == {"s"}
    assert copied["A2"].hyperlink is None
    assert copied["A2"].comment is None
    assert "x" not in result.defined_names


def test_values_show_as_they_were(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row, (value, look) in enumerate(
        [
            (datetime.date(2024, 12, 31), "mm/dd/yy"),
            (0.0932, "0.00%"),
            (1234567.5, '#,##0.00\\ "đ"'),
            (-1200, "General"),
            (123456789012, "0"),
            ("00123", "@"),
            ("-5", "@"),
        ],
        start=1,
    ):
        sheet.cell(row, 1, value).number_format = look
    sheet["B1"] = "đậm"
    sheet["B1"].font = Font(bold=True, color="FFFFFF")
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[2].height = 44
    path = tmp_path / "a.xlsx"
    book.save(path)
    copied = opened(answered(reply(), path), tmp_path).worksheets[1]
    column = [copied.cell(row, 1) for row in range(1, 8)]
    assert column[0].value == datetime.datetime(2024, 12, 31)
    assert [cell.value for cell in column[1:]] == [
        0.0932,
        1234567.5,
        -1200,
        123456789012,
        "00123",
        "-5",
    ]
    assert [cell.number_format for cell in column] == [
        "dd/mm/yyyy",
        "0.00%",
        "#,##0.00",
        "General",
        "0",
        "General",
        "General",
    ]
    assert copied["B1"].font.bold
    assert copied["B1"].font.color.rgb != "00FFFFFF"  # white on white would hide it
    assert copied.column_dimensions["A"].width == pytest.approx(33, abs=1)
    assert copied.row_dimensions[2].height == pytest.approx(44, abs=1)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "General"),
        ("0.0%", "0.0%"),
        ("_-* #,##0.00\\ _₫_-;-* #,##0.00", "#,##0.00"),
        ("00000", "00000"),
        ("[Red]-0", "0"),
        (";;;", "General"),
        ('"ẩn"', "General"),
        ("dd/mm/yyyy", "General"),
    ],
)
def test_of_a_number_format_only_the_digits_stay(code, shown):
    assert number_format(code) == shown


def test_marks_stand_on_their_cells_with_all_that_is_said(tmp_path):
    rows = [["Xã", "Hộ", "Nghèo"], ["A", "12o", 3], ["B", 5, 9]]
    answer = reply(
        remark(row=1, column=1, message_vi="Không phải số."),
        remark(row=1, column=1, severity="warning", message_vi="Khác năm trước."),
        remark(row=2, column=2, severity="warning", value_given="9", value_expected="4"),
        remark(row=7, column=4, message_vi="Ô này ở ngoài bảng."),
        remark(None, None, None, message_vi="Cả tệp."),
    )
    book = opened(reply_workbook(answer, [Grid("S", rows)]), tmp_path)
    sheet = book["S"]
    assert [sheet[c].fill.start_color.rgb for c in ("B2", "C3", "E8")] == [
        "FFFFC7CE",
        "FFFFEB9C",
        "FFFFC7CE",
    ]
    assert sheet["B2"].value == "12o"
    assert "Không phải số." in sheet["B2"].comment.text
    assert "Khác năm trước." in sheet["B2"].comment.text
    assert "Giá trị đúng ra: 4" in sheet["C3"].comment.text
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) == 3
    rows = listed(book)
    assert rows[0][8] == "Cả tệp."
    assert [row[3] for row in rows] == [None, "B2", "B2", "C3", "E8"]
    assert rows[3][5:7] == ["9", "4"]
    links = {
        c.value: c.hyperlink.location for r in book["Ý kiến"].iter_rows() for c in r if c.hyperlink
    }
    assert links == {"B2": "'S'!B2", "C3": "'S'!C3", "E8": "'S'!E8"}


def test_a_covered_cell_of_a_merged_range_is_marked_where_it_shows(tmp_path):
    grid = Grid("S", [["Xã A", 1], [None, 2], ["Xã B", 3]], merged=[((0, 0), (1, 0))])
    sheet = opened(reply_workbook(reply(remark(row=1)), [grid]), tmp_path)["S"]
    assert "A1:A2" in sheet.merged_cells
    assert sheet["A1"].comment is not None
    assert sheet["A1"].fill.start_color.rgb == "FFFFC7CE"
    assert sheet["A1"].value == "Xã A"


def test_odd_merged_ranges_are_survived(tmp_path):
    merged = [
        ((0, 0), (1_048_575, 0)),
        ((0, 0), (0, 16_383)),
        ((1, 1), (1, 1)),
        ((5, 5), (9, 9)),
    ]
    grid = Grid("S", [["a", "b"], ["c", "d"]], merged=merged)
    sheet = opened(reply_workbook(reply(remark(row=1, column=1)), [grid]), tmp_path)["S"]
    assert sheet["A1"].value == "a"
    assert sheet["B2"].value == "d"
    assert sheet["B2"].comment is not None


def test_error_cells_show_their_error(tmp_path):
    unreadable = {(0, 0): "#REF!", (1, 0): "công thức không có kết quả"}
    grid = Grid("S", [[None], [None]], unreadable=unreadable)
    sheet = opened(reply_workbook(reply(remark(row=1)), [grid]), tmp_path)["S"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("#REF!", "s")
    assert sheet["A2"].value is None
    assert sheet["A2"].comment is not None


@pytest.mark.parametrize(
    "names",
    [
        ["Ý kiến", "ý kiến"],
        ["a" * 40, "a" * 40, "A" * 31],
        ["[x]:*?/\\", "'", ""],
        ["Tờ 'a' #1", "b'"],
        ["\x00\x07", "😀" * 20],
    ],
)
def test_sheets_keep_their_names_as_far_as_a_spreadsheet_allows(tmp_path, names):
    grids = [Grid(name, [[number]]) for number, name in enumerate(names)]
    remarks = [remark(name, 0, 0, message_vi=name) for name in names]
    book = opened(reply_workbook(reply(*remarks), grids), tmp_path)
    assert [sheet["A1"].value for sheet in book.worksheets[1:]] == list(range(len(names)))
    lowered = [name.lower() for name in book.sheetnames]
    assert len(set(lowered)) == len(names) + 1
    targets = [
        c.hyperlink.location.rpartition("!")[0][1:-1].replace("''", "'")
        for row in book.worksheets[0].iter_rows()
        for c in row
        if c.hyperlink
    ]
    assert len(targets) == len(names)
    assert set(targets) <= set(book.sheetnames)


def test_hidden_sheets_stay_hidden_unless_something_is_said_of_them(tmp_path):
    grids = [Grid("S", [[1]]), Grid("Ẩn", [[2]], visible=False), Grid("Ẩn 2", [[3]], visible=False)]
    book = opened(reply_workbook(reply(remark("Ẩn 2")), grids), tmp_path)
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden", "visible"]
    assert book.active.title == "Ý kiến"


def test_the_same_reply_is_the_same_file():
    grids = [Grid("S", [["a", 1], ["b", -2.5]])]
    content = reply_workbook(reply(remark()), grids)
    assert content == reply_workbook(reply(remark()), grids)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        times = re.findall(r"20\d\d-[\d-]+T[\d:]+Z", package.read("docProps/core.xml").decode())
        assert set(times) == {"2025-10-08T07:05:00Z"}  # of its arrival, not of its writing
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_thousands_of_marks_are_filled_and_listed_and_some_are_commented(tmp_path):
    count = MOST_COMMENTS + 500
    grid = Grid("S", [["x"] for _ in range(count)])
    book = opened(reply_workbook(reply(*(remark(row=r) for r in range(count))), [grid]), tmp_path)
    cells = [row[0] for row in book["S"].iter_rows(max_col=1)]
    assert sum(cell.fill.fill_type is not None for cell in cells) == count
    assert sum(cell.comment is not None for cell in cells) == MOST_COMMENTS
    assert len(listed(book)) == count


def test_an_xls_is_answered_too(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    sheet.write_merge(0, 0, 0, 2, "Đầu đề")
    sheet.write(1, 0, "Xã")
    sheet.write(1, 1, -12.5)
    sheet.write(1, 2, datetime.date(2024, 12, 31), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(1, 3, 0.0932, xlwt.easyxf(num_format_str="0.00%"))
    path = tmp_path / "a.xls"
    book.save(str(path))
    copied = opened(answered(reply(), path), tmp_path)["Biểu"]
    assert copied["B2"].value == -12.5
    assert (copied["D2"].value, copied["D2"].number_format) == (0.0932, "0.00%")
    assert copied["C2"].value == datetime.datetime(2024, 12, 31)
    assert copied["C2"].number_format == "dd/mm/yyyy"


def test_texts_in_a_legacy_font_come_back_as_letters(tmp_path):
    """Our copy has no font in which `L¹ng S¬n` would read."""
    book = openpyxl.Workbook()
    for row, text in enumerate(("Hé nghÌo", "TØnh L¹ng S¬n", "§iÖn Biªn"), start=1):
        book.active.cell(row, 1, text).font = Font(name=".VnTime")
    path = tmp_path / "a.xlsx"
    book.save(path)
    copied = opened(answered(reply(), path), tmp_path).worksheets[1]
    assert [copied.cell(row, 1).value for row in (1, 2, 3)] == [
        "Hộ nghèo",
        "Tỉnh Lạng Sơn",
        "Điện Biên",
    ]


@pytest.mark.skipif(soffice is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path):
    grid = Grid("S", [["=1+1", "12o"], [None, 5]])
    answer = reply(
        remark(row=0, column=1, message_vi="=1+1\x01 'x'", value_given='=HYPERLINK("x")')
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(reply_workbook(answer, [grid]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(path)], check=True, capture_output=True)
    book = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["S"]["B1"].comment is not None
    assert book["Ý kiến"].auto_filter.ref

"""What we write stays what it is: in our own reading, in LibreOffice's, as xlsx and as csv."""

import csv
import datetime
import io
import re
import shutil
import subprocess

import openpyxl
import pytest
import xlsxwriter

from orchestration.cell_writing import (
    Looks,
    csv_bytes,
    csv_text,
    may_start_formula,
    merge_cells,
    write_cell,
    write_comment,
    write_link,
)
from orchestration.home import PROJECT_DIR

HOSTILE = [
    '=HYPERLINK("http://x.test","bấm")',
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "\tx",
    "\r=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    "- Thôn Nà Pán",
]
HARMLESS = ["", "-", " - ", "-5", "-1.234,5", "-12 %", "Xã Nà Hỳ", "1-2", "a=b", "x@y.vn", "5-10%"]

soffice = shutil.which("soffice")


def converted(path, target, folder):
    """The file as LibreOffice reads it and writes it again."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # The last token of the filter of csv files: take what looks like a formula for one.
    reads_formulas = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    options = [reads_formulas] if path.suffix == ".csv" else []
    command = [soffice, profile, "--headless", *options, "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(path)], check=True, capture_output=True
    )
    return folder / "out" / path.with_suffix(f".{target.partition(':')[0]}").name


def written(path, write):
    workbook = xlsxwriter.Workbook(str(path))
    write(workbook.add_worksheet("Biểu"), Looks(workbook))
    workbook.close()
    return path


def written_values(path, values):
    def write(sheet, looks):
        for row, value in enumerate(values):
            write_cell(sheet, row, 0, value, looks.get())

    return written(path, write)


def read_back(path):
    sheet = openpyxl.load_workbook(path).active
    return [(cell.value, cell.data_type) for (cell, *_) in sheet.iter_rows(max_col=1)]


def test_a_text_that_looks_like_a_formula_is_text_in_a_workbook(tmp_path):
    path = written_values(tmp_path / "a.xlsx", HOSTILE)
    # A spreadsheet reads a carriage return in XML as a line break.
    assert [kind for _, kind in read_back(path)] == ["s"] * len(HOSTILE)
    assert [value for value, _ in read_back(path)][:6] == HOSTILE[:6]
    sheet = openpyxl.load_workbook(path).active
    # Edited and left as it is, it stays text too.
    assert all(cell.quotePrefix for (cell, *_) in sheet.iter_rows(max_col=1))


@pytest.mark.skipif(soffice is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula_in_what_we_write(tmp_path):
    workbook = converted(written_values(tmp_path / "a.xlsx", HOSTILE), "xlsx", tmp_path)
    assert {kind for _, kind in read_back(workbook)} == {"s"}
    (tmp_path / "b.csv").write_bytes(csv_bytes([text, "x"] for text in HOSTILE))
    rows = read_back(converted(tmp_path / "b.csv", "xlsx", tmp_path))
    assert "f" not in {kind for _, kind in rows}
    assert rows[1][0].lstrip("'") == "=1+1"


@pytest.mark.skipif(soffice is None, reason="LibreOffice is not installed")
def test_libreoffice_would_find_formulas_in_a_careless_csv(tmp_path):
    """The test above can fail."""
    (tmp_path / "b.csv").write_text('"=1+1",x\n', encoding="utf-8-sig")
    assert read_back(converted(tmp_path / "b.csv", "xlsx", tmp_path))[0][1] == "f"


def test_values_keep_their_kind(tmp_path):
    moment = datetime.datetime(2024, 12, 31, 8, 30)
    values = [-5, -1.5, 12345678901234, 0.1, True, moment, "00123", "-5", None, float("inf")]
    path = written_values(tmp_path / "a.xlsx", values)
    read = read_back(path)
    assert [value for value, _ in read[:5]] == values[:5]
    assert [kind for _, kind in read[:5]] == ["n", "n", "n", "n", "b"]
    assert read[5][0] == pytest.approx(45657 + (8 * 60 + 30) / (24 * 60))  # its look is no date's
    assert read[6:10] == [("00123", "s"), ("-5", "s"), (None, "n"), ("inf", "s")]


def test_a_date_before_the_calendar_of_spreadsheets_is_a_text(tmp_path):
    path = written_values(tmp_path / "a.xlsx", [datetime.date(1899, 5, 1), datetime.time(8, 30)])
    assert read_back(path)[0] == ("1899-05-01", "s")


def test_merged_text_links_and_comments_are_no_formulas(tmp_path):
    def write(sheet, looks):
        merge_cells(sheet, 0, 0, 0, 3, "=1+1", looks.get())
        merge_cells(sheet, 1, 0, 1, 0, "@x", looks.get())
        write_link(sheet, 2, 0, "Tờ 'a' #1", "B7", looks.get())
        write_comment(sheet, 3, 0, "=x\x01\x0b" + "y" * 50_000)

    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx", write)).active
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    assert "A1:D1" in sheet.merged_cells
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("@x", "s")
    assert sheet["A3"].value == "B7"
    assert sheet["A3"].hyperlink.location == "'Tờ ''a'' #1'!B7"
    assert sheet["A3"].hyperlink.target is None
    assert sheet["A4"].comment.text.startswith("=xyyy")


def test_what_xml_cannot_hold_is_written_all_the_same(tmp_path):
    path = written_values(tmp_path / "a.xlsx", ["a\x00\x01b", "x\ufffey", "z" * 40_000])
    assert len(read_back(path)[2][0]) == 32_767


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_field_that_looks_like_a_formula_gets_an_apostrophe(text):
    assert may_start_formula(text)
    assert csv_text(text).startswith("'")
    assert csv_text(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_csv_fields_and_negative_numbers_stay_as_they_are(text):
    assert csv_text(text) == text


@pytest.mark.parametrize("separator", ",;\t|\n")
def test_a_csv_read_with_another_separator_has_no_formula_either(separator):
    content = csv_bytes([["Xã A", f"ghi chú{separator}=1+1", "x"]]).decode("utf-8-sig")
    for other in ",;\t|":
        rows = csv.reader(io.StringIO(content), delimiter=other, quoting=csv.QUOTE_NONE)
        assert not [field for row in rows for field in row if may_start_formula(field)]


def test_a_csv_says_that_it_is_utf8_and_reads_back():
    content = csv_bytes([["Xã", "Số hộ"], ['Nà "Hỳ"', "-5"]], ";")
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Xã", "Số hộ"],
        ['Nà "Hỳ"', "-5"],
    ]


def test_nothing_else_in_the_project_writes_cells():
    """The rule has one place: no other module calls a writer of cells."""
    writers = re.compile(
        r"\.(write_(string|number|formula|url|row|column|rich_string)|merge_range|to_csv|to_excel"
        r"|DictWriter)\(|csv\.writer\(|sheet\.write\("
    )
    found = [
        (path.name, line)
        for path in (PROJECT_DIR / "orchestration").rglob("*.py")
        if path.name != "cell_writing.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if writers.search(line)
    ]
    assert found == []

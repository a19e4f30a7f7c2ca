"""A province's review workbook whose table is damaged in one way: what lands, what is refused."""

import copy
import csv

import openpyxl
import pytest
import xlsxwriter

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.reading import read_submission
from orchestration.ingest.screening import screen
from orchestration.ingest.submissions import describe
from orchestration.ingest.workbook import read_grids

CONTRACTS = load_contracts()
SAMPLE = PROJECT_DIR / "tests/samples/province__poverty_review/2024/submitted_11.xlsx"
GRID = read_grids(SAMPLE.read_bytes(), screen(SAMPLE.name, SAMPLE.read_bytes()))[0]
HEADER, FIRST, LAST = 5, 9, 13
# Phường Mường Thanh, Xã Mường Phăng, Xã Nà Hỳ, xã Sín Thầu, as the sample has them.
POOR = [2, 800, 1250, 300]
NEAR_POOR = [4, 600, 375, 200]
COUNTS = ("households", "poor_households", "near_poor_households", "poor_persons")


class Page:
    """The sample's sheet, to be damaged."""

    def __init__(self):
        self.name = "Biểu 1"
        self.rows = copy.deepcopy(GRID.rows)
        self.merged = list(GRID.merged)

    def insert_column(self, at, values):
        for number, row in enumerate(self.rows):
            row.insert(at, values.get(number))
        self.merged = [
            ((r0, c0 + (c0 >= at)), (r1, c1 + (c1 >= at))) for (r0, c0), (r1, c1) in self.merged
        ]

    def delete_column(self, at):
        for row in self.rows:
            del row[at]
        self.merged = [
            ((r0, c0 - (c0 > at)), (r1, c1 - (c1 >= at)))
            for (r0, c0), (r1, c1) in self.merged
            if not c0 == c1 == at
        ]


def read(tmp_path, *pages, hidden=()):
    path = tmp_path / "report.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number, page in enumerate(pages):
            sheet = book.add_worksheet(page.name)
            inner = set()
            for (row_0, column_0), (row_1, column_1) in page.merged:
                if (row_0, column_0) != (row_1, column_1):
                    value = page.rows[row_0][column_0]
                    sheet.merge_range(row_0, column_0, row_1, column_1, value or "")
                    inner |= {
                        (row, column)
                        for row in range(row_0, row_1 + 1)
                        for column in range(column_0, column_1 + 1)
                    }
            for row_number, row in enumerate(page.rows):
                for column, value in enumerate(row):
                    if value is not None and (row_number, column) not in inner:
                        sheet.write(row_number, column, value)
            if number in hidden:
                sheet.hide()
            elif not any(n not in hidden for n in range(number)):
                sheet.activate()
                sheet.set_first_sheet()
    return read_submission(describe(path, "11", None), path.read_bytes(), CONTRACTS)


def column(reading, name):
    return [row.values.get(name) for row in reading.details]


def rules(reading):
    return {refusal.rule_code for refusal in reading.refusals}


@pytest.fixture
def page():
    return Page()


def test_the_sample_itself_reads_without_a_word(page, tmp_path):
    reading = read(tmp_path, page)
    assert (column(reading, "poor_households"), reading.refusals) == (POOR, [])


def test_a_table_that_starts_further_down_and_right(page, tmp_path):
    page.rows = [[None] * 20 for _ in range(4)] + page.rows
    page.merged = [((r0 + 4, c0), (r1 + 4, c1)) for (r0, c0), (r1, c1) in page.merged]
    page.insert_column(0, {})
    reading = read(tmp_path, page)
    assert (column(reading, "near_poor_households"), reading.refusals) == (NEAR_POOR, [])


def test_columns_in_another_order_are_known_by_their_header(page, tmp_path):
    # The poor's and the near-poor's groups change places, headers and all.
    order = [*range(5), 8, 9, 10, 5, 6, 7, *range(11, 20)]
    page.rows = [[row[number] for number in order] for row in page.rows]
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR
    assert column(reading, "near_poor_households") == NEAR_POOR


def test_no_merged_cells_at_all(page, tmp_path):
    page.merged = []
    reading = read(tmp_path, page)
    assert (column(reading, "poor_households"), reading.refusals) == (POOR, [])


def test_the_top_level_of_the_header_is_lost(page, tmp_path):
    page.merged = [m for m in page.merged if m[0][0] != HEADER or m[1][0] != HEADER]
    for number in (2, 5, 14):
        page.rows[HEADER][number] = None
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR
    assert column(reading, "near_poor_households") == NEAR_POOR
    assert "header_differs" in rules(reading)


def test_a_group_s_words_are_cut_off(page, tmp_path):
    page.rows[HEADER + 1][8] = "Tổng số hộ cận"
    reading = read(tmp_path, page)
    assert column(reading, "near_poor_households") == NEAR_POOR
    assert column(reading, "poor_households") == POOR


def test_a_heading_that_could_be_two_is_not_guessed(page, tmp_path):
    # Both groups are headed alike: neither column can be known.
    page.rows[HEADER + 1][8] = "Tổng số hộ nghèo"
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == column(reading, "near_poor_households")
    assert column(reading, "poor_households") == [None] * 4
    assert {"column_ambiguous", "column_missing"} <= rules(reading)
    assert column(reading, "households") == [5000, 4000, 2500, 1000]


def test_a_group_merged_over_its_neighbour_s_column_is_not_guessed(page, tmp_path):
    page.merged.remove(((6, 5), (6, 7)))
    page.merged.remove(((6, 8), (6, 10)))
    page.merged += [((6, 5), (6, 8)), ((6, 9), (6, 10))]
    page.rows[6][9] = "Tổng số hộ cận nghèo"
    reading = read(tmp_path, page)
    assert set(column(reading, "poor_households")) <= {*POOR, None}
    assert set(column(reading, "near_poor_households")) <= {*NEAR_POOR, None}


def test_a_column_is_missing_and_the_others_land(page, tmp_path):
    page.delete_column(8)  # near-poor households
    reading = read(tmp_path, page)
    assert column(reading, "near_poor_households") == [None] * 4
    assert column(reading, "poor_households") == POOR
    messages = [r.message_vi for r in reading.refusals if r.rule_code == "column_missing"]
    assert len(messages) == 1
    assert "“Kết quả rà soát về hộ (…) › Tổng số hộ cận nghèo › Số hộ”" in messages[0]
    assert reading.status == "partial"


def test_without_the_names_nothing_lands(page, tmp_path):
    page.delete_column(1)
    reading = read(tmp_path, page)
    assert (reading.status, rules(reading)) == ("refused", {"header_incomplete"})


def test_an_extra_column_is_named_and_left_out(page, tmp_path):
    page.insert_column(5, {HEADER: "Ghi chú", FIRST: 77})
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR
    assert [(r.cell, r.is_refused) for r in reading.refusals] == [("F6", False)]
    assert rules(reading) == {"column_unknown"}


def test_a_row_that_has_slipped_by_a_column_is_refused_whole(page, tmp_path):
    page.rows[FIRST + 1][2:] = [None, *page.rows[FIRST + 1][2:-1]]
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == [2, 1250, 300]
    assert "row_shifted" in rules(reading)


def test_wrong_printed_ratios_alone_refuse_nothing(page, tmp_path):
    for number in (7, 10, 13, 15, 17, 19):
        page.rows[FIRST + 1][number] = 1
    assert column(read(tmp_path, page), "poor_households") == POOR


def test_a_row_whose_last_cells_slipped_to_the_left_is_refused_whole(page, tmp_path):
    page.rows[FIRST + 2][5:] = [*page.rows[FIRST + 2][6:], None]
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == [2, 800, 300]
    assert "row_shifted" in rules(reading)


def treasury(tmp_path, change, prepare=lambda sheet: None):
    """The plan and the refusals of the treasury's sample with its line of project 8 changed."""
    sample = PROJECT_DIR / "tests/samples/treasury__disbursement/2022/submitted_11.xlsx"
    book = openpyxl.load_workbook(sample)
    sheet = book.worksheets[0]
    prepare(sheet)
    line = next(row for row in sheet.iter_rows() if row[0].value == "8")
    for cell, value in zip(line, change([cell.value for cell in line]), strict=True):
        cell.value = value
    path = tmp_path / "report.xlsx"
    book.save(path)
    reading = read_submission(describe(path, "11", None), path.read_bytes(), CONTRACTS)
    return [
        row.values.get("assigned_vnd")
        for row in reading.rows
        if row.values["project_code"] == "08" and row.values["programme_code"] == "1719"
    ], rules(reading)


def test_a_row_of_noughts_that_has_slipped_is_refused_whole(tmp_path):
    """One rate of the line can be asked, and that only after the cells are moved back."""
    assert treasury(tmp_path, lambda row: row)[0] == [0, 0, 0, 700_000_000, 0, 0]
    plans, told = treasury(tmp_path, lambda row: [*row[:2], None, *row[2:-1]])
    assert (plans, "row_shifted" in told) == ([], True)


def test_a_code_among_the_figures_says_that_the_row_slipped(tmp_path):
    """Nothing is paid yet: no rate can be asked, and one dash is as good as the next."""

    def with_codes(sheet):
        ranges = [each.bounds for each in sheet.merged_cells.ranges]
        for left, top, right, bottom in ranges:
            sheet.unmerge_cells(None, top, left, bottom, right)
        sheet.insert_cols(3)
        for left, top, right, bottom in ranges:
            sheet.merge_cells(None, top, left + (left > 2), bottom, right + (right > 2))
        titles = next(row for row in sheet.iter_rows() if row[0].value == "TT")
        titles[2].value = "Mã dự án"

    figures = ["-", "-", "-", "-", None, 900, 850.5, "-", "-", 0] * 3
    line = ["8", "Dự án 8", "08", *figures]
    plans, told = treasury(tmp_path, lambda row: line, with_codes)
    assert (plans, "row_shifted" in told) == ([0, 900_000_000] * 3, False)
    plans, told = treasury(tmp_path, lambda row: [*line[:2], None, *line[2:-1]], with_codes)
    assert (plans, "row_shifted" in told) == ([], True)


def test_a_row_with_honest_gaps_lands(tmp_path):
    blank = {2, 7, 12}  # the plans of three blocks
    plans, told = treasury(
        tmp_path, lambda row: [None if n in blank else v for n, v in enumerate(row)]
    )
    assert (plans, "row_shifted" in told) == ([None, None, None, 700_000_000, 0, 0], False)


def test_the_header_repeated_on_the_next_page_is_no_data(page, tmp_path):
    page.rows[FIRST + 2 : FIRST + 2] = copy.deepcopy(page.rows[HEADER : HEADER + 4])
    page.merged = [m for m in page.merged if m[0][0] < FIRST]
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR


def test_data_between_a_damaged_header_and_its_repetition_is_data(page, tmp_path):
    page.rows[FIRST + 2 : FIRST + 2] = copy.deepcopy(page.rows[HEADER : HEADER + 4])
    page.merged = [m for m in page.merged if m[0][0] < FIRST]
    page.rows[HEADER + 1][2] = None  # Số hộ
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR
    assert "name_missing" not in rules(reading)


def test_so_it_is_in_a_csv_where_every_figure_is_a_text(page, tmp_path):
    page.rows[FIRST + 2 : FIRST + 2] = copy.deepcopy(page.rows[HEADER : HEADER + 4])
    page.rows[HEADER + 1][2] = None
    path = tmp_path / "report.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(page.rows)
    reading = read_submission(describe(path, "11", None), path.read_bytes(), CONTRACTS)
    assert column(reading, "poor_households") == POOR


def test_a_lost_title_is_not_looked_for_among_the_figures(tmp_path):
    """Form 3 numbers its indicators 1 to 12; columns are numbered so, and small counts too."""
    top = ["TT", "Phường/ Xã", "Tổng số hộ nghèo", "Tổng số thiếu hụt"]
    names = ["Việc làm", "Người phụ thuộc trong hộ gia đình", "Dinh dưỡng", "Bảo hiểm y tế"]
    names += ["Trình độ giáo dục của người lớn", "Tình trạng đi học của trẻ em"]
    names += ["Chất lượng nhà ở", "Diện tích nhà ở bình quân đầu người", "Nguồn nước sinh hoạt"]
    names += [None, "Sử dụng dịch vụ viễn thông", "Phương tiện phục vụ tiếp cận thông tin"]
    numbered = [name and f"{number}. {name}" for number, name in enumerate(names, 1)]
    rows = [
        ["PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO"],
        ["Năm 2025"],
        [*top, "Chỉ số thiếu hụt dịch vụ xã hội cơ bản", *[None] * 11],
        [None, None, None, None, *numbered],
        ["A", "B", *range(1, 15)],
        [1, "Phường Mường Thanh", 4, 78, *range(1, 13)],
    ]
    path = tmp_path / "report.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row, *[None] * (16 - len(row))] for row in rows)
    reading = read_submission(describe(path, "11", None), path.read_bytes(), CONTRACTS)
    (row,) = reading.details
    indicators = list(CONTRACTS["province__deprivations"].fields)[-12:]
    assert [row.values.get(name) for name in indicators] == [*range(1, 10), None, 11, 12]
    assert "column_missing" in rules(reading)


def test_an_edition_of_fewer_columns_does_not_win_over_a_damaged_header(page, tmp_path):
    page.rows[HEADER + 2][6] = None  # Tổng số hộ nghèo › Trong đó: hộ DTTS, of the later edition
    reading = read(tmp_path, page)
    assert column(reading, "minority_near_poor_households") == [3, 590, 370, 199]
    assert column(reading, "minority_poor_households") == [2, 790, 1240, 300]
    assert "header_differs" in rules(reading)


def test_data_below_a_note_still_is_data(page, tmp_path):
    page.rows.insert(FIRST + 2, [None, "Ghi chú: số liệu chính thức"] + [None] * 18)
    reading = read(tmp_path, page)
    assert column(reading, "poor_households") == POOR


def test_figures_without_a_name_below_a_note_are_not_passed_over(page, tmp_path):
    page.rows.insert(FIRST + 2, [None, "Ghi chú: số liệu chính thức"] + [None] * 18)
    page.rows[FIRST + 3][1] = None
    page.rows.insert(LAST + 2, [None, None, 2] + [None] * 17)  # the number of the page
    reading = read(tmp_path, page)
    assert [(r.rule_code, r.row_number) for r in reading.refusals] == [("name_missing", FIRST + 4)]


def test_last_year_s_sheet_left_inside_is_refused_by_itself(page, tmp_path):
    old = Page()
    old.name = "Năm trước"
    old.rows[3][0] = "Năm 2024"
    old.rows[FIRST][5] = 999
    reading = read(tmp_path, old, page)
    assert (reading.period.label, column(reading, "poor_households")) == ("2025", POOR)
    assert [(r.rule_code, r.sheet) for r in reading.refusals] == [
        ("sheet_of_other_period", "Năm trước")
    ]


def test_a_copied_sheet_counts_once(page, tmp_path):
    again = Page()
    again.name = "Biểu 1 (2)"
    reading = read(tmp_path, page, again)
    assert (column(reading, "poor_households"), rules(reading)) == (POOR, {"sheet_repeated"})


def test_a_hidden_sheet_is_named_and_not_read(page, tmp_path):
    old = Page()
    old.name = "Nháp"
    reading = read(tmp_path, old, page, hidden=(0,))
    assert column(reading, "poor_households") == POOR
    assert [(r.rule_code, r.sheet, r.is_refused) for r in reading.refusals] == [
        ("sheet_hidden", "Nháp", False)
    ]


def test_two_tables_on_one_sheet_of_two_years(page, tmp_path):
    below = Page()
    below.rows[3][0] = "Năm 2024"
    start = len(page.rows) + 2
    page.rows += [[None] * 20, [None] * 20, *below.rows]
    page.merged += [((r0 + start, c0), (r1 + start, c1)) for (r0, c0), (r1, c1) in below.merged]
    reading = read(tmp_path, page)
    assert (reading.period.label, column(reading, "poor_households")) == ("2025", POOR)
    assert "sheet_of_other_period" in rules(reading)


@pytest.mark.parametrize(("strangers", "status"), [(30, "partial"), (60, "refused")])
def test_a_column_of_names_that_hardly_holds_one_refuses_the_file(
    page, tmp_path, strangers, status
):
    """The few that are names may be so by chance: they would get another unit's figures."""
    line = page.rows[FIRST + 1]
    numbers = [f"9.{number}" for number in range(strangers)]
    page.rows[FIRST + 2 : FIRST + 2] = [[line[0], number, *line[2:]] for number in numbers]
    page.merged = [m for m in page.merged if m[0][0] < FIRST]
    reading = read(tmp_path, page)
    assert reading.status == status
    assert ("names_unknown" in rules(reading)) == (status == "refused")
